import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { inTime } from "../../../../src/core/adapters/live/near-now.js";

const event = (atMs: number) => ({ type: "order.expired", atMs, clientOrderId: "a", reason: "time" }) as const;

describe("the stamp of what a venue tells of the account", () => {
  it.each([
    ["900 ms ahead of its clock is left", 1, 900, 900],
    ["an hour ahead is now", 1, 3_600_000, 0],
    ["an hour old is left", 1, -3_600_000, -3_600_000],
    ["hours ahead of a venue at 3,600 times are left: its pace is measured", 3_600, 9_000_000, 9_000_000],
    ["NaN is now", 1, Number.NaN, 0],
  ])("%s", (_what, speed, aheadMs, toldMs) => {
    const nowMs = 1_790_000_000_000;
    expect(inTime(event(nowMs + aheadMs), { nowMs: () => nowMs, speed })).toEqual(event(nowMs + toldMs));
  });

  it("stays where money is known by it", () => {
    const funding = { type: "funding.settled", atMs: 3_600_000, account: "main", symbol: "BTCUSDT", amount: dec("1") };
    expect(inTime(funding as InputEvent, { nowMs: () => 0, speed: 1 })).toBe(funding);
  });
});
