import type { BarSeries, BarStore, FundingSeries, TimeRange } from "../../src/core/ports/bar-store.js";

export interface StoredSymbol {
  readonly bars: BarSeries;
  readonly marks: BarSeries | null;
  readonly funding: FundingSeries | null;
}

/** Bar store over series in memory; ranges are cut, nothing is checked. */
export function memoryBarStore(stored: readonly StoredSymbol[]): BarStore {
  const find = (symbol: string): StoredSymbol => stored.find(({ bars }) => bars.symbol === symbol)!;
  return {
    manifestSha256: "0".repeat(64),
    symbols: () => stored.map(({ bars }) => bars.symbol),
    bars: async (symbol, range) => cutBars(find(symbol).bars, range),
    marks: async (symbol, range) => {
      const { marks } = find(symbol);
      return marks === null ? null : cutBars(marks, range);
    },
    funding: async (symbol) => find(symbol).funding,
    gaps: () => [],
  };
}

/** Rows of [openTimeMs, open, high, low, close, volume]. */
export function barSeries(symbol: string, barMs: number, rows: readonly (readonly number[])[]): BarSeries {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]!);
  const [openTimeMs, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
  return {
    symbol,
    barMs,
    openTimeMs: openTimeMs!,
    open: open!,
    high: high!,
    low: low!,
    close: close!,
    volume: volume!,
  };
}

function cutBars(series: BarSeries, range?: TimeRange): BarSeries {
  if (range === undefined) return series;
  const keep = (_: number, at: number): boolean => {
    const openMs = series.openTimeMs[at]!;
    return openMs >= range.fromMs && openMs < range.toMs;
  };
  const cut = (column: Float64Array): Float64Array => column.filter(keep);
  return {
    ...series,
    openTimeMs: cut(series.openTimeMs),
    open: cut(series.open),
    high: cut(series.high),
    low: cut(series.low),
    close: cut(series.close),
    volume: cut(series.volume),
  };
}
