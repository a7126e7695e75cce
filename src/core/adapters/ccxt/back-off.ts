import type { Rng } from "../../lib/rng.js";

export interface BackOffTimes {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Longer and longer waits with jitter, so that many who lost the same venue don't come back in one moment. */
export class BackOff {
  #failures = 0;

  constructor(
    readonly times: BackOffTimes,
    readonly rng: Rng,
  ) {}

  /** Between half and the whole of first × 2^(failures so far), at most the maximum. */
  nextMs(): number {
    const { firstMs, maxMs } = this.times;
    const fullMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    return fullMs * (0.5 + this.rng.next() / 2);
  }

  reset(): void {
    this.#failures = 0;
  }
}
