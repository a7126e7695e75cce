import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
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
  lab = await AccountLab.open(venue, { reconcileEveryMs: 60_000, userTimes: { silenceMs: 60_000 } });
});

afterEach(async () => {
  venue.faults.clear();
  await lab.flat();
});

afterAll(async () => {
  await lab.close();
  await venue.close();
});

/** The next question of this kind is answered as by somebody who has not heard of the newest order yet. */
function lags(path: string, answers: number, deed: object) {
  return venue.faults.suffer({ on: "request", match: { method: "GET", path }, when: { times: answers }, do: deed });
}

const NONE = { kind: "raw_answer", status: 200, body: "[]", execute: "never" };
const UNKNOWN = { kind: "answer", code: -2013, execute: "never" };

describe("lists and queries that are behind what the venue has just acknowledged", () => {
  it("a stop that one list and three queries do not know is not gone: it works on, and no report differs", async () => {
    await lab.told(lab.place(), "order.filled");
    const faults = [lags("/fapi/v1/openAlgoOrders", 1, NONE), lags("/fapi/v1/algoOrder", 3, UNKNOWN)];
    const stop = lab.placeStop();
    await lab.told(stop, "order.acknowledged");
    await lab.agree();
    expect(faults.map((fault) => fault.fired())).toEqual([1, 3]);
    expect([lab.lifeOf(stop), lab.sent(stop)]).toEqual([["order.acknowledged"], 1]);
    lab.cancel(stop);
    await lab.told(stop, "order.canceled");
  });

  it("a market order whose fill was lost, and that three queries do not know, is filled in the books, never canceled", async () => {
    for (const frame of ["ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"])
      venue.faults.suffer({ on: "frame", match: { route: "private", frame }, do: { kind: "drop" } });
    const queries = lags("/fapi/v1/order", 3, UNKNOWN);
    const entry = lab.place();
    await lab.told(entry, "order.filled", 10_000);
    await lab.agree();
    expect(queries.fired()).toBe(3);
    expect([lab.lifeOf(entry), lab.sent(entry)]).toEqual([["order.acknowledged", "order.filled"], 1]);
  });
});
