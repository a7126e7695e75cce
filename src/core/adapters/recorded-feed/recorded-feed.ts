import type { BarRow } from "../../domain/market-event.js";
import { invariant, present } from "../../lib/invariant.js";
import type { BarStore, FundingSeries } from "../../ports/bar-store.js";
import type { Span } from "../../sim/state.js";
import { createFundingCalendar } from "./funding-calendar.js";
import type { FundingCalendar } from "./funding-calendar.js";
import { createSymbolBars } from "./symbol-bars.js";
import type { BarGrid, SymbolBars } from "./symbol-bars.js";

/** All bars that closed at one instant; `missing` names the symbols whose bar is absent. */
interface BarBatch {
  readonly atMs: number;
  readonly rows: readonly BarRow[];
  readonly missing: readonly string[];
}

/** Recorded bars, marks and funding of several symbols in one order of time. Read only: cursors belong to the caller. */
export interface RecordedFeed {
  readonly symbols: readonly string[];
  /** Symbols with a funding series. */
  readonly funded: ReadonlySet<string>;
  readonly barMs: number;
  /** First bar opens here, warm-up included; the last one closes at `toMs`. */
  readonly startMs: number;
  readonly toMs: number;
  /** The bars that close at this instant. Errors: InvariantError off the grid. */
  closing(atMs: number): BarBatch;
  /** The bars that open at this instant; none at the end of the data. */
  opening(atMs: number): Span;
  /** Open of the mark bar that opens at this instant, null where there is none. */
  markOpen(symbol: string, atMs: number): number | null;
  fundingFrom(fromMs: number, assumedIntervalHours: number): FundingCalendar;
}

interface RecordedFeedOptions {
  readonly store: Pick<BarStore, "bars" | "marks" | "funding">;
  readonly symbols: readonly string[];
  /** Start of the session, and how much history before it feeds the indicators. */
  readonly fromMs: number;
  readonly warmupMs: number;
  readonly toMs: number;
  readonly barMs: number;
}

/** Loads the columns of the span; bars become objects only when their instant comes. Errors: those of the store. */
export async function createRecordedFeed(options: RecordedFeedOptions): Promise<RecordedFeed> {
  const { store, symbols, barMs, toMs } = options;
  const startMs = options.fromMs - Math.floor(options.warmupMs / barMs) * barMs;
  const grid: BarGrid = { startMs, barMs, slots: (toMs - startMs) / barMs };
  invariant(Number.isInteger(grid.slots) && grid.slots > 0, "a feed spans a whole number of bars");
  const range = { fromMs: startMs, toMs };
  const series: SymbolBars[] = [];
  const funding = new Map<string, FundingSeries>();
  for (const symbol of symbols) {
    const marks = await store.marks(symbol, range);
    series.push(createSymbolBars(grid, await store.bars(symbol, range), marks));
    // Half-open ranges: the funding of the last instant still settles.
    const rates = await store.funding(symbol, { fromMs: startMs, toMs: toMs + 1 });
    if (rates !== null) funding.set(symbol, rates);
  }
  return feedOf(grid, series, funding);
}

function feedOf(
  grid: BarGrid,
  series: readonly SymbolBars[],
  funding: ReadonlyMap<string, FundingSeries>,
): RecordedFeed {
  const { startMs, barMs, slots } = grid;
  const symbols = series.map(({ symbol }) => symbol);
  const bySymbol = new Map(series.map((bars) => [bars.symbol, bars]));
  const toMs = startMs + slots * barMs;
  const slotAt = (openMs: number): number => {
    const slot = (openMs - startMs) / barMs;
    invariant(Number.isInteger(slot), `${openMs} is an instant at which bars open`);
    return slot;
  };
  return {
    symbols,
    funded: new Set(funding.keys()),
    barMs,
    startMs,
    toMs,
    closing: (atMs) => {
      const slot = slotAt(atMs - barMs);
      const rows = series.filter((bars) => bars.has(slot)).map((bars) => bars.row(slot));
      const missing = series.filter((bars) => !bars.has(slot)).map(({ symbol }) => symbol);
      return { atMs, rows, missing };
    },
    opening: (atMs) => {
      const slot = slotAt(atMs);
      const bars = series.filter((one) => one.has(slot)).map((one) => one.spanBar(slot));
      return { openMs: atMs, closeMs: atMs + barMs, bars };
    },
    markOpen: (symbol, atMs) => {
      const slot = (atMs - startMs) / barMs;
      return Number.isInteger(slot) ? present(bySymbol.get(symbol), `feed of ${symbol}`).markOpen(slot) : null;
    },
    fundingFrom: (fromMs, assumedIntervalHours) =>
      createFundingCalendar({ symbols, series: funding, fromMs, toMs, assumedIntervalHours }),
  };
}
