import type { PaperVenue } from "../../src/core/adapters/paper/paper-venue.js";
import { replayInputs } from "../../src/core/adapters/paper/replay-inputs.js";
import type { InputMerger } from "../../src/core/adapters/paper/input-merger.js";
import type { Config } from "../../src/core/config/config-files.js";
import { composeInstruments } from "../../src/core/config/instruments.js";
import type { BookSnapshot } from "../../src/core/domain/book.js";
import type { InputEvent } from "../../src/core/domain/event.js";
import type { BarRow } from "../../src/core/domain/market-event.js";
import { decFromNumber } from "../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../src/core/lib/time.js";
import type { PublicTrade } from "../../src/core/sim/matching-book.js";
import { createSimState } from "../../src/core/sim/state.js";
import { simBroker } from "../../src/core/adapters/paper/sim-broker.js";
import { withOrderLog } from "../../src/core/sim/order-log.js";
import { createSimVenue, type SimVenue } from "../../src/core/sim/venue.js";
import { FROM_MS, WARMUP_BARS } from "./engine-market.js";

/** One thing that happens in the market: engine and venue see the book, only the venue sees trades. */
export type TapeStep =
  | { readonly kind: "bars"; readonly atMs: number; readonly rows: readonly BarRow[]; readonly warmup: boolean }
  | { readonly kind: "book"; readonly atMs: number; readonly book: BookSnapshot }
  | { readonly kind: "trade"; readonly atMs: number; readonly trade: PublicTrade };

export type Tape = readonly TapeStep[];

/** For sessions over a tape: it tells a book where it changes and not again while it rests, up to two hours. */
export const RESTING_BOOKS = { "risk_limits.global.market_quality.max_book_age_seconds": 7_200 } as const;

/** Warm-up bars about a price, as `engine-market.ts` has them. */
export function warmupTape(symbol: string, base: number, noise = 0.003): Tape {
  return Array.from({ length: WARMUP_BARS }, (_, at): TapeStep => {
    const atMs = FROM_MS - (WARMUP_BARS - at - 1) * HOUR_MS;
    const close = base * (1 + (at === WARMUP_BARS - 1 ? 0 : at % 2 === 0 ? noise : -noise));
    const row: BarRow = [symbol, base, base * (1 + noise), base * (1 - noise), close, 1_000, null, null, null, null];
    return { kind: "bars", atMs, rows: [row], warmup: true };
  });
}

export function closingBar(symbol: string, hour: number, close: number): TapeStep {
  const row: BarRow = [symbol, close, close, close, close, 1_000, null, null, null, null];
  return { kind: "bars", atMs: FROM_MS + hour * HOUR_MS, rows: [row], warmup: false };
}

/** A book of equal levels one tick apart: `[best bid, best ask]`, 10 levels a side. */
export function bookStep(symbol: string, atMs: number, [bid, ask]: readonly [number, number], qty = 5): TapeStep {
  const levels = (best: number, step: number) =>
    Array.from({ length: 10 }, (_, at) => ({ price: Math.round((best + at * step) * 10) / 10, qty }));
  return { kind: "book", atMs, book: { symbol, atMs, bids: levels(bid, -0.1), asks: levels(ask, 0.1) } };
}

/**
 * The simulated venue behind a tape of bars, books and trades. It does what the paper driver does for bars: equal
 * instants go venue first, then the tape, then the clock; every input can be drawn again after a restart.
 */
export function openBookMarket(config: Config, tape: Tape): PaperVenue {
  const startMs = tape[0]?.atMs ?? FROM_MS;
  const venue = withOrderLog(
    createSimVenue({
      instruments: [...composeInstruments(config.venues).values()],
      policy: config.runtime.sim,
      state: createSimState({ main: decFromNumber(config.runtime.paper.start_nav_usdt) }, startMs),
    }),
  );
  const merger = tapeMerger(venue, tape, startMs);
  return {
    driver: {
      dueMs: (deadlineMs) => merger.dueMs(deadlineMs),
      next: async (deadlineMs) => merger.next(deadlineMs),
      restore: async (events) => replayInputs(events, merger, venue),
      progress: () => null,
    },
    broker: simBroker(venue, "paper"),
  };
}

function tapeMerger(venue: SimVenue, tape: Tape, startMs: number): InputMerger {
  const waiting: InputEvent[] = [];
  let nowMs = startMs;
  let cursor = 0;
  const next = (deadlineMs: number | null): InputEvent | null => {
    for (;;) {
      const told = waiting.shift();
      if (told !== undefined) return told;
      const step = tape[cursor];
      if (step === undefined) return null;
      const venueMs = venue.nextAtMs() ?? Infinity;
      const firstMs = Math.min(venueMs, step.atMs);
      if (deadlineMs !== null && Math.max(deadlineMs, nowMs) < firstMs) {
        nowMs = Math.max(deadlineMs, nowMs);
        return { type: "clock.advanced", atMs: nowMs };
      }
      nowMs = Math.max(nowMs, firstMs);
      if (venueMs === firstMs) waiting.push(...venue.advance(firstMs));
      else {
        cursor += 1;
        waiting.push(...happen(venue, step));
      }
    }
  };
  return {
    get nowMs() {
      return nowMs;
    },
    // Nobody waits for a tape.
    dueMs: () => null,
    next,
  };
}

function happen(venue: SimVenue, step: TapeStep): InputEvent[] {
  const { atMs } = step;
  switch (step.kind) {
    case "bars":
      return [{ type: "market.bars", atMs, barMs: HOUR_MS, warmup: step.warmup, rows: step.rows, missing: [] }];
    case "book": {
      const { symbol, bids, asks } = step.book;
      const told = venue.book(step.book);
      const levels = (side: typeof bids) => side.map(({ price, qty }) => [price, qty] as const);
      return [{ type: "market.book", atMs, symbol, bids: levels(bids), asks: levels(asks) }, ...told];
    }
    case "trade":
      return venue.trade(step.trade);
  }
}
