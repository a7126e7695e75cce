import { afterEach, describe, expect, it } from "vitest";
import { RulesWatch } from "../../../../src/core/adapters/live/rules-watch.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import type { Instrument } from "../../../../src/core/domain/instrument.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { err, ok } from "../../../../src/core/lib/result.js";
import { sampleInstrument } from "../../../support/samples/instruments.js";
import { createManualClock, settle } from "../resilience/manual-clock.js";

const open: RulesWatch[] = [];

/** A watch over one symbol at a venue whose rules the test changes; `known` is what the session goes by. */
function watching(known: Partial<Instrument> = {}) {
  const clock = createManualClock();
  const told: InputEvent[] = [];
  const venue = { now: sampleInstrument(), readsAtMs: [] as number[], answers: true };
  const watch = new RulesWatch({
    account: "main",
    symbols: ["BTCUSDT"],
    gateway: {
      instruments: async () => {
        venue.readsAtMs.push(clock.nowMs());
        return venue.answers
          ? ok([venue.now])
          : err({ code: 503, reason: "down", reaction: "resend", retryAfterMs: null });
      },
    },
    clock,
    venueClock: { nowMs: () => clock.nowMs(), speed: 1 },
    known: () => sampleInstrument(known),
    tell: (event) => void told.push(event),
    onBug: (error) => {
      throw error;
    },
  });
  open.push(watch);
  watch.start();
  return { clock, told, venue, watch };
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((watch) => watch.close()));
});

describe("the watch over a venue's rules", () => {
  it("says nothing of rules that are as the session has them, however they are written, and looks every hour", async () => {
    const { clock, told, venue } = watching({ tickSize: dec("0.10") });
    await clock.advance(3_600_000);
    expect(venue.readsAtMs).toEqual([0, 3_600_000]);
    expect(told).toEqual([]);
  });

  it("tells at the first look what differs from the rules that the session goes by", async () => {
    const { told } = watching({ stepSize: dec("0.01") });
    await settle();
    expect(told).toMatchObject([{ type: "account.changed", what: "rules", detail: "stepSize 0.01 → 0.001" }]);
  });

  it("tells a change of filters and one of the listing apart, each with all that holds now, and once", async () => {
    const { clock, told, venue } = watching();
    await settle();
    const bands = { percentPriceUp: 1.1, minNotional: dec("5") };
    venue.now = sampleInstrument({ ...bands, tickSize: dec("0.5"), status: "DELISTING", delistingAtMs: 86_400_000 });
    await clock.advance(7_200_000);
    expect(told.map((event) => event.type === "account.changed" && [event.what, event.detail])).toEqual([
      ["instrument", "status DELISTING, delisting at 1970-01-02T00:00:00Z"],
      ["rules", "tickSize 0.1 → 0.5, minNotional 100 → 5, percentPriceUp 1.05 → 1.1"],
    ]);
    expect(told[1]).toMatchObject({ rules: { tickSize: "0.5", stepSize: "0.001", status: "DELISTING" } });
  });

  it("reads again when asked, 100 askers in one read, two reads at least 2 s apart, and answers after the change is told", async () => {
    const { clock, told, venue, watch } = watching();
    await clock.advance(10_000);
    venue.now = sampleInstrument({ stepSize: dec("0.01") });
    const seen: number[] = [];
    for (let asker = 0; asker < 100; asker += 1) void watch.readAgain().then(() => seen.push(told.length));
    await settle();
    expect(seen).toEqual(Array.from({ length: 100 }, () => 1));
    void watch.readAgain();
    await clock.advance(1_999);
    expect(venue.readsAtMs).toEqual([0, 10_000]);
    await clock.advance(1);
    expect(venue.readsAtMs).toEqual([0, 10_000, 12_000]);
  });

  it("lets nobody wait for a venue that gives no rules, nor after its end", async () => {
    const { clock, told, venue, watch } = watching();
    await clock.advance(5_000);
    venue.answers = false;
    await watch.readAgain();
    expect(told).toEqual([]);
    const late = watch.readAgain();
    await Promise.all([watch.close(), clock.advance(3_000)]);
    await late;
    await watch.readAgain();
    expect(venue.readsAtMs).toEqual([0, 5_000]);
  });
});
