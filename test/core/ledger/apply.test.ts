import { describe, expect, it } from "vitest";
import type { VetoRecord } from "../../../src/core/domain/veto-record.js";
import type { StateCause } from "../../../src/core/domain/trading-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { InvariantError } from "../../../src/core/lib/invariant.js";
import { sampleOrder, TestBooks } from "./books.js";

const position = (books: TestBooks, key = "main:BTCUSDT") => books.portfolio.positions[key];

describe("fills on the books", () => {
  it("open a position that carries strategy and intent of its order, and pay the fee from the wallet", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "2", price: "100", fee: "0.1" });
    expect(position(books)).toMatchObject({
      qty: "2",
      cost: "200",
      strategy: "momentum",
      intentId: "intent-a",
      fees: "0.1",
      barsHeld: 0,
    });
    expect(books.portfolio.accounts["main"]).toMatchObject({ wallet: "99999.9", fees: "0.1", realizedPnl: "0" });
  });

  it("start the clock of an unprotected position at the fill", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "2", price: "100" });
    expect(position(books)?.unprotectedSinceMs).toBe(position(books)?.openedAtMs);
  });

  it("count after a cancel, and after the order has left the books", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.apply({ type: "order.canceled", clientOrderId: "a", reason: "timeout" });
    books.fill("a", { qty: "1", price: "100" });
    books.cycle("100000");
    expect(books.portfolio.orders).toEqual({});
    books.fill("a", { qty: "1", price: "100" });
    expect(position(books)?.qty).toBe("2");
    expect(books.portfolio.totals.fills).toBe(2);
  });

  it("that a live venue lost on their way find their order until books and venue were compared", () => {
    const books = new TestBooks();
    books.portfolio.mode = "testnet";
    books.send({ id: "a", qty: "2" });
    books.fill("a", { qty: "1", price: "100", orderDone: true });
    books.cycle("100000");
    expect(Object.keys(books.portfolio.orders)).toEqual(["a"]);
    books.apply({ type: "venue.reported", wallets: {}, positions: {}, openOrders: [] });
    expect(books.portfolio.orders).toEqual({});
  });

  it("find a stop that closed whatever was held, and a canceled order, until books and venue were compared", () => {
    const books = new TestBooks();
    books.portfolio.mode = "testnet";
    books.send({ id: "stop", qty: null });
    books.fill("stop", { qty: "1", price: "100", orderDone: true });
    books.send({ id: "entry", qty: "2" });
    books.apply({ type: "order.canceled", clientOrderId: "entry", reason: "requested" });
    books.send({ id: "whole", qty: "2" });
    books.fill("whole", { qty: "2", price: "100", orderDone: true });
    books.cycle("100000");
    expect(Object.keys(books.portfolio.orders)).toEqual(["stop", "entry"]);
    books.apply({ type: "venue.reported", wallets: {}, positions: {}, openOrders: [] });
    expect(books.portfolio.orders).toEqual({});
  });

  it("of an order that is not ours make a foreign position: counted, owned by no strategy", () => {
    const books = new TestBooks();
    books.fill("theirs", { qty: "1", price: "100" });
    expect(position(books)).toMatchObject({ qty: "1", strategy: "foreign", groupId: "foreign" });
  });

  it("of an account that is not ours are a bug", () => {
    const books = new TestBooks();
    expect(() => books.fill("a", { account: "other", qty: "1", price: "1" })).toThrow(
      new InvariantError("account other is missing"),
    );
  });
});

