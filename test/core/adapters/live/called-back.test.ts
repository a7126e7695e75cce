import { describe, expect, it } from "vitest";
import { withResilience } from "../../../../src/core/adapters/resilience/with-resilience.js";
import { createFakeGateway, busy, entry, reducing, type Answer } from "../resilience/fake-gateway.js";
import { createManualClock } from "../resilience/manual-clock.js";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { ok } from "../../../../src/core/lib/result.js";
import { accountOver } from "./account-bench.js";

/** An account at a venue that answers from a list, behind all decorators; `halt` is what an engine would say. */
function open(answers: readonly Answer[], armMs = 0) {
  const clock = createManualClock();
  const { calls, gateway } = createFakeGateway(clock, [...answers]);
  const deadManSwitch = async () => {
    await clock.sleep(armMs);
    return ok(null);
  };
  const resilient = withResilience(
    { ...gateway, deadManSwitch },
    {
      clock,
      venueClock: { sync: async () => 0 },
      timeout: { writeMs: 5_000, readMs: 60_000 },
      breaker: { failures: 100, pauseMs: 10_000 },
      clockGuard: { onHalted: () => undefined },
    },
  );
  const queue = new InputQueue();
  const told: string[] = [];
  queue.push = (event: InputEvent) => {
    if ("clientOrderId" in event) told.push(`${String(clock.nowMs())} ${event.type}`);
  };
  let refusal: string | null = null;
  const account = accountOver({
    gateway: resilient,
    queue,
    clock,
    mayNotLeave: { order: ({ reduceOnly }) => (reduceOnly ? null : refusal), change: () => refusal },
  });
  const placed = (): number => calls.filter(({ method }) => method === "place").length;
  const canceled = (): number => calls.filter(({ method }) => method === "cancel").length;
  return { clock, account, told, placed, canceled, halt: () => (refusal = "not sent: trading is HALTED") };
}

const resting = { ...entry(), postOnly: true, timeInForce: "GTX", expireAtMs: 30_000 } as const;

describe("an order that has not left yet", () => {
  it("is canceled at once, with no word to the venue, when its cancel comes 100 ms into the back-off", async () => {
    const { clock, account, told, placed, canceled } = open([busy]);
    account.broker.place(entry(), 0);
    await clock.advance(100);
    account.broker.cancel("a1", "BTCUSDT", 100);
    await clock.advance(10_000);
    expect([told, placed(), canceled()]).toEqual([["100 order.canceled"], 1, 0]);
  });

  it("is rejected where trading was halted in its back-off, and one that reduces goes out again at 200 ms", async () => {
    const { clock, account, told, placed, halt } = open([busy, busy]);
    account.broker.place(entry(), 0);
    account.broker.place(reducing(), 0);
    await clock.advance(100);
    halt();
    await clock.advance(10_000);
    expect(told.toSorted()).toEqual(["200 order.acknowledged", "200 order.rejected"]);
    expect(placed()).toBe(3);
  });

  it.each([
    ["a halt", true, "2000 order.rejected"],
    ["its cancel", false, "500 order.canceled"],
  ])(
    "never leaves where %s comes while the dead-man's switch is set, which takes 2 s",
    async (_what, isHalt, wanted) => {
      const { clock, account, told, placed, canceled, halt } = open([], 2_000);
      account.broker.place(resting, 0);
      await clock.advance(500);
      if (isHalt) halt();
      else account.broker.cancel("a1", "BTCUSDT", 500);
      await clock.advance(10_000);
      expect([told, placed(), canceled()]).toEqual([[wanted], 0, 0]);
    },
  );

  it("is asked after, not taken for absent, where its cancel came while a try was out that nobody answered", async () => {
    const { clock, account, told, placed } = open([busy, "silent"]);
    account.broker.place(entry(), 0);
    await clock.advance(300);
    account.broker.cancel("a1", "BTCUSDT", 300);
    await clock.advance(6_000);
    // The cancel of this venue is a yes; what matters is that no third try followed.
    expect(placed()).toBe(2);
    expect(told).toEqual(["300 order.canceled"]);
  });
});
