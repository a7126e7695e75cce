/**
 * Age of the last heartbeat by a clock that nobody can set. The wall says how old a beat was when it was first seen; from
 * then on only time that has passed here counts, so that a clock set back can't hide that the beats have stopped.
 */
export class PulseWatch {
  readonly #monotonicMs: () => number;
  #beat: string | null = null;
  #seenAtMs = 0;
  #ageWhenSeenMs = 0;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /** beat: wall time of the newest heartbeat; null where there was none. */
  ageMs(beat: string | null, nowWallMs: number): number | null {
    if (beat === null) return null;
    if (beat !== this.#beat) {
      this.#beat = beat;
      this.#seenAtMs = this.#monotonicMs();
      const ageMs = nowWallMs - Date.parse(beat);
      this.#ageWhenSeenMs = Number.isFinite(ageMs) ? Math.max(0, ageMs) : 0;
    }
    return this.#ageWhenSeenMs + (this.#monotonicMs() - this.#seenAtMs);
  }
}
