import type { BarSeries, FundingSeries } from "../../ports/bar-store.js";

/**
 * One market as a kernel reads it: columns of equal length, a bar a row, oldest first, without gaps in between.
 *
 * Units: prices in quote currency; funding is what a long of one unit pays at the bar's close, in quote currency.
 */
export interface KernelMarket {
  readonly symbol: string;
  readonly barMs: number;
  readonly openTimeMs: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Close of the mark bar; of the last price where no mark was recorded. */
  readonly mark: Float64Array;
  /** Paid by a long of one unit at the close of the bar; a negative figure is received. */
  readonly longPays: Float64Array;
  /** Received by a short of one unit then; another figure than `longPays` where the rate is assumed. */
  readonly shortGets: Float64Array;
  /** In base currency. Left out: 0, which only strategies that look at volumes can tell. */
  readonly volume?: Float64Array;
  /** Open and range of the mark bars. Left out: none were recorded, and those of the last price stand in. */
  readonly markBars?: MarkBars;
}

export interface MarkBars {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** The market with each of its columns put through a function. */
export function mapColumns(market: KernelMarket, map: (column: Float64Array) => Float64Array): KernelMarket {
  const { openTimeMs, open, high, low, close, mark, longPays, shortGets, volume, markBars } = market;
  return {
    ...market,
    ...{ openTimeMs: map(openTimeMs), open: map(open), high: map(high), low: map(low) },
    ...{ close: map(close), mark: map(mark), longPays: map(longPays), shortGets: map(shortGets) },
    ...(volume === undefined ? {} : { volume: map(volume) }),
    ...(markBars === undefined ? {} : { markBars: mapMarkBars(markBars, map) }),
  };
}

function mapMarkBars({ open, high, low }: MarkBars, map: (column: Float64Array) => Float64Array): MarkBars {
  return { open: map(open), high: map(high), low: map(low) };
}

/** What a position of so many units receives at the close of the bar; a negative figure is paid. */
export function fundingAt({ longPays, shortGets }: KernelMarket, row: number, qty: number): number {
  return qty > 0 ? -qty * longPays[row]! : -qty * shortGets[row]!;
}

interface FundingTerms {
  /** Stands in where no record lies at a stamp: longs pay it, shorts receive nothing. */
  readonly assumedRate: number;
  readonly assumedIntervalMs: number;
}

/** Stamps of venues wander by so much around the full hour. */
const STAMP_TOLERANCE_MS = 60_000;

/** Puts the recorded series of one market side by side. marks, funding: null where none was recorded. */
export function kernelMarket(
  bars: BarSeries,
  { marks, funding }: { readonly marks: BarSeries | null; readonly funding: FundingSeries | null },
  terms: FundingTerms,
): KernelMarket {
  const { symbol, barMs, openTimeMs, open, high, low, close, volume } = bars;
  const markAt = columnByTime(marks?.openTimeMs ?? null, marks?.close ?? null);
  const markOpenAt = columnByTime(marks?.openTimeMs ?? null, marks?.open ?? null);
  const mark = openTimeMs.map((atMs, row) => markAt(atMs) ?? close[row] ?? Number.NaN);
  const longPays = new Float64Array(openTimeMs.length);
  const shortGets = new Float64Array(openTimeMs.length);
  const recorded = stampsOf(funding);
  openTimeMs.forEach((openMs, row) => {
    const closeMs = openMs + barMs;
    const last = close[row] ?? Number.NaN;
    const record = recorded.get(Math.round(closeMs / STAMP_TOLERANCE_MS));
    if (record !== undefined) {
      const price = record.mark ?? markOpenAt(closeMs) ?? last;
      longPays[row] = price * record.rate;
      shortGets[row] = price * record.rate;
    } else if (closeMs % terms.assumedIntervalMs === 0) {
      longPays[row] = (markOpenAt(closeMs) ?? last) * terms.assumedRate;
    }
  });
  const told = { symbol, barMs, openTimeMs, open, high, low, close, volume, mark, longPays, shortGets };
  return marks === null ? told : { ...told, markBars: markBarsOf(bars, marks) };
}

/** Those of the last price where a mark bar is missing. */
function markBarsOf(bars: BarSeries, marks: BarSeries): MarkBars {
  const column = (name: "open" | "high" | "low"): Float64Array => {
    const at = columnByTime(marks.openTimeMs, marks[name]);
    return bars.openTimeMs.map((openMs, row) => at(openMs) ?? bars[name][row] ?? Number.NaN);
  };
  return { open: column("open"), high: column("high"), low: column("low") };
}

interface Stamp {
  readonly rate: number;
  readonly mark: number | null;
}

/** Records by the minute they belong to. */
function stampsOf(funding: FundingSeries | null): ReadonlyMap<number, Stamp> {
  const stamps = new Map<number, Stamp>();
  funding?.timeMs.forEach((timeMs, row) => {
    const mark = funding.markPrice[row] ?? Number.NaN;
    const rate = funding.rate[row] ?? Number.NaN;
    stamps.set(Math.round(timeMs / STAMP_TOLERANCE_MS), { rate, mark: Number.isNaN(mark) ? null : mark });
  });
  return stamps;
}

function columnByTime(timesMs: Float64Array | null, values: Float64Array | null): (atMs: number) => number | undefined {
  if (timesMs === null || values === null) return () => undefined;
  const rows = new Map(Array.from(timesMs, (atMs, row) => [atMs, row]));
  return (atMs) => {
    const row = rows.get(atMs);
    return row === undefined ? undefined : values[row];
  };
}
