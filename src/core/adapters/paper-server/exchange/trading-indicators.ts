import { isZeroDec, toNumber } from "../../../lib/decimal.js";
import { MINUTE_MS } from "../../../lib/time.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { ExchangeOrder } from "./records.js";
import type { WireObject } from "./wire-json.js";

/** Orders as old as this count ("Futures Trading Quantitative Rules", 2026-11). */
const WINDOW_MS = 10 * MINUTE_MS;

/** Shares from which Binance may stop a busy account, by the page's example. */
const TRIGGERS = { UFR: 0.995, IFER: 0.99, GCR: 0.99, DR: 0.99 } as const;

/** Decimal places of a share. */
const PLACES = 4;

/**
 * `GET /fapi/v1/apiTradingStatus`: by symbol with orders of the last 10 minutes the shares of them that never filled
 * (UFR), of IOC and FOK that expired (IFER), of GTC that were cancelled (GCR), and of those below the smallest notional
 * (DR). Nobody is ever locked here.
 */
export function tradingStatusRow(context: ExchangeContext, symbol: string | null): WireObject {
  const sinceMs = context.nowMs() - WINDOW_MS;
  const bySymbol = new Map<string, ExchangeOrder[]>();
  for (const order of context.books.orders.values()) {
    const counts = order.createdMs > sinceMs && (symbol === null || order.symbol === symbol);
    if (counts) bySymbol.set(order.symbol, [...(bySymbol.get(order.symbol) ?? []), order]);
  }
  const indicators = Object.fromEntries([...bySymbol].map(([each, orders]) => [each, indicatorRows(context, orders)]));
  return { indicators, updateTime: context.nowMs() };
}

function indicatorRows(context: ExchangeContext, orders: readonly ExchangeOrder[]): WireObject[] {
  const fleeting = orders.filter(({ timeInForce }) => timeInForce === "IOC" || timeInForce === "FOK");
  const resting = orders.filter(({ type, timeInForce }) => type === "LIMIT" && timeInForce === "GTC");
  const values = {
    UFR: shareOf(orders, isUnfilled),
    IFER: shareOf(fleeting, (order) => order.status === "EXPIRED" && isUnfilled(order)),
    GCR: shareOf(resting, (order) => order.status === "CANCELED" && isUnfilled(order)),
    DR: shareOf(orders, (order) => isDust(context, order)),
  };
  return (["UFR", "IFER", "GCR", "DR"] as const).map((indicator) => ({
    isLocked: false,
    plannedRecoverTime: 0,
    indicator,
    value: values[indicator],
    triggerValue: TRIGGERS[indicator],
  }));
}

function isUnfilled({ executedQty }: ExchangeOrder): boolean {
  return isZeroDec(executedQty);
}

/** By its limit, or by what its fills cost. */
function isDust(context: ExchangeContext, { symbol, origQty, price, cumQuote }: ExchangeOrder): boolean {
  const smallestUsd = toNumber(instrumentOf(context, symbol)?.minNotional ?? origQty);
  const notionalUsd = isZeroDec(price) ? toNumber(cumQuote) : toNumber(origQty) * toNumber(price);
  return notionalUsd < smallestUsd;
}

function shareOf(orders: readonly ExchangeOrder[], counts: (order: ExchangeOrder) => boolean): number {
  if (orders.length === 0) return 0;
  return Number((orders.filter(counts).length / orders.length).toFixed(PLACES));
}
