import { cancelAlgo, cancelOrder, findOpen } from "../../../src/core/adapters/paper-server/exchange/end-orders.js";
import type { ExchangeContext } from "../../../src/core/adapters/paper-server/exchange/exchange-context.js";
import { queryAlgo } from "../../../src/core/adapters/paper-server/exchange/history.js";
import { modifyOrder } from "../../../src/core/adapters/paper-server/exchange/modify-order.js";
import { placeAlgo } from "../../../src/core/adapters/paper-server/exchange/place-algo.js";
import { placeOrder } from "../../../src/core/adapters/paper-server/exchange/place-order.js";
import { setLeverage } from "../../../src/core/adapters/paper-server/exchange/settings.js";
import type { ExchangeOrder } from "../../../src/core/adapters/paper-server/exchange/records.js";
import { compareDec, type Dec, dec, isZeroDec, mulDec, toNumber } from "../../../src/core/lib/decimal.js";
import { type Refusal, refusalOf, wouldTrigger } from "./refusals.js";
import {
  algoRow,
  billRow,
  CONTRACT_VALUE,
  contractsOf,
  fillRow,
  instIdOf,
  LOT,
  orderRow,
  positionRows,
  symbolOf,
} from "./rows.js";

/** As they come in a query or a body. */
export type Params = Readonly<Record<string, string | boolean | undefined>>;
type Row = Readonly<Record<string, unknown>>;
type Rows = readonly object[];

/** What the venue answers: rows, or the refusal of the one row that was asked for. */
export type Answer = { readonly rows: Rows } | { readonly refusal: Refusal; readonly inRow: boolean };

export interface Desk {
  readonly context: ExchangeContext;
  /** See rows.ts. */
  readonly cutShort: Map<bigint, Dec>;
}

const text = (params: Params, name: string): string => String(params[name] ?? "");
const baseOf = (size: string): Dec => mulDec(dec(size), CONTRACT_VALUE);
const refused = (refusal: Refusal): Answer => ({ refusal, inRow: true });
const NOT_FOUND: Answer = { refusal: { sCode: "51603", sMsg: "Order does not exist." }, inRow: false };

/** Everything that the adapter asks, by method and path below `/api/v5/`. */
export const ROUTES: Readonly<Record<string, (desk: Desk, params: Params) => Answer>> = {
  "GET public/time": ({ context }) => ({ rows: [{ ts: String(context.nowMs()) }] }),
  "GET public/instruments": ({ context }) => ({ rows: instruments(context) }),
  "GET public/mark-price": ({ context }, params) => {
    const { mark } = pricesOf(context, params);
    return { rows: [{ instId: params["instId"], markPx: String(mark) }] };
  },
  "GET public/price-limit": ({ context }, params) => {
    const { mark } = pricesOf(context, params);
    return { rows: [{ buyLmt: (mark * 1.05).toFixed(2), sellLmt: (mark * 0.95).toFixed(2) }] };
  },
  "GET public/funding-rate": () => ({ rows: [{ fundingTime: "1709280000000", nextFundingTime: "1709308800000" }] }),
  "GET public/position-tiers": () => ({ rows: [{ minSz: "0", maxSz: "200000", mmr: "0.01", maxLever: "20" }] }),
  "GET account/trade-fee": () => ({ rows: [{ makerU: "-0.0002", takerU: "-0.0005" }] }),
  "GET account/config": () => ({
    rows: [{ uid: "44705892343619584", posMode: "net_mode", acctLv: "2", perm: "read_only,trade", ip: "127.0.0.1" }],
  }),
  "GET account/balance": ({ context }) => ({ rows: [{ details: [{ ccy: "USDT", cashBal: context.books.wallet }] }] }),
  "GET account/positions": ({ context }) => ({ rows: positionRows(context) }),
  "GET account/bills": ({ context }, params) => ({ rows: page(context.books.income.map(billRow), "billId", params) }),
  "GET account/leverage-info": ({ context }, params) => ({ rows: leverageRows(context, text(params, "instId")) }),
  "POST account/set-leverage": ({ context }, params) => {
    const instId = text(params, "instId");
    const set = setLeverage(context, symbolOf(instId), Number(params["lever"]));
    return set.ok ? { rows: leverageRows(context, instId) } : { refusal: refusalOf(set.error), inRow: false };
  },
  "GET trade/orders-pending": ({ context, cutShort }, params) => ({
    rows: page(
      [...context.books.openOrders].map((order) => orderRow(order, cutShort)),
      "ordId",
      params,
    ),
  }),
  "GET trade/orders-algo-pending": ({ context }, params) => ({
    rows: page([...context.books.openAlgos].filter(({ status }) => status === "NEW").map(algoRow), "algoId", params),
  }),
  "GET trade/fills": ({ context }, params) => {
    const own = context.books.trades.filter(({ symbol }) => instIdOf(symbol) === params["instId"]);
    return { rows: page(own.map(fillRow), "billId", params) };
  },
  "GET trade/order": ({ context, cutShort }, params) => {
    const order = findNamed(context, params);
    return order === null ? NOT_FOUND : { rows: [orderRow(order, cutShort)] };
  },
  "GET trade/order-algo": ({ context }, params) => {
    const found = queryAlgo(context, { algoId: null, clientAlgoId: text(params, "algoClOrdId") });
    return found.ok ? { rows: [algoRow(found.value)] } : NOT_FOUND;
  },
  "POST trade/order": place,
  "POST trade/order-algo": placeConditional,
  "POST trade/amend-order": amend,
  "POST trade/cancel-order": ({ context }, params) => {
    const ref = { symbol: symbolOf(text(params, "instId")), orderId: null, clientOrderId: text(params, "clOrdId") };
    const canceled = cancelOrder(context, ref);
    return canceled.ok ? ack(canceled.value) : refused(refusalOf(canceled.error));
  },
  "POST trade/cancel-algos": ({ context }, params) => {
    const canceled = cancelAlgo(context, { algoId: null, clientAlgoId: text(params, "algoClOrdId") });
    if (!canceled.ok) return refused(refusalOf(canceled.error));
    return { rows: [{ algoId: String(canceled.value.algoId), sCode: "0", sMsg: "" }] };
  },
  "POST trade/cancel-all-after": ({ context }, params) => ({
    rows: [{ triggerTime: "0", tag: params["tag"], ts: String(context.nowMs()) }],
  }),
};

