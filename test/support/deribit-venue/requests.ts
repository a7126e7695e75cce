import { cancelAlgo, cancelOrder } from "../../../src/core/adapters/paper-server/exchange/end-orders.js";
import type { ExchangeContext } from "../../../src/core/adapters/paper-server/exchange/exchange-context.js";
import { modifyOrder } from "../../../src/core/adapters/paper-server/exchange/modify-order.js";
import { placeAlgo } from "../../../src/core/adapters/paper-server/exchange/place-algo.js";
import { placeOrder } from "../../../src/core/adapters/paper-server/exchange/place-order.js";
import type { AlgoOrder, ExchangeOrder } from "../../../src/core/adapters/paper-server/exchange/records.js";
import { compareDec, type Dec, dec, isZeroDec, toNumber } from "../../../src/core/lib/decimal.js";
import { DAY_MS } from "../../../src/core/lib/time.js";
import { NOT_OPEN, POST_ONLY, type Refusal, refusalOf, TIMED_OUT } from "./refusals.js";
import type { Coins } from "./coins.js";
import {
  CURRENCY,
  instrumentOf,
  labelOf,
  logRow,
  nameFor,
  orderRow,
  positionRows,
  type Row,
  summaryRow,
  symbolOf,
  tradeRow,
  triggerRow,
} from "./rows.js";

/** As they come in a query, or in a message on a socket. */
export type Params = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type Answer = { readonly result: unknown } | { readonly error: Refusal };

export interface Desk {
  readonly context: ExchangeContext;
  readonly reasons: Map<bigint, string>;
  /** Money in coin, which no contract of the simulated market moves. */
  readonly coins: Coins;
  /** A number of its own for each order. */
  readonly nextNumber: () => number;
}

const text = (params: Params, name: string): string => String(params[name] ?? "");
const refused = (error: Refusal): Answer => ({ error });
const decOf = (params: Params, name: string): Dec | null =>
  params[name] === undefined ? null : dec(text(params, name));

/** Everything that the adapter asks, by method. */
export const METHODS: Readonly<Record<string, (desk: Desk, params: Params) => Answer>> = {
  "public/get_time": ({ context }) => ({ result: context.nowMs() }),
  "public/get_instruments": ({ context }) => ({ result: instruments(context) }),
  "public/ticker": ({ context }, params) => {
    const mark = context.market.prices(symbolOf(text(params, "instrument_name")))?.mark ?? Number.NaN;
    return { result: { mark_price: mark, max_price: mark * 1.05, min_price: mark * 0.95 } };
  },
  "private/get_account_summaries": ({ context, coins }) => ({
    result: { id: 10, summaries: [summaryRow(context), ...coins.summaries()] },
  }),
  "private/get_positions": ({ context, coins }) => ({ result: [...positionRows(context), ...coins.positions] }),
  "private/get_open_orders": (desk) => ({
    result: [
      ...[...desk.context.books.openOrders].map((order) => orderRow(order, desk.reasons)),
      ...[...desk.context.books.openAlgos].filter(waits).map(triggerRow),
    ],
  }),
  "private/get_order_state_by_label": (desk, params) => ({ result: labelled(desk, text(params, "label")) }),
  "private/get_user_trades_by_instrument_and_time": trades,
  "private/get_transaction_log": log,
  "private/buy": (desk, params) => place(desk, params, "buy"),
  "private/sell": (desk, params) => place(desk, params, "sell"),
  "private/edit_by_label": edit,
  "private/cancel_by_label": cancelLabelled,
};

function place(desk: Desk, params: Params, side: "buy" | "sell"): Answer {
  if (Number(params["valid_until"] ?? Infinity) < desk.context.nowMs()) return refused(TIMED_OUT);
  return params["trigger_price"] === undefined ? placeRegular(desk, params, side) : placeTrigger(desk, params, side);
}

