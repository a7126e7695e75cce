import type { SeriesRows } from "../../domain/data-series.js";
import { bounded } from "./check-times.js";
import type { RowFinding } from "./findings.js";

const CLOSE = 3;
/** A close this far from both neighbours, which agree with each other, is a misprint: crashes do not undo themselves in one bar. */
const LEAST_MOVE = 0.1;
/** Times the usual move of the bars around it: quiet series of short bars are judged more strictly than wild ones. */
const USUAL_MOVES = 20;
const AROUND = 50;

/**
 * Closes that leave the price and come back at once: |ln(c[i] / c[i-1])| above the larger of 10 % and 20 usual moves, with
 * at most a quarter of it left at c[i+1].
 */
export function checkSpikes(rows: SeriesRows): RowFinding[] {
  const close = rows.values[CLOSE] ?? new Float64Array(0);
  const moveAt = (row: number): number => Math.log((close[row] ?? NaN) / (close[row - 1] ?? NaN));
  const found: RowFinding[] = [];
  for (let row = 1; row + 1 < close.length; row += 1) {
    const move = moveAt(row);
    if (!(Math.abs(move) > LEAST_MOVE)) continue;
    const left = Math.abs(move + moveAt(row + 1));
    if (!(left < Math.abs(move) / 4)) continue;
    if (Math.abs(move) < USUAL_MOVES * usualMove(moveAt, row, close.length)) continue;
    const message = `close ${close[row]} between ${close[row - 1]} and ${close[row + 1]}`;
    found.push({ severity: "warning", code: "price_spike", row, rows: 1, timeMs: rows.timesMs[row] ?? NaN, message });
  }
  return bounded(found);
}

/** Median size of the moves around a row. */
function usualMove(moveAt: (row: number) => number, row: number, length: number): number {
  const [from, to] = [Math.max(1, row - AROUND), Math.min(length - 1, row + AROUND)];
  const moves: number[] = [];
  for (let other = from; other <= to; other += 1) {
    const size = Math.abs(moveAt(other));
    if (Number.isFinite(size)) moves.push(size);
  }
  return moves.sort((a, b) => a - b)[moves.length >> 1] ?? 0;
}
