import { describe, expect, it } from "vitest";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { type Bench, bench, COIN, fills, story } from "./harness.js";

type Levels = readonly (readonly [number, number])[];
const levels = (rows: Levels) => rows.map(([price, qty]) => ({ price, qty }));

/** Bids 99.9 × 5, 99.8 × 10; asks 100 × 2, 100.1 × 3, 100.5 × 4. */
function withBook(bids?: Levels, asks?: Levels): Bench {
  const b = bench();
  snapshot(b, 0, bids, asks);
  return b;
}

function snapshot(b: Bench, atMs: number, bids?: Levels, asks?: Levels): void {
  const book = {
    symbol: COIN.symbol,
    atMs,
    bids: levels(
      bids ?? [
        [99.9, 5],
        [99.8, 10],
      ],
    ),
    asks: levels(
      asks ?? [
        [100, 2],
        [100.1, 3],
        [100.5, 4],
      ],
    ),
  };
  b.take(b.venue.book(book));
}

function trade(b: Bench, price: number, qty: number, takerSide: "buy" | "sell" | null = null): void {
  b.take(b.venue.trade({ symbol: COIN.symbol, atMs: b.venue.state.nowMs + 1, price, qty, takerSide }));
}

function placed(b: Bench, request: Partial<OrderRequest>): string {
  const id = b.order(request, b.venue.state.nowMs - b.openMs);
  b.take(b.venue.advance(b.venue.state.nowMs + 1_000));
  return id;
}

const limit = (side: "buy" | "sell", price: string, rest: Partial<OrderRequest> = {}): Partial<OrderRequest> => ({
  type: "limit",
  side,
  price: dec(price),
  ...rest,
});

describe("takers in book mode", () => {
  it("sweep level by level: 4 cost 2 at 100 and 2 at 100.1, without any further slippage", () => {
    const b = withBook();
    placed(b, { qty: dec("4") });
    expect(fills(b.told).map(({ qty, price, liquidity }) => [qty, price, liquidity])).toEqual([
      ["2", "100", "taker"],
      ["2", "100.1", "taker"],
    ]);
  });

  it("find what earlier takers left until the next snapshot", () => {
    const b = withBook();
    placed(b, { qty: dec("4") });
    placed(b, { qty: dec("2") });
    snapshot(b, b.venue.state.nowMs);
    placed(b, { qty: dec("1") });
    expect(
      fills(b.told)
        .slice(2)
        .map(({ qty, price }) => [qty, price]),
    ).toEqual([
      ["1", "100.1"],
      ["1", "100.5"],
      ["1", "100"],
    ]);
  });

  it("expire with what the book does not hold: of 12, 9 fill", () => {
    const b = withBook();
    placed(b, { qty: dec("12") });
    expect(fills(b.told).map(({ qty }) => qty)).toEqual(["2", "3", "4"]);
    expect(b.told.at(-1)).toMatchObject({ type: "order.expired", reason: "market_remainder" });
  });

  it("with a limit of 100.1 stop there; an IOC expires, a GTC rests", () => {
    const ioc = withBook();
    placed(ioc, limit("buy", "100.1", { qty: dec("8"), timeInForce: "IOC" }));
    expect(fills(ioc.told).map(({ qty }) => qty)).toEqual(["2", "3"]);
    expect(ioc.told.at(-1)).toMatchObject({ type: "order.expired", reason: "ioc" });
    const gtc = withBook();
    const id = placed(gtc, limit("buy", "100.1", { qty: dec("8") }));
    expect(gtc.venue.report().openOrders).toEqual([id]);
  });

  it("who only reduce stop at the position", () => {
    const b = withBook();
    placed(b, { qty: dec("2") });
    placed(b, { side: "sell", qty: dec("9"), reduceOnly: true });
    expect(b.venue.report().positions).toEqual({});
    expect(story(b.told).at(-1)).toBe("order.expired:o2");
  });
});

