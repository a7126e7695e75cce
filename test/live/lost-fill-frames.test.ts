import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { dec } from "../../src/core/lib/decimal.js";
import { AccountLab } from "./support/account-lab.js";
import { givenClock } from "./support/given-clock.js";
import { still, StoryMarket } from "./support/story-market.js";
import { ACCOUNT, until, VenueLab } from "./support/venue-lab.js";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
/** A fill without a frame: asked for after 1 s, and its stop must stand by then. */
const MOST_MS = 3_000;
/** Of an entry that rests: every 5 s. */
const RESTING_MOST_MS = 7_000;

let venue: VenueLab;
let lab: AccountLab;

/** No word of a trade, nor of the money and position that it moved; acknowledgements arrive. */
function loseFills(at: VenueLab): void {
  for (const frame of ["ORDER_TRADE_UPDATE", "ACCOUNT_UPDATE"])
    at.faults.suffer({ on: "frame", match: { route: "private", frame }, do: { kind: "drop" } });
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

describe("an entry that rests in a market that swings by 0.4 % an hour", () => {
  it("fills unheard, is asked for within 5 s, booked once, and its stop stands", async () => {
    const { store } = new StoryMarket({ symbols: SYMBOLS, path: still, funding: "none" });
    const quick = await VenueLab.open({ store, symbols: SYMBOLS, speed: 400 });
    const rests = await AccountLab.open(quick, { reconcileEveryMs: 60_000, userTimes: { silenceMs: 60_000 } });
    onTestFinished(async () => {
      await rests.close();
      await quick.close();
    });
    const { mark } = quick.market.prices("BTCUSDT")!;
    const price = dec(String(Math.round(mark * 0.9995)));
    const entry = rests.place({ type: "limit", timeInForce: "GTX", postOnly: true, price });
    await rests.told(entry, "order.acknowledged");
    loseFills(quick);
    await until(() => "BTCUSDT" in quick.market.sim.state.accounts[ACCOUNT]!.positions, "it has filled at the venue");
    const filledMs = givenClock.monotonicMs();
    await rests.told(entry, "order.filled", RESTING_MOST_MS);
    await rests.told(rests.placeStop(), "order.acknowledged", MOST_MS);
    expect(givenClock.monotonicMs() - filledMs).toBeLessThan(RESTING_MOST_MS);
    expect([rests.sent(entry), rests.books.held("BTCUSDT")]).toEqual([1, "0.01"]);
    await rests.flat();
    await rests.agree();
  });
});

describe("every frame of a fill is lost, and the next look at everything is a minute away", () => {
  it("a market entry is asked for by its id, its fill booked once within 3 s, its stop placed; so is its close", async () => {
    loseFills(venue);
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
    loseFills(venue);
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
