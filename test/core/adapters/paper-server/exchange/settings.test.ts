import { describe, expect, it } from "vitest";
import { accountRow, symbolConfigRow } from "../../../../../src/core/adapters/paper-server/exchange/account-rows.js";
import { queryOrder } from "../../../../../src/core/adapters/paper-server/exchange/history.js";
import {
  setHedgeMode,
  setLeverage,
  setMarginType,
  setMultiAssets,
} from "../../../../../src/core/adapters/paper-server/exchange/settings.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { DAY_MS } from "../../../../../src/core/lib/time.js";
import { createDesk, LIMIT } from "./desk.js";

describe("settings", () => {
  it("refuse what is so already with -4046, -4059 and -4171", () => {
    const { context } = createDesk().exchange;
    expect(setMarginType(context, "COINUSDT", false)).toMatchObject({ error: { code: -4046 } });
    expect(setHedgeMode(context, false)).toMatchObject({ error: { code: -4059 } });
    expect(setMultiAssets(context, false)).toMatchObject({ error: { code: -4171 } });
  });

  it("refuse a change over open orders and positions with -4047, -4048, -4067, -4068 and -4169", () => {
    const desk = createDesk();
    const { context } = desk.exchange;
    desk.order(LIMIT);
    expect(setMarginType(context, "COINUSDT", true)).toMatchObject({ error: { code: -4047 } });
    expect(setHedgeMode(context, true)).toMatchObject({ error: { code: -4067 } });
    desk.exchange.applyAccountFault({ kind: "manual_cancel", symbol: "COINUSDT", conditional: false });
    desk.order();
    expect(setMarginType(context, "COINUSDT", true)).toMatchObject({ error: { code: -4048 } });
    expect(setHedgeMode(context, true)).toMatchObject({ error: { code: -4068 } });
    expect(setMultiAssets(context, true)).toMatchObject({ error: { code: -4169 } });
  });

  it("refuse orders that the margin model can't reckon: -4088 for isolated and multi-assets, -4061 for the wrong side", () => {
    const desk = createDesk();
    const { context } = desk.exchange;
    expect(setMarginType(context, "COINUSDT", true).ok).toBe(true);
    expect(desk.orderCode({})).toBe(-4088);
    expect(desk.orderCode({ symbol: "ALTUSDT" })).toBe(0);
    expect(desk.orderCode({ positionSide: "LONG" })).toBe(-4061);
    const other = createDesk();
    setHedgeMode(other.exchange.context, true);
    expect(other.orderCode({})).toBe(-4061);
    expect(other.orderCode({ positionSide: "LONG" })).toBe(-4088);
    expect(other.orderCode({ positionSide: "LONG", reduceOnly: true })).toBe(-4062);
    const pooled = createDesk();
    expect(setMultiAssets(pooled.exchange.context, true).ok).toBe(true);
    expect(setMarginType(pooled.exchange.context, "COINUSDT", true)).toMatchObject({ error: { code: -4168 } });
    expect(pooled.orderCode({})).toBe(-4088);
  });

  it("bind the leverage to the brackets (-4028), the position (-2027) and the margin (-2028)", () => {
    const desk = createDesk();
    const { context } = desk.exchange;
    expect(setLeverage(context, "COINUSDT", 51)).toMatchObject({ error: { code: -4028 } });
    expect(setLeverage(context, "COINUSDT", 50)).toMatchObject({ value: { leverage: 50, maxNotionalUsd: 50_000 } });
    expect(setLeverage(context, "COINUSDT", 20)).toMatchObject({ value: { leverage: 20, maxNotionalUsd: 600_000 } });
    desk.order({ qty: dec("900") });
    expect(setLeverage(context, "COINUSDT", 50)).toMatchObject({ error: { code: -2027 } });
    expect(setLeverage(context, "COINUSDT", 5)).toMatchObject({ error: { code: -2028 } });
    expect(symbolConfigRow(context, "COINUSDT")).toMatchObject({ leverage: 20, marginType: "CROSSED" });
    expect(accountRow(context)).toMatchObject({ totalPositionInitialMargin: "4500.00000000" });
  });
});

describe("what the venue remembers", () => {
  it("forgets an order without fills after 3 days, one with fills only after 90", () => {
    const desk = createDesk();
    const { context } = desk.exchange;
    const unfilled = desk.order({ ...LIMIT, timeInForce: "IOC" });
    const filled = desk.order();
    const code = ({ symbol, orderId }: { symbol: string; orderId: bigint }) => {
      const found = queryOrder(context, { symbol, orderId, clientOrderId: null });
      return found.ok ? 0 : found.error.code;
    };
    desk.market.nowMs += 3 * DAY_MS + 1;
    expect([code(unfilled), code(filled)]).toEqual([-2013, 0]);
    desk.market.nowMs += 87 * DAY_MS;
    expect(code(filled)).toBe(-2013);
    desk.exchange.tick();
    expect([context.books.orders.size, context.books.trades.length, context.books.income.length]).toEqual([0, 0, 0]);
  });
});
