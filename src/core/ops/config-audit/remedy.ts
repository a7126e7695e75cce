import { composePolicies } from "../../config/compose-policies.js";
import type { Config } from "../../config/config-files.js";
import { getAtPath } from "../../config/paths.js";
import type { FactsOf } from "../../config/setting-facts.js";
import type { Violation } from "../../domain/intent.js";
import { allowedUsd } from "../../domain/size-limit.js";
import { feasibleNotional } from "../../risk/largest-approved.js";
import { valuesBeyond } from "../explain/levers.js";
import { changeConfig, type SettingChange } from "../whatif/change-config.js";
import type { AuditMarket } from "./assumed-market.js";
import { type SmallestOrder, smallestOrder } from "./obstacles.js";
import { trialInIdea } from "./pair-trial.js";

export interface Excluded {
  readonly config: Config;
  readonly navUsd: number;
  readonly market: AuditMarket;
  readonly strategy: string;
  readonly symbol: string;
}

/** Behind each limit another may stand, which shows once the first has given way. */
const MOST_ROUNDS = 8;

/**
 * The smallest changes of limits that, made together, let the smallest order pass: tried, not estimated. Figures are
 * rounded outwards to four digits.
 *
 * Null where no figure helps: a switch, a list, a value beyond what the setting may have.
 */
export function loosenLimits(excluded: Excluded, factsOf: FactsOf): readonly SettingChange[] | null {
  let { config } = excluded;
  const changes = new Map<string, SettingChange>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const order = smallestIn({ ...excluded, config });
    if (order === null) return null;
    if (order.obstacles.length === 0) return [...changes.values()];
    for (const obstacle of order.obstacles) {
      const change = valueToPass(obstacle, config, factsOf);
      if (change === null) return null;
      changes.set(change.path, change);
    }
    const changed = changeConfig(excluded.config, [...changes.values()]);
    if (!changed.ok) return null;
    config = changed.value;
  }
  return null;
}

export function smallestIn({ config, ...pair }: Excluded): SmallestOrder | null {
  const trial = trialInIdea({ ...pair, policies: composePolicies(config, true) });
  return trial === null ? null : smallestOrder(trial);
}

/** Where the setting of one obstacle has to move to, alone; null where no figure helps. */
export function valueToPass(
  { measured, limit, setting, unit }: Violation,
  config: Config,
  factsOf: FactsOf,
): SettingChange | null {
  const from = setting === null ? undefined : getAtPath(config, setting);
  if (setting === null || typeof from !== "number" || measured === null || limit === null) return null;
  const loosens = factsOf(setting)?.loosens;
  if (loosens !== "up" && loosens !== "down") return null;
  const needed = limit === 0 || from === 0 ? measured : (from * measured) / limit;
  const [to] = valuesBeyond(needed, loosens === "up", unit === "count");
  return to === undefined ? null : { path: setting, to };
}

/** The same by lower minimums of ours. Null where it is the venue that asks for so much, or too little is left. */
export function lowerMinimums(excluded: Excluded): readonly SettingChange[] | null {
  const { config, symbol } = excluded;
  const [to] = valuesBeyond(largestUsd(excluded), false, false);
  if (to === undefined || to <= 0) return null;
  const own = [
    "risk_limits.global.min_notional_usdt",
    `risk_limits.per_symbol.${symbol}.min_notional`,
    `pairs_universe.universe.${symbol}.min_notional`,
    `pairs_universe.universe.${symbol}.min_gross_usd`,
  ];
  const above = own.filter((path) => Number(getAtPath(config, path) ?? 0) > to);
  if (above.length === 0) return null;
  const changes = above.map((path) => ({ path, to }));
  const changed = changeConfig(config, changes);
  if (!changed.ok) return null;
  return smallestIn({ ...excluded, config: changed.value })?.obstacles.length === 0 ? changes : null;
}

/** Most that every limit allows where no minimum holds; 0 where nothing passes. Units: USD. */
function largestUsd({ config, ...pair }: Excluded): number {
  const policies = composePolicies(config, true);
  const caps = policies.risk.symbols[pair.symbol];
  if (caps === undefined) return 0;
  const symbols = { ...policies.risk.symbols, [pair.symbol]: { ...caps, minNotionalUsd: 0 } };
  const trial = trialInIdea({ ...pair, policies: { ...policies, risk: { ...policies.risk, symbols } } });
  if (trial === null) return 0;
  const { template, book, view } = trial;
  const found = feasibleNotional({ template, book, view, policy: trial.policies.risk });
  if ("excludedBy" in found) return 0;
  const sizing = smallestOrder(trial)?.sizing;
  if (sizing === undefined) return 0;
  const { targetUsd, caps: limits } = sizing;
  return Math.min(found.maxNotionalUsd, targetUsd, ...limits.map((limit) => allowedUsd(limit, targetUsd)));
}
