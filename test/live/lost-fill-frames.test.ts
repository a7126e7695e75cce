import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { dec } from "../../src/core/lib/decimal.js";
import { AccountLab } from "./support/account-lab.js";
import { givenClock } from "./support/given-clock.js";
import { still, StoryMarket } from "./support/story-market.js";
import { VenueLab } from "./support/venue-lab.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
/** A fill without a frame: asked for after 1 s, and its stop must stand by then. */
const MOST_MS = 3_000;

let venue: VenueLab;
let lab: AccountLab;

/** No word of a trade, nor of the money and position that it moved; acknowledgements arrive. */
function loseFills(): void {
  for (const frame of ["ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"])
    venue.faults.suffer({ on: "frame", match: { route: "private", frame }, do: { kind: "drop" } });
}

const fills = (id: string): number => lab.lifeOf(id).filter((type) => type === "order.filled").length;
const queries = (id: string): number =>
  venue.faults.requests.filter((line) => line === `GET /fapi/v1/order ${id}`).length;

/** The shipped pause between two looks at everything: 60 s. */
beforeAll(async () => {
  const { store } = new StoryMarket({ symbols: SYMBOLS, path: still, funding: "none" });
  venue = await VenueLab.open({ store, symbols: SYMBOLS, speed: 10 });
  lab = await AccountLab.open(venue, { reconcileEveryMs: 60_000, userTimes: { silenceMs: 60_000 } });
});

afterEach(async () => {
  venue.faults.clear();
  await lab.flat();
  await lab.agree();
});

afterAll(async () => {
  await lab.close();
  await venue.close();
});

describe("every frame of a fill is lost, and the next look at everything is a minute away", () => {
  it("a market entry is asked for by its id, its fill booked once within 3 s, its stop placed; so is its close", async () => {
    loseFills();
    const fromMs = givenClock.monotonicMs();
    const entry = lab.place();
    await lab.told(entry, "order.filled", MOST_MS);
    const stop = lab.placeStop();
    await lab.told(stop, "order.acknowledged", MOST_MS);
    expect(givenClock.monotonicMs() - fromMs).toBeLessThan(MOST_MS);
    expect([fills(entry), lab.sent(entry), lab.books.held("BTCUSDT")]).toEqual([1, 1, "0.01"]);
    const close = lab.place({ side: "sell", reduceOnly: true });
    await lab.told(close, "order.filled", MOST_MS);
    expect([fills(close), lab.sent(close), lab.books.positions().size]).toEqual([1, 1, 0]);
    expect(queries(entry)).toBeLessThanOrEqual(2);
  });

  it("an order of IOC that ends without a fill is told as ended", async () => {
    loseFills();
    const id = lab.place({ type: "limit", timeInForce: "IOC", price: dec("40000") });
    await lab.told(id, "order.expired", MOST_MS);
    expect(fills(id)).toBe(0);
  });

  it("where the frames arrive nothing is asked", async () => {
    const id = lab.place();
    await lab.told(id, "order.filled");
    await givenClock.sleep(1_200);
    expect(queries(id)).toBe(0);
  });
});
