import { describe, expect, it } from "vitest";
import { AskedVenueClock } from "../../../../src/core/adapters/ccxt/venue-clock.js";
import type { Clock } from "../../../../src/core/lib/clock.js";
import { err, ok, type Result } from "../../../../src/core/lib/result.js";
import type { VenueRefusal } from "../../../../src/core/ports/venue-gateway.js";

const DOWN: VenueRefusal = { code: 0, reason: "the line is down", reaction: "resend", retryAfterMs: null };

/** Wall and monotonic time that pass in sleeps and in round trips. */
class SteppedClock implements Clock {
  monoMs = 500;
  wallOffsetMs = 1_790_000_000_000;
  nowMs = (): number => Math.floor(this.wallOffsetMs + this.monoMs);
  monotonicMs = (): number => this.monoMs;
  async sleep(durationMs: number): Promise<void> {
    this.monoMs += durationMs;
  }
}

interface Trips {
  readonly tripsMs: readonly (number | null)[];
  /** Part of the round trip that the way there takes. */
  readonly wayThere: number;
}

/** A venue that answers half way through each round trip; `null` for no answer. */
function venueAt(clock: SteppedClock, tripsMs: Trips["tripsMs"], venueMs: (monoMs: number) => number) {
  return unevenVenueAt(clock, { tripsMs, wayThere: 0.5 }, venueMs);
}

function unevenVenueAt(clock: SteppedClock, { tripsMs, wayThere }: Trips, venueMs: (monoMs: number) => number) {
  const asked: number[] = [];
  const ask = async (): Promise<Result<number, VenueRefusal>> => {
    const tripMs = tripsMs[asked.length % tripsMs.length] ?? null;
    asked.push(clock.monoMs);
    if (tripMs === null) return err(DOWN);
    clock.monoMs += tripMs * wayThere;
    const answer = Math.floor(venueMs(clock.monoMs));
    clock.monoMs += tripMs * (1 - wayThere);
    return ok(answer);
  };
  return { ask, asked };
}

