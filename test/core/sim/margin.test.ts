import { describe, expect, it } from "vitest";
import { addDec, dec, toNumber } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { ALT, type Bench, bench, fills, story } from "./harness.js";

const liquidations = (b: Bench) => b.told.filter((event) => event.type === "position.liquidated");

describe("margin", () => {
  it("at leverage 10 and a wallet of 1,000 carries 99 coins at 100 but not 100: fees count", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("100") });
    b.order({ qty: dec("99") });
    expect(b.finish()).toMatchObject([
      { type: "order.rejected", clientOrderId: "o1", code: -2019 },
      { type: "order.acknowledged", clientOrderId: "o2" },
      { type: "order.filled", clientOrderId: "o2" },
    ]);
  });

  it("counts resting orders: with 60 resting, another 60 is refused with -2019, a sale of 60 is not", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ type: "limit", price: dec("99"), qty: dec("60") });
    b.order({ type: "limit", price: dec("99"), qty: dec("60") }, 1);
    b.order({ type: "limit", side: "sell", price: dec("101"), qty: dec("60") }, 2);
    expect(story(b.finish())).toEqual(["order.acknowledged:o1", "order.rejected:o2", "order.acknowledged:o3"]);
  });

  it("never stands in the way of an order that reduces", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("99") });
    b.bar({ open: 97 });
    b.order({ side: "sell", qty: dec("50") });
    expect(fills(b.finish())).toMatchObject([{ clientOrderId: "o2", qty: "50" }]);
  });

  it("refuses a position above 2,000,000 at leverage 10 with -2027, and one above 600,000 at leverage 25", () => {
    for (const [leverage, qty, code] of [
      [10, "5001", null],
      [25, "6000", null],
      [25, "6010", -2027],
    ] as const) {
      const b = bench({ leverage }, "10000000");
      b.bar({});
      b.order({ type: "limit", price: dec("99.9"), qty: dec(qty) });
      expect(b.finish()).toMatchObject([code === null ? { type: "order.acknowledged" } : { code }]);
    }
    const big = bench({}, "10000000");
    big.bar({ open: 300 });
    big.order({ type: "limit", price: dec("300"), qty: dec("6667") });
    expect(big.finish()).toMatchObject([{ code: -2027 }]);
  });

  it("asks for the margin of an opening stop when it triggers", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ type: "stop_market", triggerPrice: dec("105"), qty: dec("200") });
    b.bar({ open: 100, high: 106 });
    expect(story(b.finish())).toEqual(["order.triggered:o1", "order.rejected:o1"]);
    expect(b.told.at(-1)).toMatchObject({ code: -2019 });
  });
});

