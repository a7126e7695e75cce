import { describe, expect } from "vitest";
import { dec, toNumber } from "../../../src/core/lib/decimal.js";
import { MINUTE_MS } from "../../../src/core/lib/time.js";
import { behaviour, type ContractRun } from "./contract-run.js";

const limit = (price: string) => ({ type: "limit", price: dec(price) }) as const;

/** Market and limit orders, from their acknowledgement to their last fill. */
export function describeOrders(run: ContractRun): void {
  describe("market orders", () => describeMarketOrders(run));
  describe("limit orders", () => describeLimitOrders(run));
  describe("times in force", () => describeTimesInForce(run));
  describe("orders that only reduce", () => describeReducing(run));
}

function describeMarketOrders(run: ContractRun): void {
  behaviour(run, "buy 1: acknowledged, then filled, in our account and as taker", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    const id = desk.place({ symbol, qty: dec("1") });
    await desk.tells(id, "order.acknowledged", "order.filled");
    const [fill, ...more] = desk.fills(id);
    expect(more).toEqual([]);
    expect(fill).toMatchObject({ account: "main", symbol, side: "buy", liquidity: "taker", orderDone: true });
    expect(toNumber(fill!.qty)).toBe(1);
    expect(toNumber(fill!.fee)).toBeGreaterThan(0);
    expect(toNumber(desk.held(symbol))).toBe(1);
  });

  behaviour(run, "sell 1 and buy 3: short of 1, then long of 2", {}, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol, "1", "sell");
    expect(toNumber(desk.held(symbol))).toBe(-1);
    await desk.hold(symbol, "3");
    expect(toNumber(desk.held(symbol))).toBe(2);
  });

  behaviour(run, "buy 100 in parts: they add up to 100, and only the last one completes the order", {}, async () => {
    const desk = run.desk();
    const id = desk.place({ symbol: desk.symbol(), qty: dec("100") });
    await desk.tells(id, "order.acknowledged", "order.filled");
    const fills = desk.fills(id);
    expect(fills.length).toBeGreaterThan(1);
    expect(toNumber(desk.filledQty(id))).toBe(100);
    expect(fills.map(({ orderDone }) => orderDone)).toEqual(fills.map((_, at) => at === fills.length - 1));
  });

  behaviour(run, "5 at once in 5 symbols: each is acknowledged before it is filled", {}, async () => {
    const desk = run.desk();
    const ids = [1, 2, 3, 4, 5].map(() => desk.place({ symbol: desk.symbol() }));
    for (const id of ids) await desk.tells(id, "order.acknowledged", "order.filled");
  });
}

function describeLimitOrders(run: ContractRun): void {
  behaviour(run, "at 101 with the market at 100: takes at 101 or better", {}, async () => {
    const desk = run.desk();
    const id = desk.place({ symbol: desk.symbol(), ...limit("101") });
    await desk.tells(id, "order.acknowledged", "order.filled");
    expect(desk.fills(id).every(({ price, liquidity }) => toNumber(price) <= 101 && liquidity === "taker")).toBe(true);
  });

  behaviour(
    run,
    "at 96: rests, and fills at 96 as maker in an hour that goes to 95",
    { needs: ["hours"] },
    async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      const id = desk.place({ symbol, ...limit("96"), qty: dec("2") });
      await desk.tells(id, "order.acknowledged");
      await desk.bench.passHour();
      await desk.tells(id, "order.acknowledged", "order.filled");
      expect(desk.fills(id).every(({ price, liquidity }) => toNumber(price) === 96 && liquidity === "maker")).toBe(
        true,
      );
      expect(toNumber(desk.held(symbol))).toBe(2);
    },
  );

  behaviour(run, "at 90: still works after that hour", { needs: ["hours"] }, async () => {
    const desk = run.desk();
    const id = desk.place({ symbol: desk.symbol(), ...limit("90") });
    await desk.tells(id, "order.acknowledged");
    await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged");
  });

  behaviour(run, "post-only at 96 and 104: rests on both sides and fills as maker", { needs: ["hours"] }, async () => {
    const desk = run.desk();
    const postOnly = { timeInForce: "GTX", postOnly: true } as const;
    const bid = desk.place({ symbol: desk.symbol(), ...limit("96"), ...postOnly });
    const offer = desk.place({ symbol: desk.symbol(), ...limit("104"), ...postOnly, side: "sell" });
    for (const id of [bid, offer]) await desk.tells(id, "order.acknowledged");
    await desk.bench.passHour();
    for (const [id, price] of [
      [bid, 96],
      [offer, 104],
    ] as const) {
      await desk.tells(id, "order.acknowledged", "order.filled");
      expect(desk.fills(id).map((fill) => [toNumber(fill.price), fill.liquidity])).toEqual([[price, "maker"]]);
    }
  });
}

