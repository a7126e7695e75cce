import type { PriceRange } from "../../domain/bar.js";
import type { BarRow } from "../../domain/market-event.js";
import { invariant } from "../../lib/invariant.js";
import type { BarSeries } from "../../ports/bar-store.js";
import type { SpanBar } from "../../sim/state.js";

const ABSENT = -1;

/** A regular time axis: slot i opens at startMs + i × barMs. */
export interface BarGrid {
  readonly startMs: number;
  readonly barMs: number;
  readonly slots: number;
}

/** Bars and marks of one symbol, looked up by slot; nothing is built before it is asked for. */
export interface SymbolBars {
  readonly symbol: string;
  has(slot: number): boolean;
  row(slot: number): BarRow;
  spanBar(slot: number): SpanBar;
  /** Null where no mark was recorded for the slot. */
  markOpen(slot: number): number | null;
}

export function createSymbolBars(grid: BarGrid, bars: BarSeries, marks: BarSeries | null): SymbolBars {
  const barAt = placeOnGrid(grid, bars);
  const markAt = marks === null ? null : placeOnGrid(grid, marks);
  const markRange = (slot: number): PriceRange | null => {
    const at = markAt?.[slot] ?? ABSENT;
    return marks === null || at === ABSENT ? null : rangeAt(marks, at);
  };
  const indexAt = (slot: number): number => {
    const at = barAt[slot] ?? ABSENT;
    invariant(at !== ABSENT, `${bars.symbol} has a bar in slot ${slot}`);
    return at;
  };
  return {
    symbol: bars.symbol,
    has: (slot) => (barAt[slot] ?? ABSENT) !== ABSENT,
    row: (slot) => {
      const at = indexAt(slot);
      const { open, high, low, close } = rangeAt(bars, at);
      const mark = markRange(slot);
      const [markOpen, markHigh] = [mark?.open ?? null, mark?.high ?? null];
      const [markLow, markClose] = [mark?.low ?? null, mark?.close ?? null];
      return [bars.symbol, open, high, low, close, volumeAt(bars, at), markOpen, markHigh, markLow, markClose];
    },
    spanBar: (slot) => {
      const at = indexAt(slot);
      return { symbol: bars.symbol, ...rangeAt(bars, at), volume: volumeAt(bars, at), mark: markRange(slot) };
    },
    markOpen: (slot) => markRange(slot)?.open ?? null,
  };
}

function placeOnGrid(grid: BarGrid, series: BarSeries): Int32Array {
  invariant(series.barMs === grid.barMs, `${series.symbol} has bars of ${grid.barMs} ms`);
  const placed = new Int32Array(grid.slots).fill(ABSENT);
  series.openTimeMs.forEach((openMs, at) => {
    const slot = (openMs - grid.startMs) / grid.barMs;
    invariant(Number.isInteger(slot), `${series.symbol} opens its bars on the grid, not at ${openMs}`);
    if (slot >= 0 && slot < grid.slots) placed[slot] = at;
  });
  return placed;
}

function rangeAt(series: BarSeries, at: number): PriceRange {
  const range = {
    open: series.open[at] ?? Number.NaN,
    high: series.high[at] ?? Number.NaN,
    low: series.low[at] ?? Number.NaN,
    close: series.close[at] ?? Number.NaN,
  };
  const { open, high, low, close } = range;
  const isRange = low > 0 && low <= open && low <= close && open <= high && close <= high && high < Infinity;
  invariant(isRange, `${series.symbol} has a price range in row ${at}`);
  return range;
}

function volumeAt(series: BarSeries, at: number): number {
  const volume = series.volume[at] ?? Number.NaN;
  invariant(volume >= 0 && volume < Infinity, `${series.symbol} has a volume in row ${at}`);
  return volume;
}
