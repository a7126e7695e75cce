import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { QueryOutcome } from "../../../../src/core/ports/venue-gateway.js";
import { sampleRequest } from "../../../support/samples/orders.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { openAccount } from "./told-venue.js";

const STOP = sampleRequest({
  ...{ clientOrderId: "stop1", side: "sell", type: "stop_market", qty: dec("0.5") },
  ...{ triggerPrice: dec("90"), reduceOnly: true, timeInForce: "GTC", workingType: "mark" },
});

const typesOf = (events: readonly InputEvent[], id: string): readonly string[] =>
  events.flatMap((event) => ("clientOrderId" in event && event.clientOrderId === id ? [event.type] : []));

/** An account whose stop works; the next look at everything is 20 s away. */
async function withStop() {
  const clock = createManualClock();
  const at = openAccount(clock);
  at.account.start([], { agreedMs: 0, walletsAtMs: 0 });
  await clock.advance(3_000);
  at.account.broker.place(STOP, 0);
  await clock.advance(1_000);
  expect(typesOf(at.events, "stop1")).toEqual(["order.acknowledged"]);
  const reports = (): number => at.events.filter(({ type }) => type === "venue.reported").length;
  const trigger = (): void => {
    at.venue.trigger(["0.3", "0.2"]);
    at.venue.heard?.onEvent({ type: "order.triggered", atMs: clock.nowMs(), clientOrderId: "stop1" });
  };
  return { ...at, clock, reports, trigger };
}

describe("a stop of 0.5 that has triggered and whose fills nobody tells", () => {
  it("is asked for by its id 1 s later: both trades are booked once, long before the next look", async () => {
    const { clock, account, events, reports, trigger } = await withStop();
    const before = reports();
    trigger();
    await clock.advance(2_000);
    const life = ["order.acknowledged", "order.triggered", "order.filled", "order.filled"];
    expect([typesOf(events, "stop1"), reports()]).toEqual([life, before]);
    await clock.advance(60_000);
    expect(typesOf(events, "stop1")).toEqual(life);
    await account.close();
  });

  it("is asked for with pauses from 0.25 s to 5 s while the venue does not answer, and never sent again", async () => {
    const { clock, account, venue, events, trigger } = await withStop();
    const askedMs: number[] = [];
    const answer = venue.query.bind(venue);
    let isDown = true;
    venue.query = async (): Promise<QueryOutcome> => {
      askedMs.push(clock.nowMs());
      return isDown ? { kind: "unknown", reason: "time-out" } : answer();
    };
    const triggeredAtMs = clock.nowMs();
    trigger();
    await clock.advance(9_000);
    expect(askedMs.map((atMs) => atMs - triggeredAtMs)).toEqual([1_000, 1_250, 1_750, 2_750, 4_750, 8_750]);
    isDown = false;
    await clock.advance(6_000);
    expect(typesOf(events, "stop1").filter((type) => type === "order.filled")).toHaveLength(2);
    expect(venue.arrivals.get("stop1")).toBe(1);
    await account.close();
  });
});

describe("a market order that was acknowledged and that the venue knows no more", () => {
  it("is judged by one look at everything, asked for at once", async () => {
    const clock = createManualClock();
    const { venue, account, events } = openAccount(clock);
    account.start([], { agreedMs: 0, walletsAtMs: 0 });
    await clock.advance(3_000);
    const reports = (): number => events.filter(({ type }) => type === "venue.reported").length;
    const before = reports();
    venue.place = async () => ({ kind: "accepted", venueOrderId: "77", atMs: clock.nowMs() });
    account.broker.place(sampleRequest({ clientOrderId: "m1", type: "market", qty: dec("0.5") }), 0);
    await clock.advance(6_000);
    expect(typesOf(events, "m1")).toEqual(["order.acknowledged", "order.canceled"]);
    expect(reports()).toBe(before + 1);
    await account.close();
  });
});
