import type { Clock } from "../../../../../src/core/lib/clock.js";

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** Time that passes only where a test says so; sleepers wake in their order. A step of the wall clock (`wallMs`) lets none pass. */
export class SteppedClock implements Clock {
  #sleepers: Sleeper[] = [];
  #passedMs = 0;

  constructor(public wallMs: number) {}

  nowMs(): number {
    return this.wallMs;
  }

  monotonicMs(): number {
    return this.#passedMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ untilMs: this.#passedMs + durationMs, wake: resolve });
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Lets this much time pass, one sleeper at a time. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.#passedMs + durationMs;
    await settle();
    for (;;) {
      this.#sleepers.sort((a, b) => a.untilMs - b.untilMs);
      const next = this.#sleepers[0];
      if (next === undefined || next.untilMs > endMs) break;
      this.#sleepers.shift();
      this.#moveTo(Math.max(this.#passedMs, next.untilMs));
      next.wake();
      await settle();
    }
    this.#moveTo(endMs);
    await settle();
  }

  #moveTo(passedMs: number): void {
    this.wallMs += passedMs - this.#passedMs;
    this.#passedMs = passedMs;
  }
}

/** Lets everything that is ready to go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
