import type { ExchangeContext } from "../../../src/core/adapters/paper-server/exchange/exchange-context.js";
import { entryPriceOf } from "../../../src/core/adapters/paper-server/exchange/position-figures.js";
import type {
  AlgoOrder,
  ExchangeOrder,
  ExchangeTrade,
  IncomeEntry,
} from "../../../src/core/adapters/paper-server/exchange/records.js";
import { type Dec, dec, exact, isZeroDec, negDec, toDec } from "../../../src/core/lib/decimal.js";

/** Half a unit of base currency in a contract, traded in hundredths: the step of 0.005 that the market has. */
export const CONTRACT_VALUE = dec("0.5");
export const LOT = "0.01";

export const instIdOf = (symbol: string): string => `${symbol.slice(0, -"USDT".length)}-USDT-SWAP`;
export const symbolOf = (instId: string): string => `${instId.split("-")[0] ?? ""}USDT`;
export const contractsOf = (qty: Dec): Dec => toDec(exact(qty).dividedBy(exact(CONTRACT_VALUE)));

type Row = Readonly<Record<string, unknown>>;

const STATES = {
  NEW: "live",
  PARTIALLY_FILLED: "partially_filled",
  FILLED: "filled",
  CANCELED: "canceled",
  EXPIRED: "canceled",
  EXPIRED_IN_MATCH: "canceled",
} as const;

/** Changes below what had filled, by order: the venue calls such an order filled, with its new size. */
export type CutShort = ReadonlyMap<bigint, Dec>;

function orderType({ type, timeInForce }: ExchangeOrder): string {
  if (type === "MARKET") return "market";
  return { GTX: "post_only", IOC: "ioc", FOK: "fok", GTC: "limit", GTD: "limit", RPI: "post_only" }[timeInForce];
}

export function orderRow(order: ExchangeOrder, cutShort: CutShort): Row {
  const newSize = order.status === "CANCELED" ? cutShort.get(order.orderId) : undefined;
  return {
    instType: "SWAP",
    instId: instIdOf(order.symbol),
    ordId: String(order.orderId),
    clOrdId: order.algo === null ? order.clientOrderId : "",
    algoId: order.algo === null ? "" : String(order.algo.algoId),
    algoClOrdId: order.algo?.clientAlgoId ?? "",
    side: order.side,
    posSide: "net",
    tdMode: "cross",
    sz: contractsOf(newSize ?? order.origQty),
    accFillSz: contractsOf(order.executedQty),
    px: isZeroDec(order.price) ? "" : order.price,
    ordType: orderType(order),
    reduceOnly: String(order.reduceOnly),
    state: newSize === undefined ? STATES[order.status] : "filled",
    category: "normal",
    cTime: String(order.createdMs),
    uTime: String(order.updatedMs),
  };
}

const ALGO_STATES = {
  NEW: "live",
  TRIGGERING: "effective",
  TRIGGERED: "effective",
  FINISHED: "effective",
  CANCELED: "canceled",
  EXPIRED: "canceled",
  REJECTED: "order_failed",
} as const;

export function algoRow(algo: AlgoOrder): Row {
  const level = algo.type === "STOP_MARKET" ? "sl" : "tp";
  const ordId = algo.actual === null ? "" : String(algo.actual.orderId);
  return {
    instType: "SWAP",
    instId: instIdOf(algo.symbol),
    algoId: String(algo.algoId),
    algoClOrdId: algo.clientAlgoId,
    ordId,
    ordIdList: ordId === "" ? [] : [ordId],
    ordType: "conditional",
    side: algo.side,
    posSide: "net",
    tdMode: "cross",
    sz: algo.qty === null ? "" : contractsOf(algo.qty),
    closeFraction: algo.closePosition ? "1" : "",
    reduceOnly: String(algo.reduceOnly || algo.closePosition),
    [`${level}TriggerPx`]: algo.triggerPrice,
    [`${level}OrdPx`]: "-1",
    state: ALGO_STATES[algo.status],
    failCode: algo.status === "REJECTED" ? "51280" : "",
    cTime: String(algo.createdMs),
    uTime: String(algo.updatedMs),
  };
}

export function fillRow(trade: ExchangeTrade): Row {
  return {
    instType: "SWAP",
    instId: instIdOf(trade.symbol),
    tradeId: String(trade.tradeId),
    billId: String(trade.tradeId),
    ordId: String(trade.orderId),
    side: trade.side,
    fillPx: trade.price,
    fillSz: contractsOf(trade.qty),
    fee: negDec(trade.fee),
    feeCcy: "USDT",
    execType: trade.isMaker ? "M" : "T",
    ts: String(trade.atMs),
  };
}

const BILLS = { TRANSFER: "1", REALIZED_PNL: "2", COMMISSION: "2", INSURANCE_CLEAR: "5", FUNDING_FEE: "8" } as const;

export function billRow(entry: IncomeEntry): Row {
  const { tranId, kind, income, asset, symbol, atMs } = entry;
  const instId = symbol === "" ? "" : instIdOf(symbol);
  return { billId: String(tranId), type: BILLS[kind], ccy: asset, balChg: income, instId, ts: String(atMs) };
}

export function positionRows({ books }: ExchangeContext): readonly Row[] {
  return [...books.positions].map(([symbol, position]) => ({
    instType: "SWAP",
    instId: instIdOf(symbol),
    posSide: "net",
    mgnMode: "cross",
    pos: contractsOf(position.holding.qty),
    avgPx: isZeroDec(position.holding.qty) ? "" : entryPriceOf(position),
  }));
}
