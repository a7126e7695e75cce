import { performance } from "node:perf_hooks";
import type { Clock } from "../../lib/clock.js";

/** The machine's clock. The only place that may ask for the time or wait. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const timer = setTimeout(done, durationMs);
      function done(): void {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      }
      signal?.addEventListener("abort", done, { once: true });
    }),
};

/** Lets pending I/O callbacks run: the executor's loop is otherwise busy in paper mode. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Fires after a time, with an error called TimeoutError. */
export function timeoutSignal(durationMs: number): AbortSignal {
  return AbortSignal.timeout(durationMs);
}