describe("a round trip", () => {
  const trip = (exitPrice: string, side: "buy" | "sell" = "buy"): TestBooks => {
    const books = new TestBooks();
    const other = side === "buy" ? "sell" : "buy";
    books.send({ id: "a", side });
    books.fill("a", { side, qty: "2", price: "100", fee: "0.1" });
    books.apply({
      type: "funding.settled",
      account: "main",
      symbol: "BTCUSDT",
      rate: 0.0001,
      qty: dec("2"),
      markPrice: dec("100"),
      amount: dec("-0.02"),
      assumed: false,
    });
    books.send({ id: "b", side: other, purpose: "stop" });
    books.fill("b", { side: other, qty: "2", price: exitPrice, fee: "0.11" });
    return books;
  };

  it("that bought at 100 and sold at 110 earns 20, less fees of 0.21 and funding of 0.02", () => {
    const { portfolio } = trip("110");
    expect(portfolio.positions).toEqual({});
    expect(portfolio.recentTrades).toMatchObject([
      {
        intentId: "intent-a",
        direction: "long",
        realizedPnl: "20",
        fees: "0.21",
        funding: "-0.02",
        exitPurpose: "stop",
      },
    ]);
    expect(portfolio.accounts["main"]).toMatchObject({
      wallet: "100019.77",
      realizedPnl: "20",
      fees: "0.21",
      funding: "-0.02",
    });
    expect(portfolio.totals).toMatchObject({
      trades: 1,
      wins: 1,
      fills: 2,
      fees: "0.21",
      funding: "-0.02",
      realizedPnl: "20",
    });
    expect(portfolio.totals.grossProfit).toBeCloseTo(19.77, 10);
  });

  it("that fees and funding turn negative counts as a loss: 100 to 100.1", () => {
    const { totals } = trip("100.1").portfolio;
    expect(totals).toMatchObject({ trades: 1, wins: 0, grossProfit: 0 });
    expect(totals.grossLoss).toBeCloseTo(0.03, 10);
  });

  it("that sold first is a short", () => {
    expect(trip("90", "sell").portfolio.recentTrades).toMatchObject([{ direction: "short", realizedPnl: "20" }]);
  });

  it("ends and another begins when one fill goes through zero", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "2", price: "100" });
    books.send({ id: "b", side: "sell", qty: "5" });
    const { closedTrade } = books.fill("b", { side: "sell", qty: "5", price: "90" });
    expect(closedTrade).toMatchObject({ intentId: "intent-a", direction: "long", realizedPnl: "-20" });
    expect(position(books)).toMatchObject({
      qty: "-3",
      cost: "-270",
      intentId: "intent-b",
      realizedPnl: "0",
      exits: null,
    });
  });

  it("is reported once, by the fill that ends it", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    expect(books.fill("a", { qty: "2", price: "100" }).closedTrade).toBeNull();
    books.send({ id: "b", side: "sell", purpose: "close" });
    expect(books.fill("b", { side: "sell", qty: "1", price: "100" }).closedTrade).toBeNull();
    expect(books.fill("b", { side: "sell", qty: "1", price: "100" }).closedTrade).toMatchObject({
      exitPurpose: "close",
    });
    expect(books.portfolio.totals.trades).toBe(1);
  });

  it("ends by liquidation without an order of ours", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.fill("a", { qty: "2", price: "100" });
    const { closedTrade } = books.apply({
      type: "position.liquidated",
      account: "main",
      symbol: "BTCUSDT",
      tradeId: "t",
      side: "sell",
      qty: dec("2"),
      price: dec("50"),
      fee: dec("1.25"),
    });
    expect(closedTrade).toMatchObject({ exitPurpose: "liquidation", realizedPnl: "-100", fees: "1.25" });
    expect(books.portfolio.accounts["main"]?.wallet).toBe("99898.75");
  });

  it("is kept for screens, the newest 200 of 205", () => {
    const books = new TestBooks();
    for (let i = 0; i < 205; i++) {
      books.fill(`in${String(i)}`, { qty: "1", price: "100" });
      books.fill(`out${String(i)}`, { side: "sell", qty: "1", price: String(101 + i) });
    }
    expect(books.portfolio.totals.trades).toBe(205);
    expect(books.portfolio.recentTrades).toHaveLength(200);
    expect(books.portfolio.recentTrades.at(-1)?.realizedPnl).toBe("205");
  });
});

