import type { ExchangeContext } from "../../../src/core/adapters/paper-server/exchange/exchange-context.js";
import { entryPriceOf } from "../../../src/core/adapters/paper-server/exchange/position-figures.js";
import type {
  AlgoOrder,
  ExchangeOrder,
  ExchangeTrade,
  IncomeEntry,
} from "../../../src/core/adapters/paper-server/exchange/records.js";
import { unrealizedPnl } from "../../../src/core/domain/position.js";
import { addDec, type Dec, decFromNumber, exact, isZeroDec, subDec, ZERO } from "../../../src/core/lib/decimal.js";
import { DAY_MS, HOUR_MS } from "../../../src/core/lib/time.js";

export type Row = Readonly<Record<string, unknown>>;

/** The simulated market counts in USDT, this venue's account is in USDC: a dollar is a dollar here. */
export const CURRENCY = "USDC";
export const instrumentOf = (symbol: string): string => `${symbol.slice(0, -"USDT".length)}_USDC-PERPETUAL`;
export const symbolOf = (instrument: string): string => `${instrument.split("_")[0] ?? ""}USDT`;

/** Labels may be used twice, names in the simulated exchange may not: each has a number behind it. */
export const nameFor = (label: string, number: number): string => `${label}_${String(number)}`;
export const labelOf = (name: string): string => name.replace(/_\d+$/, "");

export const orderIdOf = ({ orderId }: ExchangeOrder): string => `${CURRENCY}-${String(orderId)}`;
export const triggerIdOf = ({ algoId }: AlgoOrder): string => `${CURRENCY}-SLMB-${String(algoId)}`;

const STATES = {
  NEW: "open",
  PARTIALLY_FILLED: "open",
  FILLED: "filled",
  CANCELED: "cancelled",
  EXPIRED: "cancelled",
  EXPIRED_IN_MATCH: "cancelled",
} as const;

/** Why orders were ended that nobody cancelled, by their ids. */
export type Reasons = ReadonlyMap<bigint, string>;

export function orderRow(order: ExchangeOrder, reasons: Reasons): Row {
  const { algo, executedQty, cumQuote } = order;
  const average = isZeroDec(executedQty) ? 0 : exact(cumQuote).dividedBy(exact(executedQty)).toNumber();
  const isCanceled = order.status === "CANCELED";
  return {
    order_id: orderIdOf(order),
    label: labelOf(algo === null ? order.clientOrderId : algo.clientAlgoId),
    ...(algo === null ? {} : { trigger_order_id: triggerIdOf(algo) }),
    instrument_name: instrumentOf(order.symbol),
    direction: order.side,
    amount: Number(order.origQty),
    filled_amount: Number(executedQty),
    average_price: average,
    price: Number(isZeroDec(order.price) ? 100 : order.price),
    order_type: order.type === "MARKET" ? "market" : "limit",
    time_in_force: order.timeInForce === "IOC" ? "immediate_or_cancel" : "good_til_cancelled",
    post_only: order.timeInForce === "GTX",
    reduce_only: order.reduceOnly,
    replaced: order.modifyCount > 0,
    order_state: STATES[order.status],
    ...(isCanceled ? { cancel_reason: reasons.get(order.orderId) ?? "user_request" } : {}),
    is_liquidation: false,
    creation_timestamp: order.createdMs,
    last_update_timestamp: order.updatedMs,
  };
}

const TRIGGER_STATES = {
  NEW: "untriggered",
  TRIGGERING: "triggered",
  TRIGGERED: "triggered",
  FINISHED: "triggered",
  CANCELED: "cancelled",
  EXPIRED: "cancelled",
  REJECTED: "rejected",
} as const;

export function triggerRow(algo: AlgoOrder): Row {
  return {
    order_id: triggerIdOf(algo),
    label: labelOf(algo.clientAlgoId),
    instrument_name: instrumentOf(algo.symbol),
    direction: algo.side,
    amount: Number(algo.qty),
    price: "market_price",
    trigger_price: Number(algo.triggerPrice),
    trigger: algo.workingType === "MARK_PRICE" ? "mark_price" : "last_price",
    order_type: algo.type === "STOP_MARKET" ? "stop_market" : "take_market",
    time_in_force: "good_til_cancelled",
    reduce_only: algo.reduceOnly,
    order_state: TRIGGER_STATES[algo.status],
    ...(algo.status === "CANCELED" ? { cancel_reason: "user_request" } : {}),
    creation_timestamp: algo.createdMs,
    last_update_timestamp: algo.updatedMs,
  };
}

export function tradeRow(trade: ExchangeTrade, order: ExchangeOrder | undefined): Row {
  return {
    trade_id: `${CURRENCY}-${String(trade.tradeId)}`,
    order_id: `${CURRENCY}-${String(trade.orderId)}`,
    label: order === undefined ? "" : labelOf(order.algo?.clientAlgoId ?? order.clientOrderId),
    instrument_name: instrumentOf(trade.symbol),
    direction: trade.side,
    amount: Number(trade.qty),
    price: Number(trade.price),
    fee: Number(trade.fee),
    fee_currency: CURRENCY,
    liquidity: trade.isMaker ? "M" : "T",
    timestamp: trade.atMs,
  };
}

const LOG_TYPES = {
  TRANSFER: "transfer",
  REALIZED_PNL: "trade",
  COMMISSION: "trade",
  INSURANCE_CLEAR: "liquidation",
  FUNDING_FEE: "settlement",
} as const;

export function logRow({ tranId, kind, income, symbol, atMs }: IncomeEntry): Row {
  return {
    id: tranId,
    type: LOG_TYPES[kind],
    currency: CURRENCY,
    change: Number(income),
    total_interest_pl: kind === "FUNDING_FEE" ? Number(income) : 0,
    instrument_name: symbol === "" ? null : instrumentOf(symbol),
    timestamp: atMs,
  };
}

export function positionRows({ books }: ExchangeContext): readonly Row[] {
  return [...books.positions].map(([symbol, position]) => ({
    instrument_name: instrumentOf(symbol),
    kind: "future",
    size: Number(position.holding.qty),
    average_price: isZeroDec(position.holding.qty) ? 0 : Number(entryPriceOf(position)),
  }));
}

/** The last settlement before an instant: 08:00 UTC. */
const settledMs = (nowMs: number): number => nowMs - ((nowMs - 8 * HOUR_MS) % DAY_MS);

/** What was realised since the settlement is in no balance yet. */
export function summaryRow(context: ExchangeContext): Row {
  const { books, market } = context;
  const sinceMs = settledMs(context.nowMs());
  const realised = books.income
    .filter(({ kind, atMs }) => kind === "REALIZED_PNL" && atMs >= sinceMs)
    .reduce((sum: Dec, { income }) => addDec(sum, income), ZERO);
  const open = [...books.positions].reduce((sum: Dec, [symbol, { holding }]) => {
    const mark = market.prices(symbol)?.mark ?? 0;
    return addDec(sum, unrealizedPnl(holding, decFromNumber(mark)));
  }, ZERO);
  return {
    currency: CURRENCY,
    balance: Number(subDec(books.wallet, realised)),
    equity: Number(addDec(books.wallet, open)),
    futures_session_rpl: Number(realised),
    futures_session_upl: Number(open),
    futures_pl: Number(open),
    cross_collateral_enabled: false,
    limits: {
      non_matching_engine: { burst: 1_500, rate: 1_000 },
      matching_engine: { trading: { total: { burst: 250, rate: 200 } } },
    },
  };
}
