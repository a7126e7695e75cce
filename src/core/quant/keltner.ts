import type { Bands } from "./bollinger.js";
import { rollingMoments } from "./rolling-moments.js";
import { trueRange } from "./true-range.js";
import type { HighLowCloseColumns } from "./true-range.js";
import { typicalPrice } from "./typical-price.js";

/**
 * Keltner channel (Keltner 1960, with true range for the bar's range): simple mean of the last n typical prices ±
 * `width` × simple mean of the last n true ranges. The first bar's range is high − low.
 *
 * Shape:   columns of m bars; each out: Float64Array[m], the first n − 1 are NaN, and each window with a NaN.
 * Units:   those of the prices; `width` in mean true ranges.
 * Source:  docs/INDICATORS.md#keltner
 */
export function keltner(columns: HighLowCloseColumns, period: number, width: number): Bands {
  const middle = rollingMoments(typicalPrice(columns), period).mean;
  const range = rollingMoments(trueRange(columns), period).mean;
  return {
    upper: middle.map((average, i) => average + width * (range[i] ?? Number.NaN)),
    middle,
    lower: middle.map((average, i) => average - width * (range[i] ?? Number.NaN)),
  };
}
