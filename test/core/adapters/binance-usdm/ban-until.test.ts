import { afterEach, beforeEach, expect, it } from "vitest";
import { createUsdmClient } from "../../../../src/core/adapters/binance-usdm/client.js";
import { createHostGuard } from "../../../../src/core/adapters/binance-usdm/host-guard.js";
import { RateLimiter } from "../../../../src/core/adapters/binance-usdm/rate-limiter.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { LoopbackVenue } from "./support/loopback-venue.js";

const LIMITS = { weightPerMinute: 100, ordersPerTenSeconds: 10, ordersPerMinute: 20 };
const BANNED = { code: -1003, msg: "Way too much request weight used; IP banned until 1790000120000." };

let venue: LoopbackVenue;
beforeEach(async () => {
  venue = await LoopbackVenue.open();
});
afterEach(() => venue.close());

it("a ban until an instant lasts the 2 minutes that it is away by the venue's time, whatever the wall clock says", async () => {
  const guard = createHostGuard({ rest: venue.origin, ws: venue.origin.replace("http", "ws") }, "testnet");
  const limiter = new RateLimiter({ clock: systemClock, limits: LIMITS, shared: null, accountTag: "a" });
  const client = await createUsdmClient({
    ...{ guard, limiter, credentials: null, clock: systemClock },
    ...{ nowMs: () => Date.now(), banNowMs: () => 1_790_000_000_000 },
    ...{ recvWindowMs: 3_000, writeTimeoutMs: 5_000, readTimeoutMs: 5_000 },
  });
  venue.on("GET /fapi/v1/time", { status: 418, body: BANNED });
  expect(await client.call("time", {}, "protective")).toMatchObject({ ok: false, error: { retryAfterMs: 120_000 } });
  expect(limiter.state().bannedMs).toBeGreaterThan(60_000);
  expect(limiter.state().bannedMs).toBeLessThanOrEqual(120_000);
  await client.close();
});
