import type { Clock } from "../../lib/clock.js";
import type { VenueClock } from "../../ports/venue-clock.js";

interface CyclePollsOptions {
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  /** Longest wall time between two cycles. */
  readonly pollMs: number;
  readonly barMs: number;
  /** Wall time that a bar may come late. */
  readonly graceMs: number;
  /** A cycle is due now: tell what it looks at, then the poll with those whose bar is late. */
  readonly poll: (atMs: number, isLate: (closeTimeMs: number) => boolean) => void;
  readonly closing: AbortSignal;
}

/**
 * Asks for a cycle when none was for `poll_seconds`: filters, limits and the books move between two bars. The bars of an
 * instant come first: while they are awaited, and for their grace time, there is no poll.
 */
export class CyclePolls {
  #lastCycleMs: number;
  /** Newest instant whose bars were told. */
  #toldMs: number;
  #nap = new AbortController();

  constructor(
    readonly options: CyclePollsOptions,
    toldMs: number,
  ) {
    this.#toldMs = toldMs;
    this.#lastCycleMs = options.venueClock.nowMs();
  }

  /** The bars of an instant were told, and with them a cycle. */
  barsTold(closeTimeMs: number): void {
    this.#toldMs = closeTimeMs;
    this.#lastCycleMs = this.options.venueClock.nowMs();
    // Whoever waited for them would sleep to the end of their grace time.
    this.#nap.abort();
  }

  /** Ends with `closing`. */
  async run(): Promise<void> {
    const { clock, venueClock, closing, poll } = this.options;
    for (;;) {
      const askedMs = venueClock.nowMs();
      const waitMs = (this.#dueMs(askedMs) - askedMs) / venueClock.speed;
      this.#nap = new AbortController();
      await clock.sleep(Math.max(1, waitMs), AbortSignal.any([closing, this.#nap.signal]));
      if (closing.aborted) return;
      const nowMs = venueClock.nowMs();
      // Bars came or are awaited meanwhile, or the venue's clock went another way.
      if (nowMs < this.#dueMs(nowMs)) continue;
      this.#lastCycleMs = nowMs;
      poll(nowMs, (closeTimeMs) => nowMs >= this.#graceEndMs(closeTimeMs));
    }
  }

  /** When the next poll is due, seen from now: one that comes late must not go before bars that closed meanwhile. */
  #dueMs(nowMs: number): number {
    const { pollMs, barMs, venueClock } = this.options;
    const dueMs = this.#lastCycleMs + pollMs * venueClock.speed;
    // Where no bar of any symbol comes, polls go on after the grace time of the first that is missing.
    const awaited =
      Math.max(dueMs, nowMs) >= this.#toldMs + barMs && this.#lastCycleMs < this.#graceEndMs(this.#toldMs);
    return awaited ? Math.max(dueMs, this.#graceEndMs(this.#toldMs)) : dueMs;
  }

  /** When the bar after the one that closed then is late. */
  #graceEndMs(closeTimeMs: number): number {
    const { barMs, graceMs, venueClock } = this.options;
    return closeTimeMs + barMs + graceMs * venueClock.speed;
  }
}
