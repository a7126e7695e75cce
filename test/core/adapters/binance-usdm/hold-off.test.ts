import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RateLimiter } from "../../../../src/core/adapters/binance-usdm/rate-limiter.js";
import { SharedUsage } from "../../../../src/core/adapters/binance-usdm/shared-usage.js";
import { MINUTE_MS, SECOND_MS } from "../../../../src/core/lib/time.js";
import { SteppedClock } from "./support/stepped-clock.js";

const LIMITS = { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 };
const STOP = { weight: 0, orders: 1, priority: "protective" } as const;
const READ = { weight: 1, orders: 0, priority: "account" } as const;
const HOUR_MS = 60 * MINUTE_MS;

let clock: SteppedClock;
let directory: string;

beforeEach(() => {
  clock = new SteppedClock(1_790_000_040_000);
  directory = mkdtempSync(join(tmpdir(), "hedge-hold-off-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A process of the machine. */
function started(host = "host"): RateLimiter {
  return new RateLimiter({ clock, limits: LIMITS, shared: new SharedUsage(directory, host), accountTag: "a" });
}

describe("a wall clock that is set while the venue wants silence", () => {
  it.each([-HOUR_MS, HOUR_MS])("by %d ms leaves a ban of 2 minutes at 2 minutes", async (stepMs) => {
    const limiter = started();
    limiter.backOff("banned", null);
    clock.wallMs += stepMs;
    await clock.pass(119_000);
    expect(await limiter.acquire(STOP)).toMatchObject({ ok: false, error: { code: 418, retryAfterMs: 1_000 } });
    await clock.pass(1_000);
    expect((await limiter.acquire(STOP)).ok).toBe(true);
  });

  it("by an hour back leaves the wait after a 429 at 7 s, and 1 s after 5 quiet minutes", async () => {
    const limiter = started();
    limiter.backOff("slow", 7_000);
    clock.wallMs -= HOUR_MS;
    await clock.pass(7_000);
    expect(limiter.takeNow(READ)).toBe(true);
    await clock.pass(5 * MINUTE_MS);
    limiter.backOff("slow", null);
    expect(limiter.state().slowMs).toBe(1_000);
  });

  it("tells a process that starts then what is left, and nothing of what is over", async () => {
    const executor = started();
    executor.backOff("banned", 120_000);
    clock.wallMs -= HOUR_MS;
    await clock.pass(60_000);
    await executor.acquire(STOP);
    const flatten = started();
    expect(await flatten.acquire(STOP)).toMatchObject({ ok: false, error: { code: 418, retryAfterMs: 60_000 } });
    await clock.pass(60_000);
    expect((await flatten.acquire(STOP)).ok).toBe(true);
    executor.observe(new Map());
    expect((await started().acquire(STOP)).ok).toBe(true);
  });

  it("holds one that starts after all others are dead no longer than was asked", async () => {
    started().backOff("banned", 120_000);
    clock.wallMs -= HOUR_MS;
    await clock.pass(30 * MINUTE_MS);
    const late = started();
    expect(await late.acquire(STOP)).toMatchObject({ ok: false, error: { retryAfterMs: 120_000 } });
    await clock.pass(120_000);
    expect((await late.acquire(STOP)).ok).toBe(true);
  });
});

interface Turn {
  readonly stepMs: number;
  readonly passMs: number;
  readonly bannedMs: number | null;
  readonly restarts: boolean;
}

const turnOf: fc.Arbitrary<Turn> = fc.record({
  stepMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: -7_200, max: 7_200 }).map((seconds) => seconds * SECOND_MS),
  ),
  passMs: fc.integer({ min: 1, max: 300 }).map((seconds) => seconds * SECOND_MS),
  bannedMs: fc.option(fc.integer({ min: 1, max: 900 }).map((seconds) => seconds * SECOND_MS)),
  restarts: fc.boolean(),
});

/** Left of the longest of these bans, each counted from when this process could know of it. */
function leftOf(bans: readonly { readonly atMs: number; readonly askedMs: number }[], bornMs: number): number {
  const nowMs = clock.monotonicMs();
  return Math.max(0, ...bans.map(({ atMs, askedMs }) => Math.max(atMs, bornMs) + askedMs - nowMs));
}

it("however the wall clock is set, who was banned waits as long as was asked, and no other process longer", async () => {
  let run = 0;
  const check = async (turns: readonly Turn[]): Promise<void> => {
    const host = `host ${String((run += 1))}`;
    clock = new SteppedClock(1_790_000_040_000);
    const asked = started(host);
    let [other, bornMs] = [started(host), clock.monotonicMs()];
    const bans: { atMs: number; askedMs: number }[] = [];
    for (const { stepMs, passMs, bannedMs, restarts } of turns) {
      clock.wallMs += stepMs;
      await clock.pass(passMs);
      if (restarts) [other, bornMs] = [started(host), clock.monotonicMs()];
      if (bannedMs !== null) {
        asked.backOff("banned", bannedMs);
        bans.push({ atMs: clock.monotonicMs(), askedMs: bannedMs });
      }
      const goes = [asked.takeNow(STOP), other.takeNow(STOP)];
      expect(asked.state().bannedMs).toBe(leftOf(bans, 0));
      expect(other.state().bannedMs).toBeLessThanOrEqual(leftOf(bans, bornMs));
      expect(goes).toEqual([leftOf(bans, 0) === 0, other.state().bannedMs === 0]);
      other.observe(new Map());
    }
  };
  await fc.assert(fc.asyncProperty(fc.array(turnOf, { minLength: 1, maxLength: 12 }), check), {
    numRuns: 100,
    seed: 7,
  });
});