function placeRegular({ context, reasons, nextNumber }: Desk, params: Params, side: "buy" | "sell"): Answer {
  const isPostOnly = text(params, "post_only") === "true";
  const placed = placeOrder(context, {
    symbol: symbolOf(text(params, "instrument_name")),
    side,
    positionSide: "BOTH",
    type: params["type"] === "market" ? "MARKET" : "LIMIT",
    timeInForce: isPostOnly ? "GTX" : params["time_in_force"] === "immediate_or_cancel" ? "IOC" : "GTC",
    qty: dec(text(params, "amount")),
    price: decOf(params, "price"),
    priceMatch: null,
    reduceOnly: text(params, "reduce_only") === "true",
    clientOrderId: nameFor(text(params, "label"), nextNumber()),
    stpMode: "EXPIRE_MAKER",
    goodTillMs: null,
  });
  if (!placed.ok) return refused(refusalOf(placed.error));
  return { result: { order: orderRow(placed.value, reasons), trades: tradesOf(context, placed.value) } };
}

function placeTrigger({ context, nextNumber }: Desk, params: Params, side: "buy" | "sell"): Answer {
  const placed = placeAlgo(context, {
    symbol: symbolOf(text(params, "instrument_name")),
    side,
    positionSide: "BOTH",
    type: params["type"] === "stop_market" ? "STOP_MARKET" : "TAKE_PROFIT_MARKET",
    qty: dec(text(params, "amount")),
    triggerPrice: decOf(params, "trigger_price"),
    price: null,
    priceMatch: null,
    activatePrice: null,
    callbackRate: null,
    goodTillMs: null,
    timeInForce: "GTC",
    workingType: params["trigger"] === "mark_price" ? "MARK_PRICE" : "CONTRACT_PRICE",
    closePosition: false,
    reduceOnly: text(params, "reduce_only") === "true",
    priceProtect: false,
    clientAlgoId: nameFor(text(params, "label"), nextNumber()),
    stpMode: "EXPIRE_MAKER",
  });
  return placed.ok
    ? { result: { order: triggerRow(placed.value), trades: [] } }
    : refused(refusalOf(placed.error, true));
}

/** A post-only order whose new price would take is cancelled by it. */
function edit(desk: Desk, params: Params): Answer {
  const { context, reasons } = desk;
  if (Number(params["valid_until"] ?? Infinity) < context.nowMs()) return refused(TIMED_OUT);
  const open = [...context.books.openOrders].filter((order) => isNamed(order, text(params, "label")));
  const [order] = open;
  if (order === undefined || open.length > 1) return refused(NOT_OPEN);
  const [qty, price] = [dec(text(params, "amount")), dec(text(params, "price"))];
  const hasFilled = !isZeroDec(order.executedQty) && compareDec(qty, order.executedQty) <= 0;
  const isRejected = !hasFilled && order.timeInForce === "GTX" && wouldTake(context, order, price);
  if (isRejected) reasons.set(order.orderId, "edit_post_only_reject");
  const ref = { symbol: order.symbol, orderId: order.orderId, clientOrderId: null };
  const modified = modifyOrder(context, { ref, side: order.side, qty, price, priceMatch: null, modifyId: null });
  if (!modified.ok && modified.error.code !== -5027) return refused(refusalOf(modified.error));
  if (isRejected) return refused(POST_ONLY);
  return { result: { order: orderRow(order, reasons), trades: [] } };
}

function wouldTake({ market }: ExchangeContext, { side, symbol }: ExchangeOrder, price: Dec): boolean {
  const prices = market.prices(symbol);
  if (prices === null) return false;
  return side === "buy" ? toNumber(price) >= prices.bestAsk : toNumber(price) <= prices.bestBid;
}

/** How many it ended. */
function cancelLabelled({ context }: Desk, params: Params): Answer {
  const label = text(params, "label");
  const orders = [...context.books.openOrders].filter((order) => isNamed(order, label) || isBornOf(order, label));
  const algos = [...context.books.openAlgos].filter((algo) => waits(algo) && labelOf(algo.clientAlgoId) === label);
  for (const { symbol, orderId } of orders) cancelOrder(context, { symbol, orderId, clientOrderId: null });
  for (const { algoId } of algos) cancelAlgo(context, { algoId, clientAlgoId: null });
  return { result: orders.length + algos.length };
}