describe("a cycle on the books", () => {
  const veto = (primary: string): VetoRecord => ({ ...sampleOrder({ id: "v" }), primary }) as unknown as VetoRecord;

  it("books its orders, counts signals, intents and vetoes by rule, and lets go of final orders", () => {
    const books = new TestBooks();
    books.send({ id: "old" });
    books.apply({ type: "order.canceled", clientOrderId: "old", reason: "x" });
    books.send({ id: "live" });
    books.cycle("100000", {
      signals: [{ strategy: "momentum", symbol: "BTCUSDT", direction: "long", strength: 1 }],
      vetoes: [veto("R04"), veto("R04"), veto("R12")],
      orders: [sampleOrder({ id: "new" })],
      intents: 4,
    });
    expect(Object.keys(books.portfolio.orders)).toEqual(["live", "new"]);
    expect(books.portfolio.totals).toMatchObject({
      cycles: 1,
      signals: 1,
      intents: 4,
      vetoes: 3,
      vetoesByRule: { R04: 2, R12: 1 },
    });
  });

  it("keeps the highest NAV and the deepest fall below it: 110, 99, 120, 114 is 10 %", () => {
    const books = new TestBooks();
    for (const nav of ["110", "99", "120", "114"]) books.cycle(nav);
    expect(books.portfolio).toMatchObject({ navStart: "100000", navHigh: "120", nav: { nav: "114" } });
    expect(books.portfolio.totals.maxDrawdown).toBeCloseTo(0.1, 12);
  });

  it("counts bars of the session, not those of the warm-up", () => {
    const books = new TestBooks();
    const row = ["BTCUSDT", 1, 1, 1, 1, 1, null, null, null, null] as const;
    books.apply({ type: "market.bars", barMs: 3_600_000, warmup: true, rows: [row, row], missing: [] });
    books.apply({ type: "market.bars", barMs: 3_600_000, warmup: false, rows: [row, row, row], missing: [] });
    expect(books.portfolio.totals.bars).toBe(3);
  });

  it("counts orders sent, filled, canceled or expired, and rejected", () => {
    const books = new TestBooks();
    for (const id of ["a", "b", "c", "d"]) books.send({ id });
    books.fill("a", { qty: "2", price: "1" });
    books.apply({ type: "order.canceled", clientOrderId: "b", reason: "x" });
    books.apply({ type: "order.expired", clientOrderId: "c", reason: "x" });
    books.apply({ type: "order.rejected", clientOrderId: "d", code: -1, reason: "x" });
    expect(books.portfolio.totals).toMatchObject({
      ordersSent: 4,
      ordersFilled: 1,
      ordersCanceled: 2,
      ordersRejected: 1,
    });
  });

  it("counts each order once, by its first end: canceled, then filled after all, then canceled again", () => {
    const books = new TestBooks();
    books.send({ id: "a" });
    books.apply({ type: "order.canceled", clientOrderId: "a", reason: "x" });
    books.fill("a", { qty: "2", price: "1" });
    books.apply({ type: "order.canceled", clientOrderId: "a", reason: "x" });
    books.apply({ type: "order.canceled", clientOrderId: "theirs", reason: "x" });
    expect(books.portfolio.totals).toMatchObject({ ordersSent: 1, ordersFilled: 0, ordersCanceled: 1 });
    expect(books.portfolio.orders["a"]?.status).toBe("filled");
  });
});

describe("causes", () => {
  const cause: StateCause = { code: "drawdown_limit", kind: "latch", state: "REDUCING", sinceMs: 1, clears: "resume" };

  it("are raised once each, renewed in place, and cleared by code", () => {
    const books = new TestBooks();
    books.apply({ type: "cause.raised", cause });
    books.apply({ type: "cause.raised", cause: { ...cause, code: "data_stale", kind: "gate" } });
    books.apply({ type: "cause.raised", cause: { ...cause, state: "HALTED" } });
    expect(books.portfolio.causes.map(({ code, state }) => [code, state])).toEqual([
      ["data_stale", "REDUCING"],
      ["drawdown_limit", "HALTED"],
    ]);
    books.apply({ type: "cause.cleared", code: "drawdown_limit" });
    books.apply({ type: "cause.cleared", code: "never_raised" });
    expect(books.portfolio.causes.map(({ code }) => code)).toEqual(["data_stale"]);
  });
});
