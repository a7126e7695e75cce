import { VOLATILITY_LONG_BARS } from "../../screener/features.js";
import { warmupMs } from "../../strategies/on-timeframe.js";
import { momentumWarmup } from "../kernel/momentum-features.js";
import { definitionOf } from "../kernel/strategy-run.js";
import { isKernelPoint, type SweepPoint } from "./evaluate.js";

/**
 * Bars of the market before which a combination opens nothing, as in live trading: until older ones change its signal no more,
 * and until the screener knows the market's volatility regime.
 *
 * Units:   bars of `baseMs`, whole.
 */
export function warmupBars(point: SweepPoint, baseMs: number): number {
  if (isKernelPoint(point)) return momentumWarmup(point);
  const definition = definitionOf(point.strategy);
  const own = { barMs: definition.barMs, warmupBars: definition.warmupBars(point.params) };
  return Math.max(VOLATILITY_LONG_BARS, Math.ceil(warmupMs(own, baseMs) / baseMs));
}

/** The longest of several combinations; 0 of none. */
export function longestWarmupBars(points: readonly SweepPoint[], baseMs: number): number {
  return points.reduce((longest, point) => Math.max(longest, warmupBars(point, baseMs)), 0);
}
