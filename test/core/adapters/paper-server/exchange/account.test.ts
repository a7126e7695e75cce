import { describe, expect, it } from "vitest";
import {
  accountRow,
  balanceRows,
  riskRows,
} from "../../../../../src/core/adapters/paper-server/exchange/account-rows.js";
import { incomePage } from "../../../../../src/core/adapters/paper-server/exchange/history.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { DAY_MS, MINUTE_MS } from "../../../../../src/core/lib/time.js";
import { COIN } from "../../../sim/harness.js";
import { createDesk, lastOf, LIMIT } from "./desk.js";
import type { Desk } from "./desk.js";
import { START_MS } from "./hand-market.js";

const ALL = { symbol: null, fromId: null, startMs: 0, endMs: null, limit: 1_000 };
const kinds = (desk: Desk) =>
  incomePage(desk.exchange.context, ALL, { kind: null, page: 1 }).map(({ kind, income }) => `${kind} ${income}`);

describe("money", () => {
  it("earns REALIZED_PNL and pays COMMISSION with each trade, FUNDING_FEE without one", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2") });
    desk.market.bar({ symbol: "COINUSDT", open: 110 });
    desk.market.fund("COINUSDT", 0.0001, 110);
    desk.order({ side: "sell", qty: dec("1") });
    expect(kinds(desk)).toEqual(["COMMISSION -0.1", "FUNDING_FEE -0.022", "REALIZED_PNL 10", "COMMISSION -0.055"]);
    expect(desk.exchange.context.books.wallet).toBe(desk.market.sim.report().wallets["main"]);
  });

  it("tells funding as a balance alone, with its symbol beside it", () => {
    const desk = createDesk();
    desk.order();
    desk.market.fund("COINUSDT", 0.0001, 100);
    expect(desk.frames.at(-1)).toMatchObject({
      e: "ACCOUNT_UPDATE",
      a: { m: "FUNDING_FEE", S: "COINUSDT", P: [], B: [{ a: "USDT", wb: "9999.94000000", bc: "-0.01000000" }] },
    });
  });

  it("tells a position's profit at mark: 2 bought at 100 are worth 20 more at 110", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2") });
    desk.market.bar({ symbol: "COINUSDT", open: 110 });
    expect(riskRows(desk.exchange.context, "COINUSDT")).toMatchObject([
      {
        positionAmt: "2.000",
        entryPrice: "100",
        unRealizedProfit: "20.00000000",
        notional: "220",
        marginAsset: "USDT",
      },
    ]);
    expect(accountRow(desk.exchange.context)).toMatchObject({
      totalWalletBalance: "9999.90000000",
      totalMarginBalance: "10019.90000000",
      totalInitialMargin: "22.00000000",
      availableBalance: "9997.90000000",
    });
    expect(riskRows(desk.exchange.context, "ALTUSDT")).toEqual([]);
  });

  it("names the liquidation price: 500 long at 100 with 10,000 go at 81.45", () => {
    const desk = createDesk();
    desk.order({ qty: dec("500") });
    const [row] = riskRows(desk.exchange.context, null);
    const price = Number(row?.["liquidationPrice"]);
    // Wallet 9,975; at the price p equity 9,975 + 500 (p − 100) meets 1 % of 500 p.
    expect(price).toBeCloseTo(40_025 / 495, 6);
    desk.market.bar({ symbol: "COINUSDT", open: Math.floor(price * 10) / 10 });
    expect(desk.market.sim.report().positions).toEqual({});
  });

  it("books a transfer of 250 and of another asset, without making profit of either", () => {
    const desk = createDesk();
    desk.exchange.applyAccountFault({ kind: "transfer", asset: "USDT", amount: "250" });
    desk.exchange.applyAccountFault({ kind: "transfer", asset: "BNB", amount: "1.5" });
    expect(desk.story()).toEqual(["ACCOUNT_UPDATE DEPOSIT", "ACCOUNT_UPDATE DEPOSIT"]);
    expect(kinds(desk)).toEqual(["TRANSFER 250", "TRANSFER 1.5"]);
    expect(balanceRows(desk.exchange.context).map(({ asset, balance }) => [asset, balance])).toEqual([
      ["USDT", "10250.00000000"],
      ["BNB", "1.50000000"],
    ]);
    expect(desk.market.sim.report().wallets).toEqual({ main: "10250" });
  });
});

