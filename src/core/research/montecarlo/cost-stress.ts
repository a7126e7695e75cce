import { invariant } from "../../lib/invariant.js";
import { maxDrawdown } from "../../quant/drawdown.js";
import { equityCurve, totalReturn } from "../../quant/equity-curve.js";
import { sharpe } from "../../quant/sharpe.js";

/** A run and what it paid, bar by bar. */
export interface CostedRun {
  /** Net of all costs, simple, as fractions. */
  readonly returns: Float64Array;
  /** Fees and slippage of each bar over NAV before it, fractions ≥ 0. */
  readonly costs: Float64Array;
}

export interface StressedCosts {
  /** Of the costs that the run assumed; 1 is the run itself. */
  readonly multiple: number;
  readonly totalReturn: number;
  readonly maxDrawdown: number;
  /** Annualised; null where the account never moves. */
  readonly sharpe: number | null;
}

/**
 * Returns with costs at a multiple of what the run assumed, the same trades and the same sizes: return − (multiple − 1) ×
 * cost. An account that costs more than it has is lost: −1.
 *
 * Errors:  InvariantError if the lengths differ, a cost is below 0 or not a number.
 */
export function stressedReturns({ returns, costs }: CostedRun, multiple: number): Float64Array {
  invariant(returns.length === costs.length, `${returns.length} returns have ${costs.length} costs`);
  invariant(
    costs.every((cost) => cost >= 0 && Number.isFinite(cost)),
    "a cost is below 0 or not a number",
  );
  return returns.map((value, bar) => Math.max(-1, value - (multiple - 1) * (costs[bar] ?? Number.NaN)));
}

/**
 * The run at several multiples of its costs.
 *
 * Source:  docs/METRICS.md#monte-carlo
 */
export function costStress(run: CostedRun, multiples: readonly number[], barsPerYear: number): StressedCosts[] {
  return multiples.map((multiple) => {
    const returns = stressedReturns(run, multiple);
    const ratio = sharpe(returns, barsPerYear);
    return {
      multiple,
      totalReturn: totalReturn(returns),
      maxDrawdown: maxDrawdown(equityCurve(returns)),
      sharpe: Number.isFinite(ratio) ? ratio : null,
    };
  });
}

/**
 * Multiple of the costs at which the run ends where it began; above it, it loses.
 *
 * Units:   within 1e-6; null where it loses even without costs, or wins even at `most` times what they are.
 */
export function breakEvenMultiple(run: CostedRun, most = 100): number | null {
  const wins = (multiple: number): boolean => totalReturn(stressedReturns(run, multiple)) > 0;
  if (!wins(0) || wins(most)) return null;
  let [low, high] = [0, most];
  while (high - low > 1e-6) {
    const middle = (low + high) / 2;
    if (wins(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