function place({ context }: Desk, params: Params): Answer {
  const ordType = text(params, "ordType");
  const timeInForce = ordType === "post_only" ? "GTX" : ordType === "ioc" ? "IOC" : "GTC";
  const price = params["px"] === undefined ? null : dec(text(params, "px"));
  const placed = placeOrder(context, {
    symbol: symbolOf(text(params, "instId")),
    side: params["side"] === "buy" ? "buy" : "sell",
    positionSide: "BOTH",
    type: ordType === "market" ? "MARKET" : "LIMIT",
    timeInForce,
    qty: baseOf(text(params, "sz")),
    price,
    priceMatch: null,
    reduceOnly: params["reduceOnly"] === true,
    clientOrderId: text(params, "clOrdId"),
    stpMode: "EXPIRE_MAKER",
    goodTillMs: null,
  });
  return placed.ok ? ack(placed.value) : refused(refusalOf(placed.error));
}

function placeConditional({ context }: Desk, params: Params): Answer {
  const isStop = params["slTriggerPx"] !== undefined;
  const side = params["side"] === "buy" ? "buy" : "sell";
  const closePosition = params["closeFraction"] === "1";
  const placed = placeAlgo(context, {
    symbol: symbolOf(text(params, "instId")),
    side,
    positionSide: "BOTH",
    type: isStop ? "STOP_MARKET" : "TAKE_PROFIT_MARKET",
    qty: closePosition ? null : baseOf(text(params, "sz")),
    triggerPrice: dec(text(params, isStop ? "slTriggerPx" : "tpTriggerPx")),
    price: null,
    priceMatch: null,
    activatePrice: null,
    callbackRate: null,
    goodTillMs: null,
    timeInForce: "GTC",
    workingType: params[isStop ? "slTriggerPxType" : "tpTriggerPxType"] === "mark" ? "MARK_PRICE" : "CONTRACT_PRICE",
    closePosition,
    reduceOnly: params["reduceOnly"] === true && !closePosition,
    priceProtect: false,
    clientAlgoId: text(params, "algoClOrdId"),
    stpMode: "EXPIRE_MAKER",
  });
  if (placed.ok) {
    const { algoId, clientAlgoId: algoClOrdId } = placed.value;
    return { rows: [{ algoId: String(algoId), algoClOrdId, sCode: "0", sMsg: "" }] };
  }
  const { code } = placed.error;
  if (code === -2021) return refused(wouldTrigger(isStop, side));
  return refused(code === -4116 ? { sCode: "51065", sMsg: "algoClOrdId already exists." } : refusalOf(placed.error));
}

