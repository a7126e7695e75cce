import { describe, expect, it } from "vitest";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { accountOver, closed, heardQueue } from "./account-bench.js";
import { FINE, MoodyVenue } from "./moody-venue.js";

const STOP = sampleRequest({
  ...{ clientOrderId: "stop1", side: "sell", type: "limit", qty: dec("0.5"), price: dec("110") },
  ...{ reduceOnly: true, timeInForce: "GTC" },
});
const ENTRY = sampleRequest({ clientOrderId: "m1", type: "market", qty: dec("0.5") });

/** An account at a venue whose lists and queries of orders are 2 s late once it lags. */
async function open() {
  const clock = createManualClock();
  const moods = { ...FINE };
  const venue = new MoodyVenue(clock, createRng("lag"), moods);
  const { queue, events, held } = heardQueue();
  const account = accountOver({ gateway: venue, queue, clock, holding: held, wallet: () => venue.wallet });
  account.start([], { agreedMs: 0, walletsAtMs: 0 });
  await clock.advance(3_000);
  const lifeOf = (id: string): readonly string[] =>
    events.flatMap((event) => ("clientOrderId" in event && event.clientOrderId === id ? [event.type] : []));
  const reports = () => events.filter((event) => event.type === "venue.reported");
  const place = (request: OrderRequest): void => account.broker.place(request, clock.nowMs());
  return { clock, moods, venue, account, events, lifeOf, reports, place };
}

describe("a venue whose lists and queries are 2 s behind its acknowledgements", () => {
  it("a stop that a look 0.5 s after its acknowledgement misses is not gone: no word of an end, and the next report has it", async () => {
    const { clock, moods, account, lifeOf, reports, place } = await open();
    moods.laggingRead = 1;
    place(STOP);
    await clock.advance(500);
    account.compareSoon();
    await clock.advance(20_000);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged"]);
    expect(reports().at(-1)?.openOrders).toEqual(["stop1"]);
    expect(
      reports()
        .slice(1)
        .every(({ openOrders }) => openOrders.includes("stop1")),
    ).toBe(true);
    await closed(clock, account);
  });

  it("a market order whose fill nobody told is found by its id, its trade booked, never told as canceled", async () => {
    const { clock, moods, account, lifeOf, place } = await open();
    Object.assign(moods, { laggingRead: 1, laggingList: 1, lostFrame: 1 });
    place(ENTRY);
    await clock.advance(20_000);
    expect(lifeOf("m1")).toEqual(["order.acknowledged", "order.filled"]);
    await closed(clock, account);
  });

  it("a cancel that is answered with -2011 right after the acknowledgement proves nothing while the query lags", async () => {
    const { clock, moods, venue, account, lifeOf, place } = await open();
    moods.laggingRead = 1;
    const cancel = venue.cancel.bind(venue);
    venue.cancel = async () => {
      venue.cancel = cancel;
      return { kind: "refused", code: -2011, reason: "Unknown order sent.", reaction: "reconcile", retryAfterMs: null };
    };
    place(STOP);
    await clock.advance(600);
    account.broker.cancel("stop1", "BTCUSDT", clock.nowMs());
    await clock.advance(20_000);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged", "cancel.rejected"]);
    await closed(clock, account);
  });

  it("an order that has ended, and that the list still has, is no order of the report", async () => {
    const { clock, moods, account, lifeOf, reports, place } = await open();
    place(STOP);
    await clock.advance(5_000);
    moods.laggingRead = 1;
    account.broker.cancel("stop1", "BTCUSDT", clock.nowMs());
    await clock.advance(500);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged", "order.canceled"]);
    const before = reports().length;
    account.compareSoon();
    await clock.advance(10_000);
    const after = reports().slice(before);
    expect(after.length).toBeGreaterThan(0);
    expect(after.map(({ openOrders }) => openOrders)).toEqual(after.map(() => []));
    await closed(clock, account);
  });
});

describe("a stop that was acknowledged and that the venue never knows again", () => {
  it("is told as canceled past the settling time of 5 s, once trades and position agree, and not before", async () => {
    const { clock, venue, account, lifeOf, reports, place } = await open();
    venue.place = async () => ({ kind: "accepted", venueOrderId: "77", atMs: clock.nowMs() });
    place(STOP);
    await clock.advance(500);
    account.compareSoon();
    await clock.advance(4_400);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged"]);
    await clock.advance(8_000);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged", "order.canceled"]);
    expect(reports().at(-1)?.openOrders).toEqual([]);
    await closed(clock, account);
  });

  it("stays in the books while the position differs from them: the report says so, and nothing is decided anew", async () => {
    const { clock, venue, account, lifeOf, reports, place } = await open();
    venue.place = async () => ({ kind: "accepted", venueOrderId: "77", atMs: clock.nowMs() });
    venue.position = dec("0.2");
    place(STOP);
    await clock.advance(500);
    account.compareSoon();
    await clock.advance(20_000);
    expect(lifeOf("stop1")).toEqual(["order.acknowledged"]);
    expect(reports().at(-1)).toMatchObject({ positions: { "main:BTCUSDT": "0.2" }, openOrders: [] });
    await closed(clock, account);
  });
});