describe("the venue's clock", () => {
  it("is the wall clock before the first answer and where none comes", async () => {
    const clock = new SteppedClock();
    const venueClock = new AskedVenueClock({ clock, mayRunFast: false, ...venueAt(clock, [null], () => 0) });
    expect(await venueClock.sync()).toBeNull();
    expect(venueClock.trouble).toEqual(DOWN);
    expect(venueClock.nowMs()).toBe(clock.nowMs());
    expect(venueClock.speed).toBe(1);
  });

  it("finds that we are 700 ms behind by the shortest of 3 round trips: 400, 20 and 90 ms", async () => {
    const clock = new SteppedClock();
    const ahead = (monoMs: number): number => clock.wallOffsetMs + monoMs + 700;
    const venue = venueAt(clock, [400, 20, 90], ahead);
    const venueClock = new AskedVenueClock({ clock, mayRunFast: false, ask: venue.ask });
    expect(await venueClock.sync()).toBe(700);
    expect(venue.asked).toHaveLength(3);
    clock.monoMs += 60_000;
    clock.wallOffsetMs += 3_600_000;
    expect(venueClock.nowMs()).toBe(1_790_000_000_000 + clock.monoMs + 700);
  });

  it("errs by 6 ms where the way there takes 80 % of the shortest trip of 20 ms, not by the 120 ms of the first", async () => {
    const clock = new SteppedClock();
    const trips = { tripsMs: [400, 20, 90], wayThere: 0.8 };
    const venue = unevenVenueAt(clock, trips, (monoMs) => clock.wallOffsetMs + monoMs + 700);
    const venueClock = new AskedVenueClock({ clock, mayRunFast: false, ask: venue.ask });
    expect(await venueClock.sync()).toBe(706);
  });

  it("goes by two answers where the third is lost", async () => {
    const clock = new SteppedClock();
    const ask = venueAt(clock, [null, 40, 60], (monoMs) => clock.wallOffsetMs + monoMs - 250).ask;
    const venueClock = new AskedVenueClock({ clock, mayRunFast: false, ask });
    expect([await venueClock.sync(), venueClock.trouble]).toEqual([-250, null]);
  });

  it("measures a paper venue that runs 600 times as fast, and better over a minute than over 300 ms", async () => {
    const clock = new SteppedClock();
    const ask = venueAt(clock, [3, 2, 4], (monoMs) => 1_600_000_000_000 + 600 * monoMs).ask;
    const venueClock = new AskedVenueClock({ clock, mayRunFast: true, ask });
    await venueClock.sync();
    expect(Math.abs(venueClock.speed - 600)).toBeLessThan(1);
    await clock.sleep(60_000);
    await venueClock.sync();
    expect(Math.abs(venueClock.speed - 600)).toBeLessThan(0.01);
    await clock.sleep(10_000);
    expect(Math.abs(venueClock.nowMs() - (1_600_000_000_000 + 600 * clock.monoMs))).toBeLessThan(700);
  });

  it("starts its measurement anew when the venue is started again at another speed", async () => {
    const clock = new SteppedClock();
    let speed = 600;
    const ask = venueAt(clock, [2], (monoMs) => 1_600_000_000_000 + speed * monoMs).ask;
    const venueClock = new AskedVenueClock({ clock, mayRunFast: true, ask });
    await venueClock.sync();
    speed = 60;
    await clock.sleep(5_000);
    await venueClock.sync();
    expect(Math.abs(venueClock.speed - 60)).toBeLessThan(0.5);
  });

  it.each([0.85, 1, 1.15])("takes a measured speed of %d as 1", async (measured) => {
    const clock = new SteppedClock();
    const ask = venueAt(clock, [2], (monoMs) => 1_600_000_000_000 + measured * monoMs).ask;
    const venueClock = new AskedVenueClock({ clock, mayRunFast: true, ask });
    await venueClock.sync();
    expect(venueClock.speed).toBe(1);
  });

  it("never believes a real venue to run fast, however its round trips jump", async () => {
    const clock = new SteppedClock();
    const ask = venueAt(clock, [900, 900, 900, 2, 2, 2], (monoMs) => clock.wallOffsetMs + monoMs * 1.5).ask;
    const venueClock = new AskedVenueClock({ clock, mayRunFast: false, ask });
    await venueClock.sync();
    expect(venueClock.speed).toBe(1);
  });

  /** A real venue whose time is `aheadMs` before the wall clock's, and can be set otherwise. */
  function setVenue() {
    const clock = new SteppedClock();
    const said = { aheadMs: 0 };
    const ask = venueAt(clock, [20], (monoMs) => 1_790_000_000_000 + monoMs + said.aheadMs).ask;
    return { clock, said, venueClock: new AskedVenueClock({ clock, mayRunFast: false, ask }) };
  }

  it("does not go an hour ahead by answers of 40 s, says why, and takes it as true that the venue tells the old time again", async () => {
    const { clock, said, venueClock } = setVenue();
    expect(await venueClock.sync()).toBe(0);
    said.aheadMs = 3_600_000;
    for (let asked = 0; asked < 5; asked += 1) {
      expect(await venueClock.sync()).toBeNull();
      expect(venueClock.trouble?.reason).toMatch(/^the venue's time went 36000\d\d ms in one step/);
      clock.monoMs += 10_000;
    }
    expect(venueClock.nowMs() - clock.nowMs()).toBe(0);
    said.aheadMs = 5;
    expect([await venueClock.sync(), venueClock.trouble]).toEqual([5, null]);
    // What was doubted is forgotten: the minute begins anew.
    said.aheadMs = 3_600_000;
    clock.monoMs += 60_000;
    expect(await venueClock.sync()).toBeNull();
  });

  it("follows a venue that has told a time 10 s behind for a minute", async () => {
    const { clock, said, venueClock } = setVenue();
    await venueClock.sync();
    said.aheadMs = -10_000;
    expect(await venueClock.sync()).toBeNull();
    clock.monoMs += 60_000;
    expect(await venueClock.sync()).toBe(-10_000);
  });

  it("takes an hour at once where the wall clock has it too: the machine slept, and its monotonic clock with it", async () => {
    const { clock, said, venueClock } = setVenue();
    await venueClock.sync();
    said.aheadMs = 3_600_000;
    clock.wallOffsetMs += 3_600_000;
    expect(await venueClock.sync()).toBe(0);
  });
});
