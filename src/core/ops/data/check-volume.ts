import type { SeriesRows } from "../../domain/data-series.js";
import { HOUR_MS } from "../../lib/time.js";
import { bounded } from "./check-times.js";
import type { RowFinding } from "./findings.js";

const VOLUME = 4;
/** One quiet bar is told; from this many, and this long, on somebody filled a hole with bars that nobody traded. */
const RUN_BARS = 3;
const RUN_MS = HOUR_MS;

/** Runs of bars without volume, each as one finding. */
export function checkVolume(rows: SeriesRows, stepMs: number): RowFinding[] {
  const volume = rows.values[VOLUME] ?? new Float64Array(0);
  const found: RowFinding[] = [];
  for (let row = 0; row < volume.length; row += 1) {
    let end = row;
    while (volume[end] === 0) end += 1;
    if (end === row) continue;
    const bars = end - row;
    const isLong = bars >= RUN_BARS && bars * stepMs >= RUN_MS;
    const message = `${bars} ${bars === 1 ? "bar" : "bars"} without volume`;
    const severity = isLong ? "warning" : "info";
    found.push({ severity, code: "zero_volume", row, rows: bars, timeMs: rows.timesMs[row] ?? NaN, message });
    row = end;
  }
  return bounded(found);
}
