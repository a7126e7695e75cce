import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RateLimiter } from "../../../../src/core/adapters/binance-usdm/rate-limiter.js";
import { SharedUsage } from "../../../../src/core/adapters/binance-usdm/shared-usage.js";
import { SteppedClock } from "./support/stepped-clock.js";

const LIMITS = { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 };

let clock: SteppedClock;
let directory: string;

beforeEach(() => {
  // A whole minute.
  clock = new SteppedClock(1_790_000_040_000);
  directory = mkdtempSync(join(tmpdir(), "hedge-limits-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

function counting(shared: SharedUsage | null = null) {
  const told: unknown[] = [];
  const onOrders = (counted: unknown): void => {
    told.push(counted);
  };
  return { told, limiter: new RateLimiter({ clock, limits: LIMITS, shared, accountTag: "a", onOrders }) };
}

const counted = (tenSeconds: number, minute: number): ReadonlyMap<string, string> =>
  new Map([
    ["x-mbx-order-count-10s", String(tenSeconds)],
    ["x-mbx-order-count-1m", String(minute)],
  ]);

describe("the count of orders that decisions hear of", () => {
  it("is told from half of a limit on, at each further step, and anew in the next window", async () => {
    const { told, limiter } = counting();
    limiter.observe(counted(9, 9));
    expect(told).toEqual([]);
    expect(limiter.orderLimits()).toBeNull();
    limiter.setLimits({ ...LIMITS, ordersPerTenSeconds: 100, ordersPerMinute: 400 });
    expect(limiter.orderLimits()).toEqual({ tenSeconds: 100, minute: 400 });
    for (const count of [49, 50, 54, 55]) limiter.observe(counted(count, count));
    expect(told).toEqual([
      { tenSeconds: 50, minute: 50 },
      { tenSeconds: 55, minute: 55 },
    ]);
    await clock.pass(10_000);
    limiter.observe(counted(51, 120));
    limiter.observe(counted(51, 200));
    expect(told.slice(2)).toEqual([
      { tenSeconds: 51, minute: 120 },
      { tenSeconds: 51, minute: 200 },
    ]);
  });

  it("is told when another process of the machine has used it up, as soon as its figures are read", async () => {
    const { told, limiter } = counting(new SharedUsage(directory, "host"));
    limiter.setLimits(LIMITS);
    counting(new SharedUsage(directory, "host")).limiter.observe(counted(6, 6));
    await clock.pass(1_000);
    await limiter.acquire({ weight: 1, orders: 0, priority: "account" });
    expect(told).toEqual([{ tenSeconds: 6, minute: 6 }]);
  });
});
