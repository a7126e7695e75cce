import type { Policies } from "../../config/compose-policies.js";
import type { Violation } from "../../domain/intent.js";
import { type Dec, decFromNumber, roundDec } from "../../lib/decimal.js";
import { feasibleNotional } from "../../risk/largest-approved.js";
import { type AuditMarket, bestCase } from "./assumed-market.js";
import { exclusionsOf } from "./exclusions.js";
import { switchedOffBy } from "./ideas.js";
import { smallestOrder } from "./obstacles.js";
import { partnerOf, trialInIdea } from "./pair-trial.js";
import { type Trial, type TrialInput, trialOrder } from "./trial-order.js";

export interface FeasibilityRow {
  readonly strategy: string;
  readonly symbol: string;
  readonly nav: Dec;
  /** Smallest and largest notional that pass every rule on empty books, null where there is none. */
  readonly minNotional: Dec | null;
  readonly maxNotional: Dec | null;
  readonly feasible: boolean;
  /** Rules that exclude each other, or refuse every quantity. */
  readonly excludedBy: readonly string[];
}

/** What can trade, and what can only while the market is kinder than usual. */
export interface Feasibility {
  /** As in the usual market; a pair that can trade only in a kinder one as in the best case. */
  readonly rows: readonly FeasibilityRow[];
  /** Pairs that can trade, but not in the usual market: what excludes them there. */
  readonly unusual: readonly FeasibilityRow[];
}

/** For each enabled strategy × symbol the notionals that pass all risk rules on fresh books with this NAV. */
export function checkFeasibility(policies: Policies, navUsd: number, usual: AuditMarket): Feasibility {
  const rows: FeasibilityRow[] = [];
  const unusual: FeasibilityRow[] = [];
  for (const [strategy, { enabled, symbols }] of Object.entries(policies.registry.strategies)) {
    if (!enabled) continue;
    for (const symbol of symbols) {
      const input = { policies, navUsd, strategy, symbol };
      const row = feasibilityRow({ ...input, market: usual });
      const best = row.feasible ? row : feasibilityRow({ ...input, market: bestCase(usual) });
      rows.push(best.feasible ? best : row);
      if (best.feasible && !row.feasible) unusual.push(row);
    }
  }
  return { rows, unusual };
}

/** Most NAV that is tried: a size that needs more is no matter of NAV. */
const LARGEST_NAV_USD = 1e9;

/** NAV, to a thousandth, from which a strategy can trade a symbol; null when no NAV would do. */
export function smallestFeasibleNav(
  policies: Policies,
  pair: { readonly strategy: string; readonly symbol: string },
  market: AuditMarket,
): number | null {
  const feasible = (navUsd: number): boolean => feasibilityRow({ policies, navUsd, market, ...pair }).feasible;
  let high = 1;
  while (!feasible(high)) {
    high *= 2;
    if (high > LARGEST_NAV_USD) return null;
  }
  let low = high / 2;
  while (high - low > high / 1_000) {
    const middle = (low + high) / 2;
    if (feasible(middle)) high = middle;
    else low = middle;
  }
  return Math.ceil(high);
}

/**
 * What a strategy can trade of a symbol on fresh books, or what excludes it: first the settings that let no wish through
 * whatever its size, then the limits on sizes, then those of the leg that has to be opened with it.
 */
export function feasibilityRow(input: TrialInput): FeasibilityRow {
  const { policies, strategy, symbol } = input;
  const shut = switchedOffBy(policies, symbol) === null ? exclusionsOf(policies, strategy, symbol) : [];
  if (shut.length > 0) return excludedRow(input, [...new Set(shut.map(({ violation }) => nameOf(violation)))]);
  const row = sizesRow(input, trialInIdea(input));
  const partner = partnerOf(input);
  if (!row.feasible || partner === null) return row;
  const beside = { ...input, symbol: partner };
  const other = sizesRow(beside, trialOrder(beside));
  // Without the partner's price nothing is claimed of it.
  if (other.feasible || other.excludedBy.includes("no_price")) return row;
  return excludedRow(input, ["group_incomplete"]);
}

function excludedRow({ navUsd, strategy, symbol }: TrialInput, excludedBy: readonly string[]): FeasibilityRow {
  const nav = decFromNumber(navUsd);
  return { strategy, symbol, nav, minNotional: null, maxNotional: null, feasible: false, excludedBy };
}

function sizesRow(input: TrialInput, trial: Trial | null): FeasibilityRow {
  const { navUsd, strategy, symbol } = input;
  if (trial === null) return excludedRow(input, ["no_price"]);
  const { template, book, view, policies } = trial;
  const found = feasibleNotional({ template, book, view, policy: policies.risk });
  if ("excludedBy" in found) return excludedRow(input, found.excludedBy);
  const obstacles = smallestOrder(trial)?.obstacles ?? [];
  if (obstacles.length > 0) return excludedRow(input, [...new Set(["R06", ...obstacles.map(nameOf)])]);
  return {
    strategy,
    symbol,
    nav: decFromNumber(navUsd),
    minNotional: plain(found.minNotionalUsd),
    maxNotional: plain(found.maxNotionalUsd),
    feasible: true,
    excludedBy: [],
  };
}

/** A rule by its id; what no rule knows by its own name. */
export function nameOf({ rule, code }: Violation): string {
  return rule === "sizing" || rule === "setup" ? code : rule;
}

function plain(value: number): Dec {
  return roundDec(decFromNumber(value), 8, "half-even");
}
