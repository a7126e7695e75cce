import { describe, expect, it } from "vitest";
import { createPacer } from "../../../src/core/app/pacer.js";
import type { Clock } from "../../../src/core/lib/clock.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";

const FROM_MS = 1_000 * HOUR_MS;

/** Wall time that only passes in `sleep` and where a test says so. */
class FakeClock implements Clock {
  wallMs = 5_000;
  readonly sleeps: number[] = [];
  onSleep: () => void = () => undefined;

  nowMs(): number {
    return this.wallMs;
  }
  monotonicMs(): number {
    return this.wallMs;
  }
  async sleep(durationMs: number): Promise<void> {
    this.sleeps.push(durationMs);
    this.wallMs += durationMs;
    this.onSleep();
  }
}

function bench(speed: number | null) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const counts = { idle: 0, turns: 0 };
  const pace = createPacer({
    speed,
    fromMs: FROM_MS,
    clock,
    stop: stop.signal,
    yieldTurn: async () => {
      counts.turns += 1;
    },
    onIdle: () => {
      counts.idle += 1;
    },
  });
  return { clock, stop, counts, pace };
}

describe("session speed", () => {
  it("3,600 lets an hour of market time take 1 s of wall time, bar after bar", async () => {
    const { clock, pace } = bench(3_600);
    for (let hour = 0; hour <= 5; hour++) {
      await pace(FROM_MS + hour * HOUR_MS);
      expect(clock.wallMs).toBe(5_000 + hour * 1_000);
    }
  });

  it("waits for no instant of the warm-up, 92 days of it", async () => {
    const { clock, pace } = bench(1);
    for (let hour = 92 * 24; hour > 0; hour--) await pace(FROM_MS - hour * HOUR_MS);
    expect(clock.sleeps).toEqual([]);
    await pace(FROM_MS);
    await pace(FROM_MS + 250);
    expect(clock.sleeps).toEqual([250]);
  });

  it("starts its measure where a resumed session goes on, not at the session's start", async () => {
    const { clock, pace } = bench(10);
    await pace(FROM_MS + 400 * HOUR_MS);
    expect(clock.sleeps).toEqual([]);
    await pace(FROM_MS + 400 * HOUR_MS + 5_000);
    expect(clock.wallMs).toBe(5_500);
  });

  it("catches up after slow work instead of adding to it", async () => {
    const { clock, pace } = bench(1_000);
    await pace(FROM_MS);
    clock.wallMs += 700;
    await pace(FROM_MS + 500_000);
    expect(clock.sleeps).toEqual([]);
    await pace(FROM_MS + 1_000_000);
    expect(clock.sleeps).toEqual([300]);
  });

  it("sleeps at most 1 s at a time and tells each time that the session is alive", async () => {
    const { clock, counts, pace } = bench(1);
    await pace(FROM_MS);
    await pace(FROM_MS + 3_400);
    expect(clock.sleeps).toEqual([1_000, 1_000, 1_000, 400]);
    expect(counts.idle).toBe(4);
  });

  it("ends an hour's wait at once when the session is stopped", async () => {
    const { clock, stop, pace } = bench(1);
    await pace(FROM_MS);
    clock.onSleep = () => {
      if (clock.sleeps.length === 2) stop.abort();
    };
    await pace(FROM_MS + HOUR_MS);
    expect(clock.sleeps).toHaveLength(2);
  });

  it("ends an hour's wait within one sleep when an operator wants to be heard, and waits again once he was", async () => {
    const clock = new FakeClock();
    const stop = new AbortController().signal;
    let waiting = false;
    let wake = (): void => undefined;
    const mail = { hasMail: () => waiting, onArrival: (listener: () => void) => void (wake = listener) };
    const others = { yieldTurn: async () => undefined, onIdle: () => undefined };
    const pace = createPacer({ speed: 1, fromMs: FROM_MS, clock, stop, mail, ...others });
    await pace(FROM_MS);
    clock.onSleep = () => {
      waiting = clock.sleeps.length === 3;
      if (waiting) wake();
    };
    await pace(FROM_MS + HOUR_MS);
    expect(clock.sleeps).toHaveLength(3);
    await pace(FROM_MS + HOUR_MS);
    expect(clock.sleeps).toHaveLength(3);
    waiting = false;
    await pace(FROM_MS + HOUR_MS);
    expect(clock.wallMs).toBe(5_000 + HOUR_MS);
  });

  it("goes slower than real time below 1", async () => {
    const { clock, pace } = bench(0.5);
    await pace(FROM_MS);
    await pace(FROM_MS + 1_000);
    expect(clock.wallMs).toBe(7_000);
  });

  it("max never sleeps, and gives others a turn every 20 ms of work", async () => {
    const { clock, counts, pace } = bench(null);
    for (let step = 0; step < 100; step++) {
      clock.wallMs += 5;
      await pace(FROM_MS + step * HOUR_MS);
    }
    expect(clock.sleeps).toEqual([]);
    expect(counts.turns).toBe(25);
  });
});
