import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectUsdm } from "../../../../src/core/adapters/binance-usdm/connect.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";

let limitsDirectory: string;
beforeEach(() => {
  limitsDirectory = mkdtempSync(join(tmpdir(), "hedge-connect-"));
});
afterEach(() => {
  rmSync(limitsDirectory, { recursive: true, force: true });
});

/** Says that 900 of the weight of this minute are used, as a header of the venue at this address does. */
async function hears900(rest: string): Promise<void> {
  const endpoints = { rest, ws: rest.replace("http", "ws") };
  const { limiter } = await connectUsdm({
    ...{ endpoints, mode: "testnet", credentials: null, clock: systemClock, limitsDirectory },
  });
  limiter.observe(new Map([["x-mbx-used-weight-1m", "900"]]));
}

it.each([
  ["http://127.0.0.1:8011", "http://localhost:8011", 1],
  ["http://127.0.0.1:8011", "http://[::1]:8011", 1],
  ["http://127.0.0.1:8011", "http://127.0.0.1:8012", 2],
])("what was used at %s and at %s is kept in %i counts", async (one, other, counts) => {
  await hears900(one);
  await hears900(other);
  expect(readdirSync(limitsDirectory)).toHaveLength(counts);
});
