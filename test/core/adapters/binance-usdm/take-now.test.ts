import { expect, it } from "vitest";
import { type CallCost, type Priority, RateLimiter } from "../../../../src/core/adapters/binance-usdm/rate-limiter.js";
import { SteppedClock } from "./support/stepped-clock.js";

const weigh = (weight: number, priority: Priority): CallCost => ({ weight, orders: 0, priority });
const orders = (count: number, priority: Priority): CallCost => ({ weight: 0, orders: count, priority });

it("a call that may go at once is counted like one that waited, and is none where there is no room, somebody waits, or the address is banned", async () => {
  const clock = new SteppedClock(1_790_000_040_000);
  const limits = { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 };
  const limiter = new RateLimiter({ clock, limits, shared: null, accountTag: "a" });
  expect(limiter.takeNow({ weight: 90, orders: 8, priority: "order" })).toBe(true);
  expect(limiter.state()).toMatchObject({ weight: 90, orders: 8 });
  expect(limiter.takeNow(weigh(1, "order"))).toBe(false);
  expect(limiter.takeNow(orders(1, "order"))).toBe(false);
  expect(limiter.takeNow(orders(2, "protective"))).toBe(true);
  expect(limiter.takeNow(orders(1, "protective"))).toBe(false);
  expect(limiter.state()).toMatchObject({ weight: 90, orders: 10 });
  let waitedMs: number | null = null;
  const waiting = limiter.acquire(weigh(1, "market")).then((answer) => {
    waitedMs = clock.nowMs() - 1_790_000_040_000;
    return answer;
  });
  await clock.pass(0);
  // Whose turn it is, where somebody waits, is not for it to say.
  expect([waitedMs, limiter.takeNow(weigh(1, "protective"))]).toEqual([null, false]);
  await clock.pass(60_000);
  expect([(await waiting).ok, waitedMs]).toEqual([true, 60_000]);
  expect(limiter.takeNow(weigh(1, "protective"))).toBe(true);
  limiter.backOff("banned", 60_000);
  expect(limiter.takeNow(weigh(1, "protective"))).toBe(false);
});

it("a stop goes at once while a query waits 4 s for weight, and behind an earlier stop that waits for the count of orders", async () => {
  const startMs = 1_790_000_040_000 + 56_000;
  const clock = new SteppedClock(startMs);
  const limits = { weightPerMinute: 100, ordersPerTenSeconds: 2, ordersPerMinute: 20 };
  const limiter = new RateLimiter({ clock, limits, shared: null, accountTag: "a" });
  expect(limiter.takeNow(weigh(100, "protective"))).toBe(true);
  const waitedMs: Record<string, number> = {};
  const wait = async (name: string, cost: CallCost): Promise<void> => {
    await limiter.acquire(cost);
    waitedMs[name] = clock.nowMs() - startMs;
  };
  const all = [wait("query", weigh(5, "protective")), wait("stop", orders(1, "protective"))];
  await clock.pass(0);
  expect(waitedMs).toEqual({ stop: 0 });
  expect(limiter.takeNow(orders(1, "protective"))).toBe(true);
  all.push(wait("third", orders(1, "protective")), wait("fourth", orders(1, "protective")));
  await clock.pass(0);
  expect(limiter.takeNow(orders(1, "protective"))).toBe(false);
  await clock.pass(5_000);
  await Promise.all(all);
  expect(waitedMs["query"]).toBe(4_000);
  expect(waitedMs["third"]).toBeLessThanOrEqual(waitedMs["fourth"]!);
  expect(waitedMs["third"]).toBeGreaterThanOrEqual(4_000);
});
