import { describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { accountOver, closed, heardQueue } from "./account-bench.js";
import { HungVenue } from "./hung-venue.js";

const IDS = Array.from({ length: 24 }, (_, at) => `o${String(at)}`);

/** 24 orders that leave while the venue hangs for 75 s: a third rests there, a third has filled, a third never arrived. */
async function afterTheHang({ cancels = false, noneArrives = false } = {}) {
  const clock = createManualClock();
  const venue = new HungVenue(clock);
  const { queue, events, held } = heardQueue();
  const account = accountOver({ gateway: venue, queue, clock, holding: held, wallet: () => venue.wallet });
  account.start([], { agreedMs: 0, walletsAtMs: 0 });
  await clock.advance(10_000);
  venue.isHung = true;
  venue.moods = { ...venue.moods, lostFrame: 1 };
  venue.arrives = ({ clientOrderId }) => !noneArrives && Number(clientOrderId.slice(1)) % 3 !== 2;
  venue.asked.length = 0;
  for (const [at, clientOrderId] of IDS.entries()) {
    const type = at % 3 === 0 ? "limit" : "market";
    const price = type === "limit" ? dec("90") : null;
    account.broker.place(sampleRequest({ clientOrderId, type, price, qty: dec("0.1") }), 0);
    await clock.advance(100);
  }
  const cancel = (id: string): void => account.broker.cancel(id, "BTCUSDT", clock.nowMs());
  for (let atMs = 0; atMs < 75_000; atMs += 5_000) {
    if (cancels) IDS.forEach(cancel);
    await clock.advance(5_000);
  }
  venue.isHung = false;
  await clock.advance(60_000);
  const lives = IDS.map((id) =>
    events.flatMap((event) => ("clientOrderId" in event && event.clientOrderId === id ? [event.type] : [])),
  );
  return { clock, account, venue, lives, held };
}

const FOUND = [["order.acknowledged"], ["order.acknowledged", "order.filled"], ["order.absent"]] as const;

describe("24 orders whose outcome is unknown after a venue has hung for 75 s", () => {
  it("each ends in its right state, for a weight below 800 of 2,400 in the dearest minute", async () => {
    const { clock, account, venue, lives, held } = await afterTheHang();
    expect(lives).toEqual(IDS.map((_, at) => ["order.unknown", ...FOUND[at % 3]!]));
    expect([...venue.arrivals.values()]).toEqual(Array.from({ length: 16 }, () => 1));
    expect([held(), venue.position]).toEqual(["0.8", "0.8"]);
    expect(venue.dearestMinute()).toBeLessThan(800);
    await closed(clock, account);
  });

  it("none of which has arrived: all are absent, for a weight below 600 in the dearest minute", async () => {
    const { clock, account, venue, lives } = await afterTheHang({ noneArrives: true });
    expect(lives).toEqual(IDS.map(() => ["order.unknown", "order.absent"]));
    expect(venue.dearestMinute()).toBeLessThan(600);
    await closed(clock, account);
  });

  it("whose cancels are asked every 5 s: one goes out for each while it is unknown, one more for each that is found at work", async () => {
    const { clock, account, venue, lives } = await afterTheHang({ cancels: true });
    const ends = [["order.acknowledged", "order.canceled"], FOUND[1], FOUND[2]] as const;
    expect(lives).toEqual(IDS.map((_, at) => ["order.unknown", ...ends[at % 3]!]));
    expect(venue.count("cancel")).toBeLessThanOrEqual(24 + 8);
    expect(venue.dearestMinute()).toBeLessThan(800);
    await closed(clock, account);
  });
});
