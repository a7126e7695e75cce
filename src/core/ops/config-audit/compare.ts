import { composePolicies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import type { KnownStrategy } from "../../config/cross-check.js";
import { fillDefaults } from "../../config/fill-defaults.js";
import { checkConfig } from "../../config/load.js";
import type { FactsOf } from "../../config/setting-facts.js";
import type { AuditMarket } from "./assumed-market.js";
import { type ConfigChange, diffConfigs } from "./diff.js";
import { checkFeasibility, type FeasibilityRow } from "./feasibility.js";
import { type AuditFinding, figure, placeOf } from "./finding.js";

type Trees = Readonly<Record<string, unknown>>;

interface ComparisonInput {
  /** What is compared with: files as written, or a configuration in effect. */
  readonly against: Trees;
  /** The audited configuration where it can be used, and its files as written. */
  readonly config: Config | null;
  readonly trees: Trees;
  readonly feasibility: readonly FeasibilityRow[];
  readonly strategies: readonly KnownStrategy[];
  readonly factsOf: FactsOf;
  readonly navUsd: number;
  readonly market: AuditMarket;
}

/** Every setting that differs, in effect: one that is left out is its default. And what that does to rules together. */
export function compareConfigs(input: ComparisonInput): {
  readonly diff: readonly ConfigChange[];
  readonly findings: readonly AuditFinding[];
} {
  const { against, config, trees, strategies, factsOf } = input;
  const checked = checkConfig(against, strategies);
  const before = fillDefaults(checked.ok ? { ...checked.value } : against, strategies);
  const diff = diffConfigs(before, fillDefaults(config === null ? trees : { ...config }, strategies), factsOf);
  if (!checked.ok) return { diff, findings: [unusable(checked.error.length)] };
  if (config === null) return { diff, findings: [] };
  const { rows } = checkFeasibility(composePolicies(checked.value, true), input.navUsd, input.market);
  return { diff, findings: tradeChanges(rows, input.feasibility) };
}

function unusable(problems: number): AuditFinding {
  const count = `${String(problems)} ${problems === 1 ? "problem" : "problems"}`;
  const message = `what is compared with can't be used as it stands (${count}): its settings are compared, what could trade under it is not`;
  return { severity: "info", code: "against_invalid", file: "", path: "", message, fix: null };
}

/** What each strategy could trade before and can trade now; nothing where nothing changed. */
function tradeChanges(before: readonly FeasibilityRow[], after: readonly FeasibilityRow[]): readonly AuditFinding[] {
  const strategies = [...new Set([...before, ...after].map(({ strategy }) => strategy))];
  return strategies.flatMap((strategy) => {
    const was = before.filter((row) => row.strategy === strategy);
    const is = after.filter((row) => row.strategy === strategy);
    const parts = [
      ...listed("no longer ", lost(was, is)),
      ...listed("now as well ", lost(is, was)),
      ...listed("sizes of one order: ", resized(was, is)),
    ];
    if (parts.length === 0) return [];
    const message = `what ${strategy} can trade changes: ${parts.join("; ")}`;
    const place = placeOf(`strategy_registry.strategies.${strategy}.symbols`);
    return [{ severity: "info", code: "feasibility_changed", ...place, message, fix: null }];
  });
}

const SHOWN = 4;

function listed(title: string, items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const more = items.length > SHOWN ? ` and ${String(items.length - SHOWN)} more` : "";
  return [`${title}${items.slice(0, SHOWN).join(", ")}${more}`];
}

function lost(was: readonly FeasibilityRow[], is: readonly FeasibilityRow[]): readonly string[] {
  const open = new Set(is.filter(({ feasible }) => feasible).map(({ symbol }) => symbol));
  return was.filter(({ feasible, symbol }) => feasible && !open.has(symbol)).map(({ symbol }) => symbol);
}

function resized(was: readonly FeasibilityRow[], is: readonly FeasibilityRow[]): readonly string[] {
  return is.flatMap((row) => {
    const old = was.find(({ symbol, feasible }) => symbol === row.symbol && feasible);
    if (
      old === undefined ||
      !row.feasible ||
      (old.minNotional === row.minNotional && old.maxNotional === row.maxNotional)
    )
      return [];
    return [`${row.symbol} ${range(row)} USD (was ${range(old)})`];
  });
}

function range({ minNotional, maxNotional }: FeasibilityRow): string {
  return `${figure(Number(minNotional))} to ${figure(Number(maxNotional))}`;
}
