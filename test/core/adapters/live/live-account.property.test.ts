import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputQueue } from "../../../../src/core/adapters/live/input-queue.js";
import type { LiveAccount } from "../../../../src/core/adapters/live/live-account.js";
import type { InputEvent } from "../../../../src/core/domain/event.js";
import type { OrderRequest } from "../../../../src/core/domain/order.js";
import { addDec, type Dec, dec, negDec, ZERO } from "../../../../src/core/lib/decimal.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { createManualClock, type ManualClock } from "../resilience/manual-clock.js";
import { FINE, type Moods, MoodyVenue } from "./moody-venue.js";
import { accountOver, closed } from "./account-bench.js";

function request(clientOrderId: string, type: "market" | "limit", side: "buy" | "sell"): OrderRequest {
  return {
    clientOrderId,
    account: "main",
    symbol: "BTCUSDT",
    side,
    type,
    qty: dec("0.5"),
    price: type === "limit" ? dec("100") : null,
    triggerPrice: null,
    timeInForce: "GTC",
    postOnly: false,
    expireAtMs: null,
    reduceOnly: false,
    closePosition: false,
    workingType: "mark",
  };
}

interface Bench {
  readonly clock: ManualClock;
  readonly venue: MoodyVenue;
  readonly account: LiveAccount;
  readonly events: InputEvent[];
  /** Position by the events told so far. */
  readonly books: { qty: Dec };
}

function bench(moods: Moods, seed: string): Bench {
  const clock = createManualClock();
  const venue = new MoodyVenue(clock, createRng(seed), moods);
  const queue = new InputQueue();
  const events: InputEvent[] = [];
  const books = { qty: ZERO };
  const push = queue.push.bind(queue);
  queue.push = (event) => {
    push(event);
    events.push(event);
    if (event.type === "order.filled")
      books.qty = addDec(books.qty, event.side === "buy" ? event.qty : negDec(event.qty));
  };
  const account = accountOver({
    gateway: venue,
    queue,
    clock,
    holding: () => books.qty,
    wallet: () => venue.wallet,
  });
  account.start([], { agreedMs: 0, walletsAtMs: 0 });
  return { clock, venue, account, events, books };
}

function ids(events: readonly InputEvent[], ...types: readonly InputEvent["type"][]): readonly string[] {
  return events.flatMap((event) =>
    types.includes(event.type) && "clientOrderId" in event ? [event.clientOrderId] : [],
  );
}

/** What was told of each order's fills before its end was. */
function filledBeforeEnd(events: readonly InputEvent[]): Record<string, Dec> {
  const told: Record<string, Dec> = {};
  const filled = new Map<string, Dec>();
  for (const event of events) {
    if (event.type === "order.filled")
      filled.set(event.clientOrderId, addDec(filled.get(event.clientOrderId) ?? ZERO, event.qty));
    else if (event.type === "order.canceled") told[event.clientOrderId] = filled.get(event.clientOrderId) ?? ZERO;
  }
  return told;
}

function filledAtVenue({ orders }: MoodyVenue, events: readonly InputEvent[]): Record<string, Dec> {
  return Object.fromEntries(ids(events, "order.canceled").map((id) => [id, orders.get(id)?.order.filledQty ?? ZERO]));
}

