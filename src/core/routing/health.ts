import type { VolatilityRegime } from "../domain/market-view.js";
import { DAY_MS, SECOND_MS } from "../lib/time.js";
import { adaptiveOffsetBps } from "./offset.js";
import type { RouterPolicy } from "./policy.js";
import { judge, measure, type Judgement, type Quality, type RouteMeasures } from "./quality.js";
import { type OrderOutcome, outcomesOf, type RouterState } from "./state.js";

interface QualityChange {
  readonly atMs: number;
  readonly from: Quality;
  readonly to: Quality;
  readonly reason: string;
}

/** One row of router_health.json. Null is a figure that is not known. */
interface RouterHealthRow extends RouteMeasures {
  readonly account: string;
  readonly symbol: string;
  /** Not recorded in this version. */
  readonly markoutBps: null;
  readonly offsetBps: number | null;
  readonly quality: Quality;
  readonly reason: string;
  readonly lastChange: QualityChange | null;
}

/** Health of every account × symbol that has sent orders, sorted by key. */
export function routerHealth(
  state: RouterState,
  policy: RouterPolicy,
  atMs: number,
  regimeOf: (symbol: string) => VolatilityRegime | null = () => null,
): RouterHealthRow[] {
  return Object.keys(state.outcomes)
    .sort()
    .map((key) => {
      const [account = "", symbol = ""] = key.split(":");
      const outcomes = outcomesOf(state, account, symbol);
      const measures = measure(outcomes, policy, atMs);
      const { quality, reason } = judge(measures, policy.quality);
      const regime = regimeOf(symbol);
      const offsetBps = regime === null ? null : adaptiveOffsetBps(regime, measures, policy.offset);
      const lastChange = lastQualityChange(outcomes, policy, atMs);
      return { account, symbol, ...measures, markoutBps: null, offsetBps, quality, reason, lastChange };
    });
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

interface RiskAdmission {
  readonly allowed: boolean;
  /** True for the one order that tries a broken venue again. */
  readonly probe: boolean;
  readonly reason: string;
}

interface AdmissionInput {
  readonly router: RouterState;
  readonly account: string;
  readonly symbol: string;
  readonly policy: RouterPolicy;
  readonly atMs: number;
}

/**
 * Whether a symbol may take new risk (rule R18). After a failure a broken one rests, then lets one probe through;
 * once an order has gone well it may go on, at the smallest legal quantity until its figures have recovered.
 */
export function admitsNewRisk({ router, account, symbol, policy, atMs }: AdmissionInput): RiskAdmission {
  const outcomes = outcomesOf(router, account, symbol);
  const { quality, reason } = judge(measure(outcomes, policy, atMs), policy.quality);
  const newest = outcomes[outcomes.length - 1];
  if (quality !== "broken" || newest === undefined) return { allowed: true, probe: false, reason };
  const wentWell = !newest.rejected && (newest.ackMs ?? Infinity) < policy.quality.broken_ack_ms;
  if (wentWell) return { allowed: true, probe: false, reason };
  const rested = atMs - newest.atMs >= policy.quality.probe_after_seconds * SECOND_MS;
  return { allowed: rested, probe: rested, reason };
}
