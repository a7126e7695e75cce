import type { Clock } from "../../lib/clock.js";
import type { Departure } from "../../ports/venue-gateway.js";

/** One write's way out: it has left once and for all, or was called back once and for all, and never both. */
export class WriteDeparture implements Departure {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #calledBack = new AbortController();
  /** Out from the beginning: what never says that it waits may be on its way at any moment. */
  #isWaiting = false;
  #leftAtMs: number;

  constructor(clock: Pick<Clock, "monotonicMs">) {
    this.#clock = clock;
    this.#leftAtMs = clock.monotonicMs();
  }

  wait(): AbortSignal {
    this.#isWaiting = true;
    return this.#calledBack.signal;
  }

  leave(): boolean {
    if (this.#calledBack.signal.aborted) return false;
    this.#isWaiting = false;
    this.#leftAtMs = this.#clock.monotonicMs();
    return true;
  }

  /** True: it still waited, and never leaves. False: it may be at the venue. */
  callBack(): boolean {
    if (this.#isWaiting) this.#calledBack.abort();
    return this.#isWaiting;
  }

  /** Time since it left. */
  outMs(): number {
    return this.#clock.monotonicMs() - this.#leftAtMs;
  }
}