function labelled({ context, reasons }: Desk, label: string): readonly Row[] {
  const { orders, algos } = context.books;
  return [
    ...[...orders.values()]
      .filter((order) => isNamed(order, label) || isBornOf(order, label))
      .map((order) => orderRow(order, reasons)),
    ...[...algos.values()].filter(({ clientAlgoId }) => labelOf(clientAlgoId) === label).map(triggerRow),
  ];
}

function trades({ context }: Desk, params: Params): Answer {
  const { books } = context;
  const [fromMs, untilMs, count] = ["start_timestamp", "end_timestamp", "count"].map((name) => Number(params[name]));
  const recentMs = context.nowMs() - DAY_MS;
  const rows = books.trades
    .filter(({ symbol }) => instrumentOf(symbol) === params["instrument_name"])
    .filter(({ atMs }) => atMs >= fromMs! && atMs <= untilMs!)
    .filter(({ atMs }) => text(params, "historical") === "true" || atMs >= recentMs)
    .map((trade) => tradeRow(trade, books.orders.get(trade.orderId)));
  return { result: { trades: rows.slice(0, count), has_more: rows.length > count! } };
}

function log({ context, coins }: Desk, params: Params): Answer {
  const [fromMs, untilMs, count] = ["start_timestamp", "end_timestamp", "count"].map((name) => Number(params[name]));
  const from = Number(params["continuation"] ?? 0);
  const all = params["currency"] === CURRENCY ? context.books.income.map(logRow) : coins.log(text(params, "currency"));
  const rows = all.filter(({ timestamp }) => Number(timestamp) >= fromMs! && Number(timestamp) <= untilMs!).reverse();
  const isLast = rows.length <= from + count!;
  return { result: { logs: rows.slice(from, from + count!), continuation: isLast ? null : from + count! } };
}

function tradesOf({ books }: ExchangeContext, order: ExchangeOrder): readonly Row[] {
  return books.trades.filter(({ orderId }) => orderId === order.orderId).map((trade) => tradeRow(trade, order));
}

const waits = ({ status }: AlgoOrder): boolean => status === "NEW";
const isNamed = ({ algo, clientOrderId }: ExchangeOrder, label: string): boolean =>
  algo === null && labelOf(clientOrderId) === label;
const isBornOf = ({ algo }: ExchangeOrder, label: string): boolean =>
  algo !== null && labelOf(algo.clientAlgoId) === label;

const INVERSE: Row = {
  instrument_name: "BTC-PERPETUAL",
  kind: "future",
  instrument_type: "reversed",
  settlement_period: "perpetual",
  base_currency: "BTC",
  quote_currency: "USD",
  settlement_currency: "BTC",
  is_active: true,
  tick_size: 0.5,
  min_trade_amount: 10,
  contract_size: 10,
  max_leverage: 50,
  maker_commission: 0,
  taker_commission: 0.0005,
};

/** One of them is inverse: it is listed, and never traded. */
function instruments({ market }: ExchangeContext): readonly Row[] {
  const linear = [...market.instruments().values()].map((instrument) => ({
    instrument_name: instrumentOf(instrument.symbol),
    kind: "future",
    instrument_type: "linear",
    settlement_period: "perpetual",
    base_currency: instrument.baseAsset,
    quote_currency: "USDC",
    settlement_currency: "USDC",
    is_active: true,
    tick_size: Number(instrument.tickSize),
    min_trade_amount: Number(instrument.minQty),
    contract_size: Number(instrument.stepSize),
    max_leverage: 50,
    maker_commission: instrument.makerFeeRate,
    taker_commission: instrument.takerFeeRate,
  }));
  return [...linear, INVERSE];
}