describe("what the venue and others do to the account", () => {
  it("liquidates by force with an autoclose- order, its fee going to the insurance fund", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2") });
    desk.order(LIMIT);
    desk.story();
    desk.exchange.applyAccountFault({ kind: "liquidation", symbol: "COINUSDT" });
    expect(desk.story()).toEqual([
      "MARGIN_CALL",
      "ORDER_TRADE_UPDATE CALCULATED FILLED",
      "ACCOUNT_UPDATE ORDER",
      "ORDER_TRADE_UPDATE EXPIRED EXPIRED er=5",
    ]);
    expect(kinds(desk).at(-1)).toMatch(/^INSURANCE_CLEAR -/);
    expect(desk.exchange.context.books.forced[0]).toMatchObject({
      kind: "LIQUIDATION",
      order: { clientOrderId: expect.stringMatching(/^autoclose-/) as string },
    });
    expect(desk.exchange.context.books.wallet).toBe(desk.market.sim.report().wallets["main"]);
  });

  it("deleverages half of a position at its mark without a fee", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2") });
    desk.story();
    desk.exchange.applyAccountFault({ kind: "adl", symbol: "COINUSDT", fraction: 0.5 });
    expect(desk.story()).toEqual([
      "ORDER_TRADE_UPDATE NEW NEW_ADL",
      "ORDER_TRADE_UPDATE CALCULATED FILLED",
      "ACCOUNT_UPDATE ORDER",
    ]);
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")).toMatchObject({ l: "1.000", n: "0.00000000" });
    expect(desk.market.sim.report().positions).toEqual({ "main:COINUSDT": "1" });
  });

  it("settles a closed contract at its mark: orders expire with er=7, the position ends without a fee", () => {
    const desk = createDesk();
    desk.order({ qty: dec("2") });
    desk.order(LIMIT);
    desk.algo();
    desk.market.setInstrument({ ...COIN, status: "CLOSED" });
    desk.story();
    desk.exchange.tick();
    desk.exchange.tick();
    expect(desk.story()).toEqual([
      "ORDER_TRADE_UPDATE EXPIRED EXPIRED er=7",
      "ALGO_UPDATE EXPIRED",
      "ORDER_TRADE_UPDATE TRADE FILLED",
      "ACCOUNT_UPDATE ORDER",
    ]);
    expect(lastOf(desk.frames, "ORDER_TRADE_UPDATE")["c"]).toMatch(/^settlement_autoclose-/);
    expect(desk.market.sim.report()).toEqual({ wallets: { main: "9999.9" }, positions: {}, openOrders: [] });
  });

  it("forgets forced orders after 90 days, as the venue does", () => {
    const desk = createDesk();
    const { books } = desk.exchange.context;
    desk.order({ qty: dec("2") });
    desk.exchange.applyAccountFault({ kind: "adl", symbol: "COINUSDT", fraction: 0.5 });
    desk.market.nowMs += 60 * DAY_MS;
    desk.exchange.applyAccountFault({ kind: "adl", symbol: "COINUSDT", fraction: 1 });
    desk.exchange.tick();
    expect(books.forced).toHaveLength(2);
    desk.market.nowMs += 31 * DAY_MS;
    desk.exchange.tick();
    expect(books.forced.map(({ order }) => order.createdMs)).toEqual([START_MS + 60 * DAY_MS]);
  });

  it("trades, orders and cancels by hand under names of its own", () => {
    const desk = createDesk();
    const { exchange } = desk;
    exchange.applyAccountFault({ kind: "manual_trade", symbol: "COINUSDT", side: "sell", qty: "1" });
    exchange.applyAccountFault({ kind: "manual_order", symbol: "COINUSDT", side: "buy", qty: "1", price: "98" });
    const [order] = [...exchange.context.books.openOrders];
    expect(order?.clientOrderId).toMatch(/^web_/);
    expect(desk.market.sim.report().positions).toEqual({ "main:COINUSDT": "-1" });
    desk.algo({ side: "buy", triggerPrice: dec("120") });
    exchange.applyAccountFault({ kind: "manual_cancel", symbol: "COINUSDT", conditional: false });
    expect([exchange.context.books.openOrders.size, exchange.context.books.openAlgos.size]).toEqual([0, 1]);
    exchange.applyAccountFault({ kind: "manual_cancel", symbol: "COINUSDT", conditional: true });
    expect(exchange.context.books.openAlgos.size).toBe(0);
    exchange.applyAccountFault({ kind: "leverage", symbol: "COINUSDT", leverage: 7 });
    expect(desk.frames.at(-1)).toMatchObject({ e: "ACCOUNT_CONFIG_UPDATE", ac: { s: "COINUSDT", l: 7 } });
  });

  it("changes margin type, position mode and asset mode by hand only where the venue allows it: without orders and positions", () => {
    const desk = createDesk();
    const { books } = desk.exchange.context;
    const change = (): void => {
      desk.exchange.applyAccountFault({ kind: "margin_type", symbol: "COINUSDT", isolated: true });
      desk.exchange.applyAccountFault({ kind: "position_mode", hedge: true });
      desk.exchange.applyAccountFault({ kind: "asset_mode", multiAssets: true });
    };
    const order = desk.order(LIMIT);
    change();
    expect([books.isolated.size, books.hedgeMode, books.multiAssets]).toEqual([0, false, false]);
    desk.exchange.applyAccountFault({ kind: "manual_cancel", symbol: order.symbol, conditional: false });
    desk.story();
    change();
    expect([[...books.isolated], books.hedgeMode, books.multiAssets]).toEqual([["COINUSDT"], true, true]);
    expect(desk.story()).toEqual(["ACCOUNT_UPDATE MARGIN_TYPE_CHANGE", "ACCOUNT_CONFIG_UPDATE"]);
    expect(desk.orderCode({})).toBe(-4061);
  });

  it("leaves faults of the market and the sockets to others", () => {
    const desk = createDesk();
    expect(desk.exchange.applyAccountFault({ kind: "depth_gap", symbol: "COINUSDT" })).toBe(false);
    expect(desk.exchange.applyAccountFault({ kind: "close_sockets", route: "private" })).toBe(false);
  });

  it("calls for margin once on the way to liquidation", () => {
    const desk = createDesk();
    desk.order({ qty: dec("500") });
    desk.market.pass(30 * MINUTE_MS);
    desk.exchange.listenKeys.open();
    desk.market.bar({ symbol: "COINUSDT", open: 81 });
    desk.story();
    desk.exchange.tick();
    desk.exchange.tick();
    expect(desk.story()).toEqual(["MARGIN_CALL"]);
  });
});

