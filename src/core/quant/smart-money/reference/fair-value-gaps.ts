import { blankColumn, firstIndex, sideAt, valueAt } from "../columns.js";
import type { OhlcColumns } from "../columns.js";

/** Gaps at their middle bar; NaN (side 0) where there is none. */
export interface GapColumns {
  readonly side: Int8Array;
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Bar that came back to the gap; 0 while none has. */
  readonly mitigatedIndex: Float64Array;
}

/**
 * Fair value gaps with hindsight, as the reference library finds them. Bullish at bar i: it closes above its open and the
 * high before lies below the low after it; the gap is what lies between. Bearish mirrors it. Mitigated at the first bar
 * from i + 2 on that touches the near edge. Joined, a run of gaps of one side becomes one, at its last bar, from the
 * lowest bottom to the highest top.
 *
 * Shape:   columns of m bars; each out: m values.
 * Source:  docs/SMART_MONEY.md#fair-value-gaps
 */
export function referenceGaps(columns: OhlcColumns, joinConsecutive: boolean): GapColumns {
  const length = columns.open.length;
  const out: GapColumns = {
    side: Int8Array.from(columns.open, (_, i) => gapSide(columns, i)),
    top: blankColumn(length),
    bottom: blankColumn(length),
    mitigatedIndex: blankColumn(length),
  };
  out.side.forEach((side, i) => {
    if (side === 0) return;
    out.top[i] = side === 1 ? valueAt(columns.low, i + 1) : valueAt(columns.low, i - 1);
    out.bottom[i] = side === 1 ? valueAt(columns.high, i - 1) : valueAt(columns.high, i + 1);
  });
  if (joinConsecutive) joinRuns(out);
  out.side.forEach((side, i) => {
    if (side === 0) return;
    const edge = side === 1 ? valueAt(out.top, i) : valueAt(out.bottom, i);
    const touches = (j: number): boolean =>
      side === 1 ? valueAt(columns.low, j) <= edge : valueAt(columns.high, j) >= edge;
    out.mitigatedIndex[i] = Math.max(0, firstIndex(length, i + 2, touches));
  });
  return out;
}

function gapSide({ open, high, low, close }: OhlcColumns, i: number): number {
  const body = valueAt(close, i) - valueAt(open, i);
  if (body > 0) return valueAt(high, i - 1) < valueAt(low, i + 1) ? 1 : 0;
  return body < 0 && valueAt(low, i - 1) > valueAt(high, i + 1) ? -1 : 0;
}

function joinRuns({ side, top, bottom }: GapColumns): void {
  for (let i = 0; i + 1 < side.length; i++) {
    if (side[i] === 0 || side[i] !== sideAt(side, i + 1)) continue;
    top[i + 1] = Math.max(valueAt(top, i), valueAt(top, i + 1));
    bottom[i + 1] = Math.min(valueAt(bottom, i), valueAt(bottom, i + 1));
    side[i] = 0;
    top[i] = Number.NaN;
    bottom[i] = Number.NaN;
  }
}