/** What has filled beyond its new size is called filled; a post-only order that would take stays as it was (51511). */
function amend({ context, cutShort }: Desk, params: Params): Answer {
  const symbol = symbolOf(text(params, "instId"));
  const ref = { symbol, orderId: null, clientOrderId: text(params, "clOrdId") };
  const order = findOpen(context, ref);
  if (order === null)
    return refused({ sCode: "51503", sMsg: "Order modification failed as the order does not exist." });
  const [qty, price] = [baseOf(text(params, "newSz")), dec(text(params, "newPx"))];
  if (order.timeInForce === "GTX" && wouldTake(context, order, price)) {
    const sMsg = "Order modification failed: the price did not meet the requirement for Post Only.";
    return refused({ sCode: "51511", sMsg });
  }
  if (!isZeroDec(order.executedQty) && compareDec(qty, order.executedQty) <= 0)
    cutShort.set(order.orderId, contractsOf(qty));
  const change = { ref, side: order.side, qty, price, priceMatch: null, modifyId: null };
  const modified = modifyOrder(context, change);
  // Nothing to change: taken like any other here.
  if (modified.ok || modified.error.code === -5027) return ack(order);
  const refusal = refusalOf(modified.error);
  return refused(refusal.sCode === "51008" ? { ...refusal, sCode: "51502" } : refusal);
}

function wouldTake(context: ExchangeContext, { side, symbol }: ExchangeOrder, price: Dec): boolean {
  const prices = context.market.prices(symbol);
  if (prices === null) return false;
  return side === "buy" ? toNumber(price) >= prices.bestAsk : toNumber(price) <= prices.bestBid;
}

function ack(order: ExchangeOrder): Answer {
  const { orderId, clientOrderId: clOrdId, updatedMs } = order;
  return { rows: [{ ordId: String(orderId), clOrdId, sCode: "0", sMsg: "", ts: String(updatedMs) }] };
}

/** The newest that bears the name, open ones first. */
function findNamed({ books }: ExchangeContext, params: Params): ExchangeOrder | null {
  const [ordId, clOrdId] = [params["ordId"], params["clOrdId"]];
  if (ordId !== undefined) return books.orders.get(BigInt(String(ordId))) ?? null;
  const named = [...books.orders.values()].filter(
    (order) => order.clientOrderId === clOrdId && order.algo === null && instIdOf(order.symbol) === params["instId"],
  );
  return named.find((order) => books.openOrders.has(order)) ?? named.at(-1) ?? null;
}

function pricesOf(context: ExchangeContext, params: Params): { readonly mark: number } {
  return context.market.prices(symbolOf(text(params, "instId"))) ?? { mark: Number.NaN };
}

function leverageRows({ market, account }: ExchangeContext, instIds: string): Rows {
  return instIds.split(",").map((instId) => {
    return { instId, mgnMode: "cross", lever: String(market.sim.desk.leverage(account, symbolOf(instId))) };
  });
}

function instruments({ market }: ExchangeContext): Rows {
  return [...market.instruments().values()].map((instrument) => ({
    instType: "SWAP",
    instId: instIdOf(instrument.symbol),
    instFamily: instIdOf(instrument.symbol).replace("-SWAP", ""),
    ctType: "linear",
    ctVal: CONTRACT_VALUE,
    ctMult: "1",
    ctValCcy: instrument.baseAsset,
    settleCcy: "USDT",
    lotSz: LOT,
    minSz: contractsOf(instrument.minQty),
    tickSz: instrument.tickSize,
    maxLmtSz: contractsOf(instrument.maxQty),
    maxMktSz: contractsOf(instrument.marketMaxQty),
    state: "live",
    expTime: "",
  }));
}

/** Newest first, from a stamp on, older than a cursor. */
function page(rows: readonly Row[], id: string, params: Params): Rows {
  const begin = Number(params["begin"] ?? 0);
  const after = params["after"] === undefined ? null : BigInt(String(params["after"]));
  return rows
    .filter((row) => Number(row["ts"] ?? Infinity) >= begin)
    .filter((row) => after === null || BigInt(String(row[id])) < after)
    .sort((a, b) => (BigInt(String(a[id])) < BigInt(String(b[id])) ? 1 : -1))
    .slice(0, Number(params["limit"] ?? 100));
}