describe("listen keys", () => {
  it("live 60 minutes from their last renewal, then tell their followers and nobody else", () => {
    const desk = createDesk();
    const { exchange, market } = desk;
    const key = exchange.listenKeys.open();
    market.nowMs += 59 * MINUTE_MS;
    expect(exchange.listenKeys.open()).toBe(key);
    market.nowMs += 59 * MINUTE_MS;
    exchange.tick();
    expect([exchange.isAlive(key), desk.frames.length]).toEqual([true, 0]);
    market.nowMs += MINUTE_MS;
    exchange.tick();
    expect(desk.frames).toMatchObject([{ e: "listenKeyExpired", listenKey: key }]);
    expect(exchange.listenKeys.renew()).toBeNull();
    desk.order({ symbol: "COINUSDT" });
    expect(desk.frames).toHaveLength(1);
    expect(exchange.listenKeys.open()).not.toBe(key);
  });

  it("keep frames back, in order, until the last holder lets go", () => {
    const desk = createDesk();
    const releases = [desk.exchange.listenKeys.hold(), desk.exchange.listenKeys.hold()];
    desk.order();
    releases[0]!();
    releases[0]!();
    expect(desk.frames).toHaveLength(0);
    releases[1]!();
    expect(desk.story()).toHaveLength(4);
  });
});

describe("a countdown", () => {
  it("cancels a symbol's regular orders when it runs out, and leaves its stops and other symbols alone", () => {
    const desk = createDesk();
    const { exchange, market } = desk;
    desk.order();
    desk.order(LIMIT);
    desk.order({ ...LIMIT, symbol: "ALTUSDT" });
    desk.algo();
    exchange.countdowns.set("COINUSDT", 120_000);
    exchange.countdowns.set("ALTUSDT", 120_000);
    exchange.countdowns.set("ALTUSDT", 0);
    market.nowMs += 119_999;
    exchange.tick();
    expect(exchange.context.books.openOrders.size).toBe(2);
    market.nowMs += 1;
    exchange.tick();
    expect([...exchange.context.books.openOrders].map(({ symbol }) => symbol)).toEqual(["ALTUSDT"]);
    expect(exchange.context.books.openAlgos.size).toBe(1);
  });
});
