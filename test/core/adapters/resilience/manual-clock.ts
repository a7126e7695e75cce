import type { Clock } from "../../../../src/core/lib/clock.js";

interface Sleeper {
  readonly wakeMs: number;
  readonly wake: () => void;
}

export interface ManualClock extends Clock {
  /** Lets the time pass: every sleeper wakes at its own moment, and what it sets off runs before the next one. */
  advance(durationMs: number): Promise<void>;
  readonly sleepers: readonly Sleeper[];
}

export function createManualClock(): ManualClock {
  let nowMs = 0;
  let sleepers: Sleeper[] = [];
  const sleep = (durationMs: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const sleeper = { wakeMs: nowMs + durationMs, wake };
      function wake(): void {
        sleepers = sleepers.filter((other) => other !== sleeper);
        resolve();
      }
      sleepers.push(sleeper);
      if (signal?.aborted === true) wake();
      else signal?.addEventListener("abort", wake, { once: true });
    });
  const advance = async (durationMs: number): Promise<void> => {
    const endMs = nowMs + durationMs;
    for (;;) {
      await settle();
      const next = sleepers.filter(({ wakeMs }) => wakeMs <= endMs).sort((a, b) => a.wakeMs - b.wakeMs)[0];
      if (next === undefined) break;
      nowMs = next.wakeMs;
      next.wake();
    }
    nowMs = endMs;
  };
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep,
    advance,
    get sleepers() {
      return sleepers;
    },
  };
}

/** Runs what is ready to run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

/** What a promise gives while the clock runs on for up to a minute. */
export async function finish<T>(clock: ManualClock, answer: Promise<T>): Promise<T> {
  const finished: true[] = [];
  void answer.then(() => finished.push(true));
  for (let step = 0; step < 600 && finished.length === 0; step += 1) await clock.advance(100);
  return answer;
}
