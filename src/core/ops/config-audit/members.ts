import { isPlainObject } from "../../config/paths.js";

interface Kind {
  /** Where such members stand; `*` is any name. */
  readonly parent: string;
  /** Limits of their own, one on top of the others: whoever comes tightens. */
  readonly restrains?: true;
  /** Whether the member lets anything be opened; null where another setting decides that. */
  readonly opens: ((member: Readonly<Record<string, unknown>>) => boolean) | null;
}

/** Things that come and go as a whole: their settings mean nothing without them. */
const KINDS: readonly Kind[] = [
  { parent: "pairs_universe.universe", opens: ({ enabled }) => enabled === true },
  { parent: "strategy_registry.strategies", opens: ({ enabled }) => enabled === true },
  { parent: "strategy_config.strategies", opens: null },
  { parent: "accounts.accounts", opens: null },
  { parent: "risk_limits.global.correlation.groups", opens: null, restrains: true },
  // Whoever names it is told as well.
  { parent: "risk_limits.global.tiers", opens: null },
  { parent: "venues.*.instruments", opens: ({ status = "TRADING" }) => status === "TRADING" },
];

/** Judges a member that stands on one side only; null for everything else. */
export function memberKind(path: string): Kind | null {
  return KINDS.find(({ parent }) => isBelow(path, parent)) ?? null;
}

function isBelow(path: string, parent: string): boolean {
  const [keys, pattern] = [path.split("."), parent.split(".")];
  return keys.length === pattern.length + 1 && pattern.every((key, index) => key === "*" || key === keys[index]);
}

/** Whether a member, or its absence, lets something be opened. */
export function opens({ opens: judge }: Kind, member: unknown): boolean {
  return judge !== null && isPlainObject(member) && judge(member);
}
