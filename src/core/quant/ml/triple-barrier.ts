/** An entry as it is labelled. Units: prices in quote currency, fees and slippage in bps of the price. */
export interface BarrierTrade {
  /** Index of the bar after whose close the entry was decided: it fills at the open of the next. */
  readonly decidedAt: number;
  readonly side: 1 | -1;
  /** Distance of the stop and of the take-profit from the entry, in quote currency. */
  readonly stopDistance: number;
  readonly takeDistance: number;
  readonly horizonBars: number;
}

export interface BarrierBars {
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
}

export interface BarrierCosts {
  readonly feeBps: number;
  readonly slippageBps: number;
  /** Sum of the funding rates settled while bars `from` to `to` were held, both included; a long pays it. */
  fundingOver(from: number, to: number): number;
}

export interface BarrierOutcome {
  readonly hit: "stop" | "take" | "time";
  /** Index of the bar that ended the trade. */
  readonly endedAt: number;
  /** Fraction of the entry's notional after fees, slippage and funding. */
  readonly netReturn: number;
}

const BPS = 1e-4;

/**
 * Triple barrier: whichever comes first of a stop, a take-profit and the last bar of the horizon. A bar that could have hit
 * both hit the stop; a gap fills at the worse of open and stop. Null where the bars end before it is known.
 *
 * Source:  docs/ML.md#labels
 */
export function labelTrade(bars: BarrierBars, trade: BarrierTrade, costs: BarrierCosts): BarrierOutcome | null {
  const { decidedAt, side, stopDistance, takeDistance, horizonBars } = trade;
  const first = decidedAt + 1;
  const last = decidedAt + horizonBars;
  const slip = side * costs.slippageBps * BPS;
  const entry = (bars.open[first] ?? Number.NaN) * (1 + slip);
  const stop = entry - side * stopDistance;
  const take = entry + side * takeDistance;
  for (let at = first; at <= last && at < bars.close.length; at++) {
    const met = barrierMet(bars, { at, side, stop, take });
    if (met === null && at < last) continue;
    const price = (met?.price ?? bars.close[at] ?? Number.NaN) * (met?.hit === "take" ? 1 : 1 - slip);
    const gross = side * (price / entry - 1);
    const fees = costs.feeBps * BPS * (1 + price / entry);
    const netReturn = gross - fees - side * costs.fundingOver(first, at);
    return { hit: met?.hit ?? "time", endedAt: at, netReturn };
  }
  return null;
}

function barrierMet(
  { open, high, low }: BarrierBars,
  {
    at,
    side,
    stop,
    take,
  }: { readonly at: number; readonly side: 1 | -1; readonly stop: number; readonly take: number },
): { readonly hit: "stop" | "take"; readonly price: number } | null {
  const opened = open[at] ?? Number.NaN;
  const [worst, best] = side === 1 ? [low[at] ?? Number.NaN, high[at]] : [high[at] ?? Number.NaN, low[at]];
  if (side * (worst - stop) <= 0) return { hit: "stop", price: side * (opened - stop) < 0 ? opened : stop };
  if (side * ((best ?? Number.NaN) - take) > 0) return { hit: "take", price: take };
  return null;
}
