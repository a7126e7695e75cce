import type { Bands } from "./bollinger.js";
import { rollingMax, rollingMin } from "./rolling-extremes.js";
import type { HighLowCloseColumns } from "./true-range.js";

/**
 * Donchian channel: highest high and lowest low of the last n bars, the newest included, and their mean. A close can
 * never leave the channel of its own bar: a breakout is a close beyond the channel of the bar before.
 *
 * Shape:   columns of m bars; each out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Units:   those of the prices.
 * Source:  docs/INDICATORS.md#donchian
 */
export function donchian({ high, low }: Pick<HighLowCloseColumns, "high" | "low">, period: number): Bands {
  const upper = rollingMax(high, period);
  const lower = rollingMin(low, period);
  return { upper, middle: upper.map((top, i) => (top + (lower[i] ?? Number.NaN)) / 2), lower };
}
