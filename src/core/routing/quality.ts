import { DAY_MS } from "../lib/time.js";
import { quantile } from "../quant/quantile.js";
import type { RouterPolicy } from "./policy.js";
import type { Markout } from "./markout.js";
import type { OrderOutcome, RouterState } from "./state.js";

export type Quality = "unknown" | "good" | "ok" | "degraded" | "broken";

/** Figures of one symbol over the policy's window; null where there is nothing to measure. */
export interface RouteMeasures {
  readonly orders: number;
  readonly makerOrders: number;
  /** Mean share of a maker order's quantity that filled as maker. */
  readonly makerFillRatio: number | null;
  /** Share of maker orders that ended with a rest for a taker order, or for nobody. */
  readonly fallbackRatio: number | null;
  readonly rejectRatio: number | null;
  readonly slippageP50Bps: number | null;
  /** Median below `p95_min_orders` orders. */
  readonly slippageP95Bps: number | null;
  readonly ackP50Ms: number | null;
  readonly ackP95Ms: number | null;
  /** Mean move within a minute of a maker fill; < 0 went against us. */
  readonly markoutBps: number | null;
  readonly markoutFills: number;
}

const sortedValues = (values: readonly (number | null)[]): number[] =>
  values.filter((value) => value !== null).sort((a, b) => a - b);

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the offset of a maker order is made of. */
export type MakerMeasures = Pick<RouteMeasures, "makerFillRatio" | "fallbackRatio" | "markoutBps">;

/** Those of an account × symbol, by its key: the same figures as in `routeMeasures`, and nothing is sorted for them. */
export function makerMeasures(state: RouterState, key: string, policy: RouterPolicy, atMs: number): MakerMeasures {
  const since = sinceMs(policy, atMs);
  const makers = makersOf((state.outcomes[key] ?? []).filter((outcome) => outcome.atMs > since));
  return makerFigures(makers, movesSince(state.markouts[key] ?? [], since));
}

function sinceMs({ quality }: RouterPolicy, atMs: number): number {
  return atMs - quality.window_days * DAY_MS;
}

function makersOf(recent: readonly OrderOutcome[]): readonly OrderOutcome[] {
  return recent.filter((outcome) => outcome.style === "maker" && !outcome.rejected);
}

function movesSince(markouts: readonly Markout[], since: number): readonly number[] {
  return markouts.filter((markout) => markout.atMs > since).map(({ bps }) => bps);
}

function makerFigures(makers: readonly OrderOutcome[], moves: readonly number[]): MakerMeasures {
  return {
    makerFillRatio: meanOf(makers.map((outcome) => outcome.makerShare)),
    fallbackRatio: meanOf(makers.map((outcome) => (outcome.filledShare < 1 ? 1 : 0))),
    markoutBps: meanOf(moves),
  };
}

/** Figures of an account × symbol, by its key. */
export function routeMeasures(state: RouterState, key: string, policy: RouterPolicy, atMs: number): RouteMeasures {
  return measure(state.outcomes[key] ?? [], policy, atMs, state.markouts[key]);
}

export function measure(
  outcomes: readonly OrderOutcome[],
  policy: RouterPolicy,
  atMs: number,
  markouts: readonly Markout[] = [],
): RouteMeasures {
  const since = sinceMs(policy, atMs);
  const recent = outcomes.filter((outcome) => outcome.atMs > since);
  const makers = makersOf(recent);
  const slippages = sortedValues(recent.map((outcome) => outcome.slippageBps));
  const acks = sortedValues(recent.map((outcome) => outcome.ackMs));
  const moves = movesSince(markouts, since);
  const { makerFillRatio, fallbackRatio, markoutBps } = makerFigures(makers, moves);
  const tail = (values: readonly number[]): number => (values.length >= policy.quality.p95_min_orders ? 0.95 : 0.5);
  return {
    orders: recent.length,
    makerOrders: makers.length,
    makerFillRatio,
    fallbackRatio,
    rejectRatio: meanOf(recent.map((outcome) => (outcome.rejected ? 1 : 0))),
    slippageP50Bps: quantile(slippages, 0.5),
    slippageP95Bps: quantile(slippages, tail(slippages)),
    ackP50Ms: quantile(acks, 0.5),
    ackP95Ms: quantile(acks, tail(acks)),
    markoutBps,
    markoutFills: moves.length,
  };
}

export interface Judgement {
  readonly quality: Quality;
  readonly reason: string;
}

/** Quality of a symbol at its venue (docs/ARCHITECTURE.md#router). A high fallback ratio alone breaks nothing. */
export function judge(measures: RouteMeasures, policy: RouterPolicy["quality"]): Judgement {
  const { orders, rejectRatio, ackP95Ms, slippageP50Bps, makerFillRatio, fallbackRatio } = measures;
  if (orders < policy.min_orders) return { quality: "unknown", reason: `${orders} of ${policy.min_orders} orders` };
  const rejects = rejectRatio ?? 0;
  if (!(rejects < policy.broken_reject_ratio))
    return { quality: "broken", reason: `reject ratio ${rejects.toFixed(2)}` };
  // Orders without any acknowledgement are no proof of a fast venue.
  const ackMs = ackP95Ms ?? Infinity;
  if (!(ackMs < policy.broken_ack_ms)) return { quality: "broken", reason: `ack ${ackMs} ms` };
  if (!(ackMs < policy.degraded_ack_ms)) return { quality: "degraded", reason: `ack ${ackMs} ms` };
  const slippage = slippageP50Bps ?? 0;
  if (!(slippage < policy.degraded_slippage_bps)) {
    return { quality: "degraded", reason: `median slippage ${slippage.toFixed(1)} bps` };
  }
  const good =
    (makerFillRatio ?? 0) >= policy.good_maker_fill &&
    (fallbackRatio ?? 1) <= policy.good_fallback &&
    slippage <= policy.good_slippage_bps &&
    ackMs <= policy.good_ack_ms;
  return good ? { quality: "good", reason: "all figures good" } : { quality: "ok", reason: "figures in between" };
}
