import { describe, expect, it } from "vitest";
import { joinVenues } from "../../../../src/core/adapters/paper/joined-venues.js";
import type { MarketVenue, WrittenVenue } from "../../../../src/core/adapters/paper/market-venue.js";
import { VenueLink } from "../../../../src/core/adapters/paper/venue-link.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../../../src/core/lib/time.js";
import { withOrderLog } from "../../../../src/core/sim/order-log.js";
import { createSimState } from "../../../../src/core/sim/state.js";
import { createSimVenue } from "../../../../src/core/sim/venue.js";
import { COIN, orderRequest, simPolicy } from "../../sim/harness.js";

const OUTAGE = { fromMs: 10 * MINUTE_MS, toMs: 50 * MINUTE_MS };
const BAR = { symbol: COIN.symbol, open: 100, high: 101, low: 94, close: 95, volume: 1_000, mark: null };

type Venue = MarketVenue & WrittenVenue;

/** A venue at which an account holds 1 COIN bought at 100, with a stop at 95, out from 10 to 50 minutes past. */
function heldVenue(account: string): Venue {
  const state = createSimState({ [account]: dec("1000") }, 0, `${account}-`);
  const venue = withOrderLog(createSimVenue({ instruments: [COIN], policy: simPolicy(), state }));
  const outages = account === "main" ? [OUTAGE] : [];
  const link = new VenueLink(venue, { accounts: [account], outages });
  link.openBars({ openMs: 0, closeMs: HOUR_MS, bars: [BAR] });
  link.place(orderRequest({ clientOrderId: `${account}Buy`, account, side: "buy", qty: dec("1") }), 0);
  const stop = { type: "stop_market", triggerPrice: dec("95"), reduceOnly: true, workingType: "last" } as const;
  link.place(
    orderRequest({ ...stop, clientOrderId: `${account}Stop`, account, side: "sell", qty: dec("1") }),
    SECOND_MS,
  );
  return link;
}

/** Instants in seconds, what happened, and to which order or account. */
function words(events: readonly InputEvent[]): readonly string[] {
  return events.map((event) => {
    const whose = "clientOrderId" in event ? event.clientOrderId : "account" in event ? event.account : "";
    return `${String(Math.floor(event.atMs / SECOND_MS))} ${event.type} ${whose}`.trimEnd();
  });
}

describe("a venue that is out for forty minutes", () => {
  const link = heldVenue("main");
  const close = orderRequest({
    clientOrderId: "close",
    account: "main",
    side: "sell",
    qty: dec("1"),
    reduceOnly: true,
  });

  it("says so once the way is closed, and can't be asked", () => {
    expect(words(link.advance(OUTAGE.fromMs)).slice(-1)).toEqual(["600 circuit.changed main"]);
    expect(link.report()).toBeNull();
  });

  it("turns back what would open, and after 10 s without an answer does not know what became of a close", () => {
    link.place(orderRequest({ clientOrderId: "more", account: "main", side: "buy", qty: dec("1") }), OUTAGE.fromMs);
    link.place(close, OUTAGE.fromMs);
    expect(link.nextAtMs()).toBe(OUTAGE.fromMs);
    expect(words(link.advance(OUTAGE.fromMs + 10 * SECOND_MS))).toEqual([
      ...["600 order.rejected more", "610 order.unknown close"],
    ]);
  });

  it("goes on by itself, and tells nothing of the stop that fills at half past", () => {
    link.cancel("mainStop", 20 * MINUTE_MS);
    expect(words(link.advance(OUTAGE.toMs - 1))).toEqual([]);
  });

  it("tells all of it at its own instant once the way is open, what never arrived, and how the account stands", () => {
    const told = link.advance(OUTAGE.toMs);
    expect(words(told)).toEqual([
      ...["1800 order.triggered mainStop", "1800 order.filled mainStop"],
      ...["3000 order.unknown close", "3000 order.absent close", "3000 circuit.changed main", "3000 venue.reported"],
    ]);
    expect(told.at(-1)).toMatchObject({ accounts: ["main"], positions: {}, openOrders: [] });
    expect(link.report()).toMatchObject({ positions: {} });
  });

  it("refuses the cancel that waited, since the stop has filled, and takes orders again", () => {
    link.place({ ...close, clientOrderId: "late", reduceOnly: false }, OUTAGE.toMs);
    expect(words(link.advance(HOUR_MS - 1))).toEqual([
      ...["3000 cancel.rejected mainStop", "3000 order.acknowledged late", "3000 order.filled late"],
    ]);
  });
});

describe("two venues as one", () => {
  it("send each order where its account stands, and report on one while the other is out", () => {
    const sides = ["main", "reserve"].map((account) => ({ venue: heldVenue(account), accounts: [account] }));
    const both = joinVenues(sides);
    expect(both.nextAtMs()).toBe(40);
    both.advance(OUTAGE.fromMs);
    expect(both.report()).toMatchObject({ accounts: ["reserve"], positions: { "reserve:COINUSDT": "1" } });
    const sell = { side: "sell", qty: dec("0.4"), reduceOnly: true } as const;
    both.place(orderRequest({ ...sell, clientOrderId: "here", account: "reserve" }), OUTAGE.fromMs);
    both.place(orderRequest({ ...sell, clientOrderId: "there", account: "main" }), OUTAGE.fromMs);
    expect(words(both.advance(OUTAGE.fromMs + 10 * SECOND_MS))).toEqual([
      ...["610 order.unknown there", "600 order.acknowledged here", "600 order.filled here"],
    ]);
    expect(both.query("here")).toMatchObject({ status: "filled", symbol: "COINUSDT" });
    expect(both.query("there")).toBeNull();
  });

  it("number orders and trades apart", () => {
    const sides = ["main", "reserve"].map((account) => ({ venue: heldVenue(account), accounts: [account] }));
    const told = joinVenues(sides).advance(SECOND_MS);
    const trades = told.flatMap((event) => (event.type === "order.filled" ? [event.tradeId] : []));
    expect(trades).toEqual(["main-T1", "reserve-T1"]);
  });
});