function describeTimesInForce(run: ContractRun): void {
  behaviour(
    run,
    "immediate-or-cancel for 100 at 100.1: takes a part, the rest expires",
    { needs: ["judgement"] },
    async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      const id = desk.place({ symbol, ...limit("100.1"), qty: dec("100"), timeInForce: "IOC" });
      await desk.tells(id, "order.acknowledged", "order.filled", "order.expired");
      expect(toNumber(desk.filledQty(id))).toBeGreaterThan(0);
      expect(toNumber(desk.filledQty(id))).toBeLessThan(100);
      expect(desk.held(symbol)).toBe(desk.filledQty(id));
      expect(desk.fills(id).every(({ orderDone }) => !orderDone)).toBe(true);
    },
  );

  behaviour(run, "immediate-or-cancel at 99: expires with nothing filled", { needs: ["judgement"] }, async () => {
    const desk = run.desk();
    const id = desk.place({ symbol: desk.symbol(), ...limit("99"), timeInForce: "IOC" });
    await desk.tells(id, "order.acknowledged", "order.expired");
  });

  const dated = "good till a date 20 minutes on: expires by then, not later";
  behaviour(run, dated, { needs: ["goodTillDate", "hours"] }, async () => {
    const desk = run.desk();
    const expireAtMs = desk.bench.nowMs() + 20 * MINUTE_MS;
    const id = desk.place({ symbol: desk.symbol(), ...limit("90"), timeInForce: "GTD", expireAtMs });
    await desk.tells(id, "order.acknowledged");
    await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged", "order.expired");
    // Whole seconds go over the wire; what is due is done at the venue's next turn.
    expect(Math.abs(desk.of(id).at(-1)!.atMs - expireAtMs)).toBeLessThanOrEqual(1_000);
  });
}

function describeReducing(run: ContractRun): void {
  behaviour(
    run,
    "for 5 against a position of 2: fills 2, the rest expires, and nothing turns",
    { needs: ["judgement"] },
    async () => {
      const desk = run.desk();
      const symbol = desk.symbol();
      await desk.hold(symbol, "2");
      const id = desk.place({ symbol, side: "sell", qty: dec("5"), reduceOnly: true });
      await desk.tells(id, "order.acknowledged", "order.filled", "order.expired");
      expect(toNumber(desk.filledQty(id))).toBe(2);
      expect(toNumber(desk.held(symbol))).toBe(0);
    },
  );

  const small = "0.01, worth 1 USDT: passes where an entry needs 5 USDT";
  behaviour(run, small, { needs: ["judgement", "reduceOnlyMinNotionalExempt"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const id = desk.place({ symbol, side: "sell", qty: dec("0.010"), reduceOnly: true });
    await desk.tells(id, "order.acknowledged", "order.filled");
    expect(toNumber(desk.held(symbol))).toBe(0.99);
  });

  behaviour(run, "1 of 1 at 104: closes the position as maker", { needs: ["hours"] }, async () => {
    const desk = run.desk();
    const symbol = desk.symbol();
    await desk.hold(symbol);
    const id = desk.place({ symbol, side: "sell", ...limit("104"), reduceOnly: true });
    await desk.tells(id, "order.acknowledged");
    await desk.bench.passHour();
    await desk.tells(id, "order.acknowledged", "order.filled");
    expect(toNumber(desk.held(symbol))).toBe(0);
  });
}
