import type { Clock } from "../../lib/clock.js";
import type { Departure, VenueRefusal } from "../../ports/venue-gateway.js";

const CALLED_BACK: VenueRefusal = {
  code: 0,
  reason: "the call was called back",
  reaction: "resend",
  retryAfterMs: null,
};

/**
 * One try's way out: it has left once and for all, or was called back once and for all, and never both. Where whoever
 * asked has a departure of their own for all tries, that one is asked as well.
 */
export class WriteDeparture implements Departure {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #calledBack = new AbortController();
  /** Out from the beginning: what never says that it waits may be on its way at any moment. */
  #isWaiting = false;
  #leftAtMs: number;

  constructor(
    clock: Pick<Clock, "monotonicMs">,
    readonly outer?: Departure,
  ) {
    this.#clock = clock;
    this.#leftAtMs = clock.monotonicMs();
  }

  wait(): AbortSignal {
    this.#isWaiting = true;
    const { signal } = this.#calledBack;
    return this.outer === undefined ? signal : AbortSignal.any([signal, this.outer.wait()]);
  }

  leave(): VenueRefusal | null {
    const refusal = this.#calledBack.signal.aborted ? CALLED_BACK : (this.outer?.leave() ?? null);
    if (refusal !== null) return refusal;
    this.#isWaiting = false;
    this.#leftAtMs = this.#clock.monotonicMs();
    return null;
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
