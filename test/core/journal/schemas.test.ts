import { describe, expect, it } from "vitest";
import type { EventBody, JournalEvent } from "../../../src/core/domain/event.js";
import { decodeLine, encodeLine, GENESIS_HASH } from "../../../src/core/journal/codec.js";
import { eventProblem } from "../../../src/core/journal/schemas.js";
import { venueRulesOf } from "../../../src/core/domain/venue-rules.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { eventSamples, sampleEvents } from "./event-samples.js";

function decoded(event: EventBody): JournalEvent {
  const { line } = encodeLine(event, { seq: 1, mode: "paper", correlationId: "c1" }, GENESIS_HASH);
  return decodeLine(line, 1, GENESIS_HASH);
}

const withMember = (event: EventBody, change: object): JournalEvent => ({ ...decoded(event), ...change });

describe("event schemas", () => {
  it.each(sampleEvents.map((event) => [event.type, event] as const))("take a %s event as it is", (_type, event) => {
    expect(eventProblem(decoded(event))).toBeNull();
  });

  it.each(sampleEvents.map((event) => [event.type, event] as const))(
    "miss each member of %s that is gone",
    (type, event) => {
      for (const key of Object.keys(event)) {
        if (key === "type" || key === "config") continue;
        const { [key as "type"]: _gone, ...rest } = decoded(event);
        expect(eventProblem(rest as JournalEvent)).toContain(`${type}: ${key} is nothing`);
      }
    },
  );

  it("take the rules that hold after a change, as a whole or not at all", () => {
    const rules = venueRulesOf(sampleInstrument({ stepSize: dec("0.01") }));
    const change = { ...eventSamples["account.changed"], what: "rules" };
    expect(eventProblem(withMember(eventSamples["account.changed"], { ...change, rules }))).toBeNull();
    const { minQty: _gone, ...rest } = rules;
    const problem = eventProblem(withMember(eventSamples["account.changed"], { ...change, rules: rest }));
    expect(problem).toContain("account.changed: rules.minQty is nothing");
  });

  it("name a member that nobody knows", () => {
    const problem = eventProblem(withMember(eventSamples["clock.advanced"], { drift: 1 }));
    expect(problem).toBe('clock.advanced: Unrecognized key: "drift"');
  });

  it("name an unknown type, version and mode", () => {
    expect(eventProblem(withMember(eventSamples["clock.advanced"], { type: "toString" }))).toBe(
      'unknown event type "toString"',
    );
    expect(eventProblem(withMember(eventSamples["clock.advanced"], { v: 2 }))).toContain("v is 2");
    expect(eventProblem(withMember(eventSamples["clock.advanced"], { mode: "live" }))).toContain('mode is "live"');
  });

  it("name the path and the value deep inside: a number where a decimal in quotes belongs", () => {
    const [order] = eventSamples["cycle.decided"].orders;
    const request = { ...order!.request, qty: 0.012 };
    const problem = eventProblem(withMember(eventSamples["cycle.decided"], { orders: [{ ...order, request }] }));
    expect(problem).toBe("cycle.decided: orders.0.request.qty is 0.012: expected a plain decimal in quotes");
  });

  it.each(["1e-7", "NaN", "01", "1.", ".5", "+1", " 1", "1 ", "", "-"])("take no %j for a decimal", (amount) => {
    expect(eventProblem(withMember(eventSamples["funding.settled"], { amount }))).toContain("amount is");
  });

  it("take the digits of an exact product, more than any venue sends", () => {
    const nav = "100000.12345678901234567890123456";
    expect(eventProblem(withMember(eventSamples["cycle.decided"], { nav }))).toBeNull();
  });

  it("take no client order id that a venue would refuse", () => {
    const order = eventSamples["order.intended"].order;
    for (const clientOrderId of ["", "a".repeat(33), "a-b", "ä"]) {
      const request = { ...order.request, clientOrderId };
      expect(eventProblem(withMember(eventSamples["order.intended"], { order: { ...order, request } }))).toContain(
        "order.request.clientOrderId",
      );
    }
  });
});
