import { describe, expect, it } from "vitest";
import { withResilience } from "../../../../src/core/adapters/resilience/with-resilience.js";
import type { VenueGateway } from "../../../../src/core/ports/venue-gateway.js";
import { createFakeGateway, entry, REF } from "./fake-gateway.js";
import { createManualClock } from "./manual-clock.js";

const listener = { onEvent: () => undefined, onUp: () => undefined, onDown: () => undefined };
const since = { afterTradeId: null, sinceMs: 5 };
const CALLS: readonly (readonly [string, unknown, (gateway: VenueGateway) => unknown])[] = [
  ["place", entry(), (gateway) => gateway.place(entry())],
  ["cancel", REF, (gateway) => gateway.cancel(REF)],
  ["query", REF, (gateway) => gateway.query(REF)],
  ["snapshot", null, (gateway) => gateway.snapshot()],
  ["positions", null, (gateway) => gateway.positions()],
  ["trades", "BTCUSDT", (gateway) => gateway.trades("BTCUSDT", since)],
  ["income", 5, (gateway) => gateway.income(5)],
  ["modes", null, (gateway) => gateway.modes()],
  ["keyRights", null, (gateway) => gateway.keyRights()],
  ["prepareSymbol", "BTCUSDT", (gateway) => gateway.prepareSymbol("BTCUSDT", 3)],
  ["instruments", ["BTCUSDT"], (gateway) => gateway.instruments(["BTCUSDT"])],
  ["follow", listener, (gateway) => gateway.follow(listener)],
  ["close", null, (gateway) => gateway.close()],
];

describe("all four decorators around one gateway", () => {
  it.each(CALLS)("%s reaches the venue once, unchanged, and its answer comes back", async (method, subject, call) => {
    const clock = createManualClock();
    const { calls, gateway } = createFakeGateway(clock);
    const plain = await call(createFakeGateway(clock).gateway);
    const decorated = withResilience(gateway, {
      clock,
      venueClock: { sync: async () => 0 },
      timeout: { writeMs: 2_000, readMs: 5_000 },
      breaker: { failures: 5, pauseMs: 10_000 },
      clockGuard: { onHalted: () => undefined },
    });
    const answer = await call(decorated);
    expect(calls).toEqual([{ method, subject, atMs: 0 }]);
    if (method !== "follow") expect(answer).toEqual(plain);
    expect(clock.sleepers).toEqual([]);
    expect(decorated.capabilities).toBe(gateway.capabilities);
    expect(decorated.outcomeSettledMs).toBe(4_000);
  });
});