describe("liquidation", () => {
  it("takes a long of 99 at 100 with 1,000 at the mark where balance meets 1 %, not at the low", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("99") });
    b.bar({ open: 100, low: 80 });
    b.finish();
    // 1000 − 4.95 + 99 (p − 100) = 0.99 p ⇒ p = 90.8576…; rounded down to the tick.
    const [event] = liquidations(b);
    expect(event).toMatchObject({ side: "sell", qty: "99", price: "90.8", fee: "112.365", atMs: 1.5 * HOUR_MS });
    expect(b.venue.report().positions).toEqual({});
    // Nothing but the fills: 1000 − 4.95 − 99 × 9.2 − 112.365.
    expect(b.venue.report().wallets["main"]).toBe("-28.115");
  });

  it("gives stops their chance first: a stop at 95 saves the position from a low of 80", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("99") });
    const stop = {
      type: "stop_market",
      side: "sell",
      triggerPrice: dec("95"),
      qty: null,
      closePosition: true,
    } as const;
    b.order({ ...stop, clientOrderId: "stop" }, 100);
    b.bar({ open: 100, low: 80 });
    b.finish();
    expect(liquidations(b)).toEqual([]);
    expect(fills(b.told).at(-1)).toMatchObject({ clientOrderId: "stop", price: "95" });
  });

  it("follows the mark, not the last price", () => {
    const calm = { open: 100, high: 100, low: 99, close: 100 };
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("99") });
    b.bar({ open: 100, low: 80, close: 99, mark: calm });
    b.finish();
    expect(liquidations(b)).toEqual([]);
    b.bar({ open: 100, low: 99, mark: { ...calm, low: 80 } });
    b.finish();
    // The mark fell to 80, the last price only to 99: it is closed inside the last-price bar.
    expect(liquidations(b)).toMatchObject([{ price: "99" }]);
  });

  it("strikes at the open of a gap", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ side: "sell", qty: dec("95") });
    const events = b.bar({ open: 112, high: 115 });
    expect(events.at(-1)).toMatchObject({ type: "position.liquidated", side: "buy", price: "112", atMs: HOUR_MS });
  });

  it("ends the account's resting orders and the symbol's stops, and leaves stops of other symbols alone", () => {
    const b = bench({}, "11000");
    b.bar({}, { symbol: ALT.symbol });
    b.order({ qty: dec("1000"), clientOrderId: "coin" });
    b.order({ qty: dec("5"), symbol: ALT.symbol, clientOrderId: "alt" });
    b.bar({}, { symbol: ALT.symbol });
    b.order({ type: "limit", symbol: ALT.symbol, price: dec("96"), clientOrderId: "altLimit" });
    const stop = { type: "stop_market", side: "sell", qty: null, closePosition: true } as const;
    b.order({ ...stop, symbol: ALT.symbol, triggerPrice: dec("60"), clientOrderId: "altStop" });
    b.order({ ...stop, triggerPrice: dec("70"), clientOrderId: "coinStop" });
    b.finish();
    // Balance 1,149.75 is under 1,304 + 5 of maintenance, and above what the liquidation fee of 1,127.5 leaves needed.
    const events = b.bar({ open: 90.2 }, { symbol: ALT.symbol });
    expect(story(events)).toEqual(["position.liquidated", "order.expired:altLimit", "order.expired:coinStop"]);
    expect(b.venue.report()).toMatchObject({ positions: { "main:ALTUSDT": "5" }, openOrders: ["altStop"] });
  });

  it("goes on with the next largest position until the account is solvent", () => {
    const b = bench({ leverage: 50 }, "1000");
    b.bar({}, { symbol: ALT.symbol });
    b.order({ qty: dec("200") });
    b.order({ qty: dec("100"), symbol: ALT.symbol });
    b.bar({ open: 90 }, { symbol: ALT.symbol, open: 90 });
    expect(liquidations(b).map((event) => "symbol" in event && event.symbol)).toEqual(["COINUSDT", "ALTUSDT"]);
  });

  it("waits for a price: a broken position without a bar is closed at the open of its next one", () => {
    const b = bench({}, "1000");
    b.bar({}, { symbol: ALT.symbol });
    b.order({ qty: dec("50") });
    b.order({ qty: dec("48"), symbol: ALT.symbol });
    b.bar({ symbol: ALT.symbol, open: 81 });
    b.finish();
    expect(liquidations(b).map((event) => "symbol" in event && event.symbol)).toEqual(["ALTUSDT"]);
    b.bar({ open: 97 });
    expect(liquidations(b).slice(1)).toMatchObject([{ symbol: "COINUSDT", price: "97", atMs: 2 * HOUR_MS }]);
  });

  it("uses the tier of the notional: 600 coins at 90.8 need 2 % less 500, that is 589.6, more than the 550 left", () => {
    const liquidated = (open: number): number => {
      const b = bench({}, "6100");
      b.bar({});
      b.order({ qty: dec("600") });
      b.bar({ open });
      return liquidations(b).length;
    };
    // 610 against 590.8, then 550 against 589.6; the first tier's 1 % would have asked for 544.8 only.
    expect([liquidated(90.9), liquidated(90.8)]).toEqual([0, 1]);
  });

  it("books exactly its fill and its fee, and no more than that", () => {
    const b = bench({}, "1000");
    b.bar({});
    b.order({ qty: dec("99") });
    b.bar({ open: 100, low: 80 });
    b.finish();
    const paid = b.told.flatMap((event) => ("fee" in event ? [event.fee] : []));
    const wallet = b.venue.report().wallets["main"]!;
    const fees = paid.reduce(addDec, dec("0"));
    expect(toNumber(addDec(wallet, fees))).toBeCloseTo(1_000 - 99 * 9.2, 9);
  });
});
