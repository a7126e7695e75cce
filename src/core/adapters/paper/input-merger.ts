import type { InputEvent } from "../../domain/event.js";
import { isoUtc } from "../../lib/time.js";
import type { FundingCalendar } from "../recorded-feed/funding-calendar.js";
import type { RecordedFeed } from "../recorded-feed/recorded-feed.js";
import type { MarketVenue } from "./market-venue.js";

interface MergerOptions {
  readonly feed: RecordedFeed;
  readonly venue: MarketVenue;
  readonly funding: FundingCalendar;
  readonly fromMs: number;
}

/** Merges market, venue and timers of a paper session in virtual time. */
export interface InputMerger {
  readonly nowMs: number;
  /** When the next input happens; null at the end of the data. Opens a span that is due, and lets nothing else happen. */
  dueMs(deadlineMs: number | null): number | null;
  next(deadlineMs: number | null): InputEvent | null;
}

/**
 * Order of equal instants: funding, venue, bars, clock. At a bar's close the old span ends before its bars are told;
 * the new span opens only after everybody has seen them (and, once a day, after the venue's report), so that a
 * decision at T fills inside the bar that starts at T and never in one it has seen.
 */
export function createInputMerger(options: MergerOptions): InputMerger {
  const merger = new Merger(options);
  return {
    get nowMs() {
      return merger.nowMs;
    },
    dueMs: (deadlineMs) => merger.dueMs(deadlineMs),
    next: (deadlineMs) => merger.next(deadlineMs),
  };
}

class Merger {
  nowMs: number;
  readonly #options: MergerOptions;
  /** Inputs that have happened and wait to be told, all at `nowMs`. */
  readonly #waiting: InputEvent[] = [];
  #nextCloseMs: number;
  #opensMs: number | null = null;
  #reportedDay = "";
  #ended = false;

  constructor(options: MergerOptions) {
    this.#options = options;
    this.nowMs = options.feed.startMs;
    this.#nextCloseMs = options.feed.startMs + options.feed.barMs;
  }

  dueMs(deadlineMs: number | null): number | null {
    if (this.#waiting.length === 0 && this.#opensMs !== null) this.#openSpan(this.#opensMs);
    if (this.#waiting.length > 0) return this.nowMs;
    if (this.#nextCloseMs > this.#options.feed.toMs) return null;
    return Math.max(this.nowMs, Math.min(deadlineMs ?? Infinity, this.#firstMs()));
  }

  next(deadlineMs: number | null): InputEvent | null {
    for (;;) {
      const told = this.#waiting.shift();
      if (told !== undefined) return told;
      if (this.#ended) return null;
      if (this.#opensMs !== null) this.#openSpan(this.#opensMs);
      else if (this.#nextCloseMs > this.#options.feed.toMs) this.#ended = true;
      else if (!this.#happen(deadlineMs)) return { type: "clock.advanced", atMs: this.nowMs };
    }
  }

  /** Lets the earliest thing happen; false when that is the deadline. */
  #happen(deadlineMs: number | null): boolean {
    const firstMs = this.#firstMs();
    if (deadlineMs !== null && Math.max(deadlineMs, this.nowMs) < firstMs) {
      this.nowMs = Math.max(deadlineMs, this.nowMs);
      return false;
    }
    this.nowMs = Math.max(this.nowMs, firstMs);
    if (this.#options.funding.peekMs() === firstMs) this.#settleFunding();
    else if (this.#options.venue.nextAtMs() === firstMs) this.#waiting.push(...this.#options.venue.advance(firstMs));
    else this.#closeBars(this.#nextCloseMs);
    return true;
  }

  #firstMs(): number {
    const { funding, venue } = this.#options;
    return Math.min(funding.peekMs() ?? Infinity, venue.nextAtMs() ?? Infinity, this.#nextCloseMs);
  }

  #settleFunding(): void {
    const { funding, venue, feed } = this.#options;
    for (const row of funding.take()) {
      const { atMs, symbol, rate } = row;
      const markPrice = row.markPrice ?? feed.markOpen(symbol, atMs);
      this.#waiting.push(...venue.fund({ symbol, atMs, rate, markPrice }));
      if (rate !== null) this.#waiting.push({ type: "market.funding", atMs, symbol, rate });
    }
  }

  #closeBars(atMs: number): void {
    const { feed, fromMs } = this.#options;
    const { rows, missing } = feed.closing(atMs);
    const warmup = atMs <= fromMs;
    this.#waiting.push({ type: "market.bars", atMs, barMs: feed.barMs, warmup, rows, missing });
    this.#nextCloseMs = atMs + feed.barMs;
    const isLast = this.#nextCloseMs > feed.toMs;
    const day = isoUtc(atMs).slice(0, 10);
    if (!warmup && (isLast || day !== this.#reportedDay)) {
      this.#reportedDay = day;
      const report = this.#options.venue.report();
      if (report !== null) this.#waiting.push({ type: "venue.reported", atMs, ...report });
    }
    if (atMs >= fromMs && !isLast) this.#opensMs = atMs;
  }

  #openSpan(atMs: number): void {
    this.#opensMs = null;
    this.#waiting.push(...this.#options.venue.openBars(this.#options.feed.opening(atMs)));
  }
}
