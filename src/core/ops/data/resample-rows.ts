import type { SeriesRows } from "../../domain/data-series.js";
import { type PartialBar, resampleBars } from "../../quant/resample-bars.js";

export interface ResampledRows {
  /** Whole bars only. */
  readonly rows: SeriesRows;
  /** Bars that were left out, because not all of theirs are there. */
  readonly partial: readonly PartialBar[];
}

/** Longer bars of a series of bars or mark prices (which have no volume); a bar that would stand for less than it says is left out. */
export function resampledRows({ timesMs, values }: SeriesRows, fromMs: number, toMs: number): ResampledRows {
  const none = new Float64Array(0);
  const [open = none, high = none, low = none, close = none, volume = none] = values;
  const { bars, partial } = resampleBars({ openTimeMs: timesMs, open, high, low, close, volume }, fromMs, toMs);
  const isPartial = new Set(partial.map(({ openTimeMs }) => openTimeMs));
  const whole = (column: Float64Array): Float64Array =>
    column.filter((_, row) => !isPartial.has(bars.openTimeMs[row] ?? NaN));
  const columns = [bars.open, bars.high, bars.low, bars.close, bars.volume].slice(0, values.length);
  return { rows: { timesMs: whole(bars.openTimeMs), values: columns.map(whole) }, partial };
}
