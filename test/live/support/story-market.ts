import { HOUR_MS } from "../../../src/core/lib/time.js";
import type { BarSeries, BarStore, FundingSeries } from "../../../src/core/ports/bar-store.js";
import { barSeries } from "../../support/memory-bar-store.js";

/** The venue opens here. */
export const STORY_START_MS = Date.UTC(2024, 2, 1);
/** A session asks for 91 days of history, and here a page that begins before the first bar is empty. */
const HISTORY_HOURS = 92 * 24;
const HOURS = 40 * 24;
export const STORY_END_MS = STORY_START_MS + HOURS * HOUR_MS;

const PRICES: Readonly<Record<string, number>> = { BTCUSDT: 50_000, ETHUSDT: 2_500 };
/** Hourly swing of the quiet market: what an ATR measures. */
const SWING = 0.004;

/** Price of the hour relative to the start of the story; hours before it are negative. */
type Path = (hour: number) => number;

/** Nothing happens. */
export const still: Path = () => 1;

/** Flat for weeks, then a rise of 6 % in the 20 hours before the venue opens: an entry follows, and nothing after it. */
export const rising: Path = (hour) => 1 + 0.003 * Math.min(20, Math.max(0, hour + 20));

interface StoryOptions {
  readonly symbols: readonly string[];
  readonly path: Path;
  /** `usual` is what the venue pays where nothing is recorded, 0.01 % in 8 hours. */
  readonly funding: "usual" | "none";
}

/** Hourly bars along a path, each with a small swing around it, and a future that a test may change. */
export class StoryMarket {
  readonly store: Pick<BarStore, "bars" | "marks" | "funding">;
  readonly #bySymbol: ReadonlyMap<string, BarSeries>;

  constructor({ symbols, path, funding }: StoryOptions) {
    this.#bySymbol = new Map(symbols.map((symbol) => [symbol, barsAlong(path, symbol)]));
    this.store = {
      // Whole whatever the range: who reads a bar later must see what has become of it.
      bars: async (symbol) => this.#of(symbol),
      marks: async () => null,
      funding: async (symbol) => (funding === "none" ? unpaid(symbol) : null),
    };
  }

  /** In the bar that opens next the price falls by 30 %, far below every stop, and stays there. */
  crash(symbol: string, nowMs: number): void {
    const { openTimeMs, open, high, low, close } = this.#of(symbol);
    const first = openTimeMs.findIndex((openMs) => openMs > nowMs);
    for (const [at, column] of [open, high, low, close].entries()) {
      for (let index = first; index < column.length; index += 1) {
        const staysUp = index === first && at < 2;
        column[index] = (column[index] ?? 0) * (staysUp ? 1 : 0.7);
      }
    }
  }

  #of(symbol: string): BarSeries {
    const series = this.#bySymbol.get(symbol);
    if (series === undefined) throw new Error(`the story has no ${symbol}`);
    return series;
  }
}

function barsAlong(path: Path, symbol: string): BarSeries {
  const base = PRICES[symbol] ?? 100;
  const rows: number[][] = [];
  for (let hour = -HISTORY_HOURS; hour < HOURS; hour += 1) {
    const [open, close] = [base * path(hour - 1), base * path(hour)];
    const high = Math.max(open, close) * (1 + SWING / 2);
    const low = Math.min(open, close) * (1 - SWING / 2);
    rows.push([STORY_START_MS + hour * HOUR_MS, open, high, low, close, 1_000_000]);
  }
  return barSeries(symbol, HOUR_MS, rows);
}

/** Settlements of nothing: money that moves by the clock would move after a session has ended as well. */
function unpaid(symbol: string): FundingSeries {
  const timeMs = Float64Array.from({ length: (HISTORY_HOURS + HOURS) / 8 }, (_, index) => {
    return STORY_START_MS - HISTORY_HOURS * HOUR_MS + index * 8 * HOUR_MS;
  });
  return { symbol, timeMs, rate: timeMs.map(() => 0), markPrice: timeMs.map(() => Number.NaN) };
}
