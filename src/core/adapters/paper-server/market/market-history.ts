import type { PriceRange } from "../../../domain/bar.js";
import { present } from "../../../lib/invariant.js";
import type { BarSeries, BarStore, FundingSeries } from "../../../ports/bar-store.js";

/** Everything recorded of one symbol, years before the market opens included. Whoever reads it must mind the time. */
export interface SymbolHistory {
  readonly symbol: string;
  readonly bars: BarSeries;
  readonly marks: BarSeries | null;
  readonly funding: FundingSeries | null;
}

export type MarketHistory = ReadonlyMap<string, SymbolHistory>;

export interface RecordedBar extends PriceRange {
  readonly openMs: number;
  readonly volume: number;
}

type Store = Pick<BarStore, "bars" | "marks" | "funding">;

/** Errors: those of the store. */
export async function loadHistory(store: Store, symbols: readonly string[]): Promise<MarketHistory> {
  const histories = new Map<string, SymbolHistory>();
  for (const symbol of symbols) {
    const bars = await store.bars(symbol);
    const [marks, funding] = [await store.marks(symbol), await store.funding(symbol)];
    histories.set(symbol, { symbol, bars, marks, funding });
  }
  return histories;
}

/** Index of the first time that is not before this instant; the length where all are. */
export function firstNotBefore(timesMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? Infinity) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function barAt(series: BarSeries, index: number): RecordedBar {
  const volume = series.volume[index] ?? Number.NaN;
  const cell = (column: Float64Array): number => present(column[index], `${series.symbol} in row ${index}`);
  return {
    openMs: cell(series.openTimeMs),
    open: cell(series.open),
    high: cell(series.high),
    low: cell(series.low),
    close: cell(series.close),
    // Series of mark prices have no volume: their column is NaN.
    volume: Number.isFinite(volume) ? volume : 0,
  };
}
