import { expect, it } from "vitest";
import { AskedVenueClock } from "../../../../src/core/adapters/ccxt/venue-clock.js";
import { keepTime } from "../../../../src/core/adapters/live/keep-time.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import { HOUR_MS, MINUTE_MS } from "../../../../src/core/lib/time.js";
import { SteppedClock } from "../binance-usdm/support/stepped-clock.js";

const DOWN = { code: 0, reason: "the line is down", reaction: "resend", retryAfterMs: null } as const;

/** A machine whose quartz goes 50 ppm slow beside the venue's, which answers 60 ms later; or not at all. */
function drifting() {
  const clock = new SteppedClock(0);
  const line = { isUp: true, asked: 0 };
  const venueMs = (): number => clock.monotonicMs() * (1 + 50e-6);
  const ask = async () => {
    line.asked += 1;
    await clock.sleep(30);
    const told = venueMs();
    await clock.sleep(30);
    return line.isUp ? ok(told) : err(DOWN);
  };
  const venueClock = new AskedVenueClock({ clock, ask, mayRunFast: false });
  const stop = new AbortController();
  const offMs = (): number => Math.abs(venueClock.nowMs() - venueMs());
  return { clock, line, venueClock, stop, offMs };
}

it("an hour after the start the session's clock is at most 16 ms off; without being set it is 180 ms off", async () => {
  const [kept, left] = [drifting(), drifting()];
  for (const { clock, venueClock } of [kept, left]) {
    const set = venueClock.sync();
    await clock.pass(1_000);
    await set;
  }
  const keeping = keepTime(kept, kept.stop.signal);
  for (const { clock } of [kept, left]) await clock.pass(HOUR_MS);
  expect(kept.offMs()).toBeLessThanOrEqual(16);
  expect(left.offMs()).toBeGreaterThan(175);
  expect(kept.line.asked).toBe(3 + 11 * 3);
  kept.stop.abort();
  await keeping;
});

it("goes on as it was while nobody answers, asks again 5 minutes later, and not after the signal", async () => {
  const { clock, line, venueClock, stop, offMs } = drifting();
  const set = venueClock.sync();
  await clock.pass(1_000);
  await set;
  line.isUp = false;
  const keeping = keepTime({ clock, venueClock }, stop.signal);
  await clock.pass(6 * MINUTE_MS);
  expect([line.asked, Math.round(offMs())]).toEqual([6, 18]);
  line.isUp = true;
  await clock.pass(5 * MINUTE_MS);
  expect(line.asked).toBe(9);
  expect(offMs()).toBeLessThanOrEqual(16);
  stop.abort();
  await keeping;
  await clock.pass(HOUR_MS);
  expect(line.asked).toBe(9);
});
