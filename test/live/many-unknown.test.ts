import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { AccountLab } from "./support/account-lab.js";
import { still, StoryMarket } from "./support/story-market.js";
import { VenueLab } from "./support/venue-lab.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];

let venue: VenueLab;
let lab: AccountLab;

beforeAll(async () => {
  const { store } = new StoryMarket({ symbols: SYMBOLS, path: still, funding: "none" });
  venue = await VenueLab.open({ store, symbols: SYMBOLS, speed: 10 });
  // Many orders go wrong at once here: no circuit is to end that.
  lab = await AccountLab.open(venue, { reconcileEveryMs: 60_000, userTimes: { silenceMs: 60_000 }, failures: 1_000 });
});

afterAll(async () => {
  await lab.close();
  await venue.close();
});

it("24 orders that never arrive: each is absent, and all together look at the account once and at the positions 8 times at most", async () => {
  venue.faults.suffer({
    on: "request",
    match: { method: "POST", path: "/fapi/v1/order" },
    do: { kind: "drop", execute: "never" },
  });
  const from = venue.faults.requests.length;
  const ids = Array.from({ length: 24 }, (_, at) => lab.place({ symbol: SYMBOLS[at % 2]! }));
  for (const id of ids) await lab.told(id, "order.absent", 15_000);
  const asked = (path: string): number =>
    venue.faults.requests.slice(from).filter((line) => line.startsWith(`GET ${path} `)).length;
  // A snapshot asks for all four; 24 of them would weigh 2,160.
  expect(asked("/fapi/v3/account")).toBeLessThanOrEqual(1);
  expect(asked("/fapi/v3/positionRisk")).toBeLessThanOrEqual(8);
  expect(asked("/fapi/v1/userTrades")).toBeLessThanOrEqual(16);
  expect(ids.map((id) => [lab.lifeOf(id), lab.sent(id)])).toEqual(
    ids.map(() => [["order.unknown", "order.absent"], 1]),
  );
  venue.faults.clear();
  await lab.agree();
});
