import { isZeroDec, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import type { UserFrame } from "../seam.js";
import { MARGIN_ASSET, placesOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { AlgoOrder, ExchangeOrder, ExchangeTrade } from "./records.js";
import { averagePrice, limitText, money, padded, wireSide } from "./wire-numbers.js";

type ExecutionType = "NEW" | "TRADE" | "CANCELED" | "EXPIRED" | "AMENDMENT" | "CALCULATED";

export interface OrderExecution {
  readonly type: ExecutionType;
  readonly atMs: number;
  readonly trade?: ExchangeTrade;
  /** `er`: 0 none, 2 IOC remainder, 4 reduce-only, 5 liquidated, 9 market remainder … (BINANCE_USDM 10.1). */
  readonly expiryReason?: number;
  /** Wire-only status of a forced order. */
  readonly status?: "NEW_INSURANCE" | "NEW_ADL";
}

/** ORDER_TRADE_UPDATE ("User data streams", 2026-10). The order id stands in the middle: ccxt reads it exactly only there. */
export function orderTradeUpdate(context: ExchangeContext, order: ExchangeOrder, execution: OrderExecution): UserFrame {
  const places = placesOf(context, order.symbol);
  const { trade, atMs } = execution;
  const qty = (value: Dec): string => padded(value, places.qty);
  const price = (value: Dec): string => padded(value, places.price);
  const o = {
    s: order.symbol,
    c: order.clientOrderId,
    S: wireSide(order.side),
    o: order.type,
    f: order.timeInForce,
    q: qty(order.origQty),
    p: limitText(order, places.price),
    ap: price(averagePrice(order.cumQuote, order.executedQty)),
    sp: "0",
    x: execution.type,
    X: execution.status ?? order.status,
    i: order.orderId,
    M: order.modifyId ?? undefined,
    l: trade === undefined ? "0" : qty(trade.qty),
    z: qty(order.executedQty),
    L: trade === undefined ? "0" : price(trade.price),
    N: trade === undefined ? undefined : MARGIN_ASSET,
    n: trade === undefined ? undefined : money(trade.fee),
    T: atMs,
    t: trade?.tradeId ?? 0,
    b: "0",
    a: "0",
    m: trade?.isMaker ?? false,
    R: order.reduceOnly,
    wt: order.workingType,
    ot: order.type,
    ps: "BOTH",
    cp: order.closePosition,
    ...trailOf(order),
    pP: order.priceProtect,
    si: 0,
    ss: 0,
    rp: trade === undefined ? "0" : money(trade.realizedPnl),
    V: order.stpMode,
    pm: order.priceMatch ?? "NONE",
    gtd: order.goodTillMs,
    er: String(execution.expiryReason ?? 0),
  };
  return { e: "ORDER_TRADE_UPDATE", E: atMs, T: atMs, st: 1, o };
}

/** Activation price and callback rate, of what was a trailing stop only. */
function trailOf({ algo }: ExchangeOrder): { readonly AP?: string; readonly cr?: string } {
  if (algo === null || algo.callbackRate === null) return {};
  return { AP: algo.activatePrice ?? "0", cr: algo.callbackRate };
}

/** TRADE_LITE: the fill again, sooner and without money. The order id is not its last member, see above. */
export function tradeLite(context: ExchangeContext, order: ExchangeOrder, trade: ExchangeTrade): UserFrame {
  const places = placesOf(context, order.symbol);
  return {
    e: "TRADE_LITE",
    E: trade.atMs,
    T: trade.atMs,
    s: order.symbol,
    q: padded(order.origQty, places.qty),
    p: limitText(order, places.price),
    m: trade.isMaker,
    c: order.clientOrderId,
    S: wireSide(order.side),
    L: padded(trade.price, places.price),
    l: padded(trade.qty, places.qty),
    i: order.orderId,
    t: trade.tradeId,
  };
}

/** ALGO_UPDATE; members as in frames recorded 2025-12-11: TRIGGERING has no ap, aq, act. */
export function algoUpdate(
  context: ExchangeContext,
  algo: AlgoOrder,
  told: { readonly atMs: number; readonly reason?: string },
): UserFrame {
  const places = placesOf(context, algo.symbol);
  const { actual } = algo;
  const outcome =
    actual === null
      ? {}
      : {
          ap: isZeroDec(actual.executedQty) ? "0" : averagePrice(actual.cumQuote, actual.executedQty),
          aq: isZeroDec(actual.executedQty) ? "0" : padded(actual.executedQty, places.qty),
          act: actual.type,
        };
  const o = {
    caid: algo.clientAlgoId,
    aid: algo.algoId,
    at: "CONDITIONAL",
    o: algo.type,
    s: algo.symbol,
    S: wireSide(algo.side),
    ps: "BOTH",
    f: algo.timeInForce,
    q: algo.qty === null ? "0" : padded(algo.qty, places.qty),
    X: algo.status,
    ai: actual === null ? "" : actual.orderId.toString(),
    ...outcome,
    tp: padded(algo.triggerPrice ?? ZERO, places.price),
    p: algo.price === null ? "0" : padded(algo.price, places.price),
    V: algo.stpMode,
    wt: algo.workingType,
    pm: algo.priceMatch ?? "NONE",
    cp: algo.closePosition,
    pP: algo.priceProtect,
    R: algo.reduceOnly,
    tt: algo.triggeredMs,
    gtd: algo.goodTillMs,
    rm: told.reason,
    ia: algo.callbackRate === null ? undefined : algo.isActive,
  };
  return { e: "ALGO_UPDATE", T: told.atMs, E: told.atMs, o };
}
