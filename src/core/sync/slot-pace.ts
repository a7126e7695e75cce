/** A first slot tells how fast the line is, also where it is slow. */
const FIRST_BYTES = 256 * 1024;
const SMALLEST_BYTES = 32 * 1024;
/** A slot that took less may be followed by one twice as long. */
const GROW_BELOW_MS = 5_000;
const SHRINK_ABOVE_MS = 20_000;

/**
 * How long the next slot may be. Slots grow with the lag as far as the line carries them: twice as long after one that was
 * there soon, half as long after one that took its time or got no answer. A line of any speed is so caught up with.
 */
export class SlotPace {
  #bytes = FIRST_BYTES;

  /** At most as many bytes as the store likes. */
  limitBytes(goodBlobBytes: number): number {
    return Math.min(this.#bytes, goodBlobBytes);
  }

  sent(durationMs: number, goodBlobBytes: number): void {
    if (durationMs > SHRINK_ABOVE_MS) this.failed();
    else if (durationMs < GROW_BELOW_MS) this.#bytes = Math.min(2 * this.#bytes, goodBlobBytes);
  }

  failed(): void {
    this.#bytes = Math.max(SMALLEST_BYTES, this.#bytes / 2);
  }
}
