import { HOUR_MS, SECOND_MS } from "../../src/core/lib/time.js";
import {
  bookStep,
  closingBar,
  openBookMarket,
  RESTING_BOOKS,
  type Tape,
  type TapeStep,
  warmupTape,
} from "./engine-book.js";
import { FROM_MS } from "./engine-market.js";
import { engineConfig, engineContext, type RunOptions, runSession, type SessionSetup } from "./engine-session.js";
import { bandStrategy } from "./engine-strategy.js";
import { storyOf } from "./engine-story.js";
import { retold, type Told } from "./retold.js";

export const BTC = "BTCUSDT";
export const at = (hour: number, seconds: number): number => FROM_MS + hour * HOUR_MS + seconds * SECOND_MS;
export const book = (hour: number, seconds: number, best: readonly [number, number], qty?: number): TapeStep =>
  bookStep(BTC, at(hour, seconds), best, qty);
export const trade = (hour: number, seconds: number, price: number, qty: number): TapeStep => {
  const atMs = at(hour, seconds);
  return { kind: "trade", atMs, trade: { symbol: BTC, atMs, price, qty, takerSide: "sell" } };
};

/** Two taker orders first, at hours 1 and 2, so that the router knows the venue; then a long entry at hour 3. */
const KNOWN: Tape = [
  ...warmupTape(BTC, 50_000),
  book(0, 1_800, [50_600, 50_600.1]),
  closingBar(BTC, 1, 50_600),
  book(1, 1_800, [49_900, 49_900.1]),
  closingBar(BTC, 2, 49_900),
  book(2, 1_800, [50_600, 50_600.1]),
  closingBar(BTC, 3, 50_600),
];
/** With an even chance of a fill, 56 % of volatility make the wait dearer than taking. */
const MAKER = { "router_policy.quality.min_orders": 2, "router_policy.maker.fill_prior": 0.8 };
/** Lets the clock of a session run on after its last order. */
const END = closingBar(BTC, 4, 50_600);

/** A session over those bars and the steps given, in which the entry at hour 3 waits as maker. */
export function session(
  steps: Tape,
  changes: Readonly<Record<string, unknown>> = {},
  told: Told = (input) => [input],
  options: RunOptions = {},
) {
  const config = engineConfig({ ...RESTING_BOOKS, ...MAKER, ...changes });
  const setup: SessionSetup = {
    config,
    context: engineContext(config, [bandStrategy()]),
    symbols: [BTC],
    openMarket: async () => retold(openBookMarket(config, [...KNOWN, ...steps, END]), told),
    warmupBars: 520,
    hours: 4,
  };
  return runSession(setup, options);
}

/** What happened from the entry at hour 3 on, up to the bar of hour 4, without what protects the position. */
export function entryStory(events: Parameters<typeof storyOf>[0]): string[] {
  const story = storyOf(events, 2.999);
  return story.slice(0, story.lastIndexOf("bars")).filter((words) => /open 2|open 3|advanced|given_up/.test(words));
}