describe("makers in book mode", () => {
  it("that are post-only are refused with -5022 at the best ask and rest one tick below", () => {
    const b = withBook();
    placed(b, limit("buy", "100", { postOnly: true, timeInForce: "GTX" }));
    placed(b, limit("buy", "99.9", { postOnly: true, timeInForce: "GTX" }));
    placed(b, limit("sell", "99.9", { postOnly: true, timeInForce: "GTX" }));
    const codes = b.told.flatMap((event) => (event.type === "order.rejected" ? [String(event.code)] : [event.type]));
    expect(codes).toEqual(["-5022", "order.acknowledged", "-5022"]);
  });

  it("queue behind the 5 displayed at 99.9: trades of 3, 2 and 1.5 there fill 1.5, a further 9 the rest", () => {
    const b = withBook();
    placed(b, limit("buy", "99.9", { qty: dec("2") }));
    trade(b, 99.9, 3);
    trade(b, 99.9, 2);
    expect(fills(b.told)).toEqual([]);
    trade(b, 99.9, 1.5);
    expect(fills(b.told)).toMatchObject([{ qty: "1.5", price: "99.9", liquidity: "maker", fee: "0.02997" }]);
    trade(b, 99.9, 9);
    expect(fills(b.told)[1]).toMatchObject({ qty: "0.5", orderDone: true });
  });

  it("move up only by trades at their price: cancels of others in the book don't help", () => {
    const b = withBook();
    placed(b, limit("buy", "99.9"));
    snapshot(b, b.venue.state.nowMs, [[99.9, 0.1]]);
    trade(b, 99.9, 4.9, "sell");
    expect(fills(b.told)).toEqual([]);
    trade(b, 99.9, 1.1, "sell");
    expect(fills(b.told)).toHaveLength(1);
  });

  it("are not filled by takers of their own side", () => {
    const b = withBook();
    placed(b, limit("buy", "99.9"));
    trade(b, 99.9, 50, "buy");
    expect(fills(b.told)).toEqual([]);
  });

  it("fill whole at their price when a trade goes through it", () => {
    const b = withBook();
    placed(b, limit("buy", "99.9", { qty: dec("2") }));
    trade(b, 99.8, 0.1);
    expect(fills(b.told)).toMatchObject([{ qty: "2", price: "99.9" }]);
  });

  it("fill whole when a snapshot shows the other side beyond their price, not when it only meets it", () => {
    const b = withBook();
    placed(b, limit("sell", "100.5", { qty: dec("2") }));
    snapshot(b, b.venue.state.nowMs, [[100.5, 1]], [[100.6, 1]]);
    expect(fills(b.told)).toEqual([]);
    snapshot(b, b.venue.state.nowMs, [[100.6, 1]], [[100.7, 1]]);
    expect(fills(b.told)).toMatchObject([{ qty: "2", price: "100.5", liquidity: "maker" }]);
  });

  it("stand behind our own earlier order at the same price", () => {
    const b = withBook();
    placed(b, limit("buy", "99.8", { clientOrderId: "first" }));
    placed(b, limit("buy", "99.8", { clientOrderId: "second" }));
    trade(b, 99.8, 11);
    expect(fills(b.told).map(({ clientOrderId }) => clientOrderId)).toEqual(["first"]);
    trade(b, 99.8, 1);
    expect(fills(b.told).map(({ clientOrderId }) => clientOrderId)).toEqual(["first", "second"]);
  });
});

describe("conditional orders in book mode", () => {
  const stop = { type: "stop_market", side: "sell", qty: null, closePosition: true } as const;

  it("trigger on a trade and sweep the bids", () => {
    const b = withBook();
    placed(b, { qty: dec("2") });
    placed(b, { ...stop, triggerPrice: dec("99"), clientOrderId: "stop" });
    trade(b, 99.1, 1);
    expect(fills(b.told)).toHaveLength(1);
    trade(b, 99, 1);
    expect(story(b.told).slice(-2)).toEqual(["order.triggered:stop", "order.filled:stop"]);
    expect(fills(b.told).at(-1)).toMatchObject({ price: "99.9", qty: "2" });
  });

  it("on the mark trigger by the mark alone", () => {
    const b = withBook();
    placed(b, { qty: dec("2") });
    b.take(b.venue.mark(COIN.symbol, 100, b.venue.state.nowMs));
    placed(b, { ...stop, triggerPrice: dec("99"), workingType: "mark", clientOrderId: "stop" });
    trade(b, 98.5, 1);
    expect(fills(b.told)).toHaveLength(1);
    b.take(b.venue.mark(COIN.symbol, 98.9, b.venue.state.nowMs));
    expect(fills(b.told)).toHaveLength(2);
  });

  it("leave a position behind when the book is too thin, and say so", () => {
    const b = withBook();
    placed(b, { qty: dec("4") });
    placed(b, { ...stop, triggerPrice: dec("99"), clientOrderId: "stop" });
    snapshot(b, b.venue.state.nowMs, [[98.9, 1]]);
    trade(b, 99, 1);
    expect(b.told.at(-1)).toMatchObject({ type: "order.expired", clientOrderId: "stop", reason: "market_remainder" });
    expect(b.venue.report().positions).toEqual({ "main:COINUSDT": "3" });
  });
});