describe("a live account at a venue that loses words", () => {
  it("on a good day tells one order's life once: acknowledged, filled; and reports the same position", async () => {
    const { clock, account, events } = bench(FINE, "good");
    await clock.advance(2_000);
    account.broker.place(request("a1", "market", "buy"), clock.nowMs());
    await clock.advance(30_000);
    const life = events.filter(({ type }) => type.startsWith("order."));
    expect(life.map(({ type }) => type)).toEqual(["order.acknowledged", "order.filled"]);
    const report = events.findLast(({ type }) => type === "venue.reported");
    expect(report).toMatchObject({ positions: { "main:BTCUSDT": "0.5" }, openOrders: [] });
    const channels = events.flatMap((event) =>
      event.type === "connection.changed" ? [[event.channel, event.up]] : [],
    );
    expect(channels).toEqual([
      ["user", false],
      ["user", true],
    ]);
    await closed(clock, account);
  });

  it("an entry that never arrived is absent only after the settling time of 5 s, and was sent once", async () => {
    const { clock, account, events, venue } = bench({ ...FINE, lostRequest: 1 }, "lost");
    await clock.advance(2_000);
    account.broker.place(request("a1", "market", "buy"), clock.nowMs());
    await clock.advance(4_500);
    expect(ids(events, "order.unknown")).toEqual(["a1"]);
    expect(ids(events, "order.absent")).toEqual([]);
    await clock.advance(30_000);
    expect(ids(events, "order.absent")).toEqual(["a1"]);
    expect(venue.arrivals.size).toBe(0);
    await closed(clock, account);
  });

  it("a change that never arrived is refused only after 5 s, one whose answer was lost is told as done; each is sent once", async () => {
    const story = async (mood: Partial<Moods>): Promise<readonly string[]> => {
      const moods = { ...FINE };
      const { clock, account, events, venue } = bench(moods, "change");
      await clock.advance(2_000);
      account.broker.place(request("a1", "limit", "buy"), clock.nowMs());
      await clock.advance(2_000);
      Object.assign(moods, mood);
      const terms = { price: dec("99.5"), qty: dec("0.4") };
      account.broker.modify(
        { clientOrderId: "a1", symbol: "BTCUSDT", side: "buy", reduceOnly: false, ...terms },
        clock.nowMs(),
      );
      await clock.advance(4_500);
      Object.assign(moods, { lostAnswer: 0 });
      const early = ids(events, "modify.rejected");
      await clock.advance(30_000);
      const { price } = venue.orders.get("a1")!.order;
      await closed(clock, account);
      return [...early, ...events.map(({ type }) => type).filter((type) => /modif/.test(type)), String(price)];
    };
    expect(await story({ lostRequest: 1 })).toEqual(["modify.rejected", "100"]);
    expect(await story({ lostAnswer: 1 })).toEqual(["order.modified", "99.5"]);
    expect(await story({ lostAnswer: 1, lostFrame: 1 })).toEqual(["order.modified", "99.5"]);
    expect(await story({ lateRequest: 1, lostFrame: 1 })).toEqual(["order.modified", "99.5"]);
  });

  it("whatever is lost, doubled or late: each order arrives at most once, each trade is booked once, each order ends once and not before its last fill", async () => {
    const chance = fc.double({ min: 0, max: 0.6, noNaN: true });
    const moods = fc.record({
      lostAnswer: chance,
      lostRequest: chance,
      lateRequest: chance,
      lostFrame: chance,
      doubledFrame: chance,
      laggingList: chance,
      laggingRead: chance,
    });
    const deed = fc.record({
      what: fc.constantFrom("market", "limit", "fill", "cancel", "change", "blink"),
      side: fc.constantFrom("buy", "sell"),
      pauseMs: fc.integer({ min: 0, max: 3_000 }),
      share: fc.constantFrom(0.3, 1),
    });
    await fc.assert(
      fc.asyncProperty(
        moods,
        fc.array(deed, { minLength: 1, maxLength: 12 }),
        fc.string(),
        async (mood, deeds, seed) => {
          const { clock, venue, account, events, books } = bench(mood, seed);
          const placed: string[] = [];
          for (const { what, side, pauseMs, share } of deeds) {
            const target = placed.at(-1);
            if (what === "market" || what === "limit") {
              const id = `o${String(placed.length)}`;
              placed.push(id);
              account.broker.place(request(id, what, side), clock.nowMs());
            } else if (what === "blink") venue.blink();
            else if (target !== undefined && what === "fill") venue.fill(target, share);
            else if (target !== undefined && what === "change") {
              const terms = { price: dec(share === 1 ? "99.5" : "99"), qty: dec(share === 1 ? "0.5" : "0.2") };
              const change = { clientOrderId: target, symbol: "BTCUSDT", side, reduceOnly: false, ...terms };
              account.broker.modify(change, clock.nowMs());
            } else if (target !== undefined) account.broker.cancel(target, "BTCUSDT", clock.nowMs());
            await clock.advance(pauseMs);
          }
          await clock.advance(120_000);
          expect([...venue.arrivals.values()].every((times) => times === 1)).toBe(true);
          const booked = events.flatMap((event) => (event.type === "order.filled" ? [event.tradeId] : []));
          expect([...booked].sort()).toEqual(venue.tradesMade.map(({ tradeId }) => tradeId).sort());
          expect(books.qty).toBe(venue.position);
          const ended = ids(events, "order.canceled", "order.expired", "order.rejected", "order.absent");
          expect(new Set(ended).size).toBe(ended.length);
          expect(ended.filter((id) => venue.orders.get(id)?.order.status === "open")).toEqual([]);
          expect(filledBeforeEnd(events)).toEqual(filledAtVenue(venue, events));
          const absent = ids(events, "order.absent");
          expect(absent.filter((id) => venue.arrivals.has(id))).toEqual([]);
          // Nothing stays unknown: what never arrived is absent, the venue's word on everything else was told.
          const known = new Set(ids(events, "order.acknowledged", "order.filled", "order.canceled"));
          expect(placed.filter((id) => !known.has(id)).sort()).toEqual([...absent].sort());
          for (const [id, { order }] of venue.orders) {
            if (order.status !== "open" || order.price === null) continue;
            const told = events.findLast((event) => event.type === "order.modified" && event.clientOrderId === id);
            const terms = told?.type === "order.modified" ? told : { price: "100", qty: "0.5" };
            expect([terms.price, terms.qty]).toEqual([order.price, order.qty]);
          }
          await closed(clock, account);
        },
      ),
      { numRuns: 200 },
    );
  });
});
