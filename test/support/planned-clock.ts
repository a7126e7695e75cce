import type { Clock } from "../../src/core/lib/clock.js";

/** Time that passes only while somebody sleeps; what is planned happens then. */
export class PlannedClock implements Clock {
  #ms = 0;
  readonly #plan: { atMs: number; deed: () => void | Promise<void> }[] = [];

  at(atMs: number, deed: () => void | Promise<void>): void {
    this.#plan.push({ atMs, deed });
    this.#plan.sort((a, b) => a.atMs - b.atMs);
  }

  nowMs = (): number => 1_700_000_000_000 + this.#ms;
  monotonicMs = (): number => this.#ms;
  sleep = async (durationMs: number): Promise<void> => {
    this.#ms += durationMs;
    for (let [next] = this.#plan; next !== undefined && next.atMs <= this.#ms; [next] = this.#plan) {
      this.#plan.shift();
      await next.deed();
    }
  };
}
