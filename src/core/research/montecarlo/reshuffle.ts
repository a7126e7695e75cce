import { invariant } from "../../lib/invariant.js";
import type { Rng } from "../../lib/rng.js";
import { createRng } from "../../lib/rng.js";
import { totalReturn } from "../../quant/equity-curve.js";
import type { PathFigures } from "./path-figures.js";
import { emptyFigures } from "./path-figures.js";

/**
 * The same trades in another order: each path compounds all of them once, shuffled evenly (Fisher and Yates). The end is
 * that of the run whatever the order, so what it shows is how deep the account could have fallen on the way. Trades have
 * no bars between them, so there is no Sharpe ratio: NaN.
 *
 * Shape:   trades: profit of each round trip over NAV at its entry, a fraction ≥ −1; paths from … to − 1.
 * Errors:  InvariantError on a trade below −1 or not a number.
 * Source:  docs/METRICS.md#monte-carlo
 */
export function reshuffledPaths(
  { trades, seed }: { readonly trades: Float64Array; readonly seed: string },
  from: number,
  to: number,
): PathFigures {
  invariant(
    trades.every((trade) => trade >= -1 && Number.isFinite(trade)),
    "a trade is below −1 or not a number",
  );
  const figures = emptyFigures(from, to);
  figures.finalReturn.fill(totalReturn(trades));
  figures.sharpe.fill(Number.NaN);
  const order = new Float64Array(trades.length);
  for (let index = from; index < to; index++) {
    order.set(trades);
    shuffle(order, createRng(`${seed}/order ${index}`));
    figures.maxDrawdown[index - from] = deepestFall(order);
  }
  return figures;
}

function shuffle(values: Float64Array, rng: Rng): void {
  for (let left = values.length - 1; left > 0; left--) {
    const other = Math.floor(rng.next() * (left + 1));
    const kept = values[left] ?? Number.NaN;
    values[left] = values[other] ?? Number.NaN;
    values[other] = kept;
  }
}

/** Largest drawdown of `equityCurve(returns)` without the curve. */
function deepestFall(returns: Float64Array): number {
  let [value, peak, deepest] = [1, 1, 0];
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + (returns[i] ?? Number.NaN);
    if (value > peak) peak = value;
    else deepest = Math.max(deepest, 1 - value / peak);
  }
  return deepest;
}
