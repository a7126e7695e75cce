import type { Clock } from "../../../../../src/core/lib/clock.js";

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** Time that passes only where a test says so; sleepers wake in their order. */
export class SteppedClock implements Clock {
  #sleepers: Sleeper[] = [];

  constructor(public wallMs: number) {}

  nowMs(): number {
    return this.wallMs;
  }

  monotonicMs(): number {
    return this.wallMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#sleepers.push({ untilMs: this.wallMs + durationMs, wake: resolve });
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Lets this much time pass, one sleeper at a time. */
  async pass(durationMs: number): Promise<void> {
    const endMs = this.wallMs + durationMs;
    await settle();
    for (;;) {
      this.#sleepers.sort((a, b) => a.untilMs - b.untilMs);
      const next = this.#sleepers[0];
      if (next === undefined || next.untilMs > endMs) break;
      this.#sleepers.shift();
      this.wallMs = Math.max(this.wallMs, next.untilMs);
      next.wake();
      await settle();
    }
    this.wallMs = endMs;
    await settle();
  }
}

/** Lets everything that is ready to go on go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
