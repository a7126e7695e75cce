import type { SymbolView, VolatilityRegime } from "../domain/market-view.js";
import { DAY_MS } from "../lib/time.js";
import { admitsNewRisk, type RiskAdmission } from "./admission.js";
import { judgeRoute } from "./circuits.js";
import { costsOf } from "./intent-cost.js";
import { adaptiveOffset } from "./offset.js";
import type { OffsetMemory } from "./offset-memory.js";
import type { RouterPolicy } from "./policy.js";
import { policyInForce } from "./policy-in-force.js";
import { judge, measure, type Judgement, type Quality, routeMeasures, type RouteMeasures } from "./quality.js";
import { type ShortfallSummary, summarise } from "./shortfall-summary.js";
import { type OrderOutcome, outcomesOf, type RouterState } from "./state.js";
import { type Suggestion, suggestionsFor } from "./suggestions.js";

interface QualityChange {
  readonly atMs: number;
  readonly from: Quality;
  readonly to: Quality;
  readonly reason: string;
}

interface HealthInput {
  readonly router: RouterState;
  readonly policy: RouterPolicy;
  readonly atMs: number;
  /** Rows are wanted for these even before their first order. */
  readonly keys?: readonly string[];
  readonly viewOf?: (symbol: string) => SymbolView | null;
}

/** One row of router_health.json. Null is a figure that is not known. */
interface RouterHealthRow extends RouteMeasures {
  readonly account: string;
  readonly symbol: string;
  readonly quality: Quality;
  readonly reason: string;
  readonly lastChange: QualityChange | null;
  readonly newRisk: RiskAdmission;
  readonly regime: VolatilityRegime | null;
  readonly offsetBps: number | null;
  /** The steps that the offset is made of. */
  readonly offsetReason: string | null;
  readonly offsetChange: OffsetMemory["change"];
  readonly policy: ReturnType<typeof policyInForce> | null;
  readonly shortfall: ShortfallSummary;
  readonly suggestions: readonly Suggestion[];
}

/** Health of every account × symbol that has sent orders or is asked for, sorted by key. */
export function routerHealth(input: HealthInput): RouterHealthRow[] {
  const keys = new Set([...Object.keys(input.router.outcomes), ...(input.keys ?? [])]);
  return [...keys].sort().map((key) => healthRow(key, input));
}

function healthRow(key: string, { router, policy, atMs, viewOf }: HealthInput): RouterHealthRow {
  const [account = "", symbol = ""] = key.split(":");
  const outcomes = outcomesOf(router, account, symbol);
  const measures = routeMeasures(router, key, policy, atMs);
  const view = viewOf?.(symbol) ?? null;
  const regime = view?.features.volatility ?? null;
  const offset = regime === null ? null : adaptiveOffset(regime, measures, policy.offset);
  const costs = costsOf(router, account, symbol);
  return {
    account,
    symbol,
    ...measures,
    ...judgeRoute(router, account, { measures, policy }),
    lastChange: lastQualityChange(outcomes, policy, atMs),
    newRisk: admitsNewRisk({ router, account, symbol, policy, atMs }),
    regime,
    offsetBps: offset?.offsetBps ?? null,
    offsetReason: offset?.reason ?? null,
    offsetChange: router.offsets[key]?.change ?? null,
    policy: view === null ? null : policyInForce({ router, account, view, policy, atMs }),
    shortfall: summarise(costs),
    suggestions: suggestionsFor({ measures, regime, costs, policy }),
  };
}

/** Quality changes when an outcome arrives or leaves the window: the newest such instant that made a difference. */
function lastQualityChange(
  outcomes: readonly OrderOutcome[],
  policy: RouterPolicy,
  atMs: number,
): QualityChange | null {
  const windowMs = policy.quality.window_days * DAY_MS;
  const instants = new Set<number>();
  for (const outcome of outcomes) {
    instants.add(outcome.atMs);
    if (outcome.atMs + windowMs <= atMs) instants.add(outcome.atMs + windowMs);
  }
  const newestFirst = [...instants].sort((a, b) => b - a);
  // Oldest first: what counts at an instant is a run of the list, and a short run needs no figures.
  const judgedAt = (instantMs: number): Judgement => {
    const known = outcomes.slice(countUpTo(outcomes, instantMs - windowMs), countUpTo(outcomes, instantMs));
    const { min_orders: least } = policy.quality;
    if (known.length < least) return { quality: "unknown", reason: `${known.length} of ${least} orders` };
    return judge(measure(known, policy, instantMs), policy.quality);
  };
  let later: { atMs: number; judgement: Judgement } | null = null;
  for (const instantMs of newestFirst) {
    const judgement = judgedAt(instantMs);
    if (later !== null && judgement.quality !== later.judgement.quality) {
      const { quality: to, reason } = later.judgement;
      return { atMs: later.atMs, from: judgement.quality, to, reason };
    }
    later = { atMs: instantMs, judgement };
  }
  return null;
}

/** Number of outcomes at or before an instant, in a list that is oldest first. */
function countUpTo(outcomes: readonly OrderOutcome[], instantMs: number): number {
  let low = 0;
  let high = outcomes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((outcomes[middle]?.atMs ?? Infinity) <= instantMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
