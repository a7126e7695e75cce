import type { BarSeries, BarStore, FundingSeries, TimeRange } from "../../ports/bar-store.js";
import type { ColumnSource } from "../../ports/column-source.js";
import { lowerBound } from "../../lib/lower-bound.js";

/**
 * A bar store over decoded columns: what a store of the same Parquet files answers, ranges and gaps included, as views of the
 * cached columns. Each series is read once for all ranges that are asked for.
 *
 * Errors: those of the source.
 */
export function columnBarStore(source: ColumnSource): BarStore {
  const bars = once((symbol) => source.columns(symbol));
  const marks = once((symbol) => source.marks(symbol));
  const funding = once((symbol) => source.funding(symbol));
  return {
    manifestSha256: source.manifestSha256,
    symbols: () => source.symbols(),
    gaps: (symbol) => source.gaps(symbol),
    bars: async (symbol, range) => barsIn(await bars(symbol), range),
    marks: async (symbol, range) => {
      const series = await marks(symbol);
      return series === null ? null : barsIn(series, range);
    },
    funding: async (symbol, range) => {
      const series = await funding(symbol);
      return series === null ? null : fundingIn(series, range);
    },
  };
}

/** Remembers what was read of each symbol; a read that failed is tried again. */
function once<T>(read: (symbol: string) => Promise<T>): (symbol: string) => Promise<T> {
  const known = new Map<string, T>();
  return async (symbol) => {
    const series = known.get(symbol) ?? (await read(symbol));
    known.set(symbol, series);
    return series;
  };
}

function barsIn(
  { symbol, barMs, openTimeMs, open, high, low, close, volume }: BarSeries,
  range?: TimeRange,
): BarSeries {
  const cut = cutter(openTimeMs, range);
  const prices = { open: cut(open), high: cut(high), low: cut(low), close: cut(close) };
  return { symbol, barMs, openTimeMs: cut(openTimeMs), ...prices, volume: cut(volume) };
}

function fundingIn({ symbol, timeMs, rate, markPrice }: FundingSeries, range?: TimeRange): FundingSeries {
  const cut = cutter(timeMs, range);
  return { symbol, timeMs: cut(timeMs), rate: cut(rate), markPrice: cut(markPrice) };
}

function cutter(timesMs: Float64Array, range?: TimeRange): (column: Float64Array) => Float64Array {
  const from = lowerBound(timesMs, range?.fromMs ?? -Infinity);
  const to = Math.max(from, lowerBound(timesMs, range?.toMs ?? Infinity));
  return (column) => column.subarray(from, to);
}
