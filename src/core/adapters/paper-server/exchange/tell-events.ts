import type { VenueEvent } from "../../../domain/venue-event.js";
import { addDec, compareDec, mulDec, ZERO } from "../../../lib/decimal.js";
import { SELF_TRADE } from "../../../sim/self-trade.js";
import { accountUpdate } from "./account-frames.js";
import { algoUpdate, orderTradeUpdate, tradeLite } from "./order-frames.js";
import type { ExchangeContext } from "./exchange-context.js";
import { tellForced } from "./forced-orders.js";
import { bookFunding, bookTrade } from "./money-moves.js";
import { heldQty } from "./position-figures.js";
import { hasLimit } from "./records.js";
import type { AlgoOrder, ExchangeOrder, ExchangeTrade } from "./records.js";
import { tellActivated } from "./tell-activated.js";

type Filled = Extract<VenueEvent, { type: "order.filled" }>;

/** `er` of the venue for the reasons of the simulated one (BINANCE_USDM 10.1). */
const EXPIRY_REASONS: Readonly<Record<string, number>> = {
  ioc: 2,
  reduce_only: 4,
  position_closed: 4,
  liquidation: 5,
  market_remainder: 9,
  fok: 10,
  post_only: 11,
};

const SELF_TRADE_REASONS = { plain: 1, ioc: 3 } as const;

const DELISTED = 7;

/** Books what happened in the simulated venue and tells it on the private stream, in the order it happened. */
export function tellEvents(context: ExchangeContext, events: readonly VenueEvent[]): void {
  for (const event of events) {
    if ("clientOrderId" in event) tellOrderEvent(context, event);
    else if (event.account !== context.account) continue;
    else if (event.type === "funding.settled") {
      bookFunding(context, event);
      const { atMs, symbol, amount } = event;
      const change = { reason: "FUNDING_FEE", atMs, fundingSymbol: symbol, difference: amount } as const;
      context.emit(accountUpdate(context, change));
    } else tellForced(context, event);
  }
  // A refusal at the trigger follows its trigger at once. What is not refused by now is a regular order.
  for (const algo of context.books.openAlgos) {
    if (algo.status === "TRIGGERING") promote(context, algo, algo.triggeredMs);
  }
  tellActivated(context);
}

type OrderEvent = Extract<VenueEvent, { readonly clientOrderId: string }>;

function tellOrderEvent(context: ExchangeContext, event: OrderEvent): void {
  const subject = context.books.bySimId.get(event.clientOrderId);
  if (subject === undefined) return;
  if (event.type === "order.rejected") {
    refuse(context, event);
    return;
  }
  if (subject.kind === "algo") tellAlgo(context, subject.algo, event);
  else tellOrder(context, subject.order, event);
}

function tellOrder(context: ExchangeContext, order: ExchangeOrder, event: OrderEvent): void {
  const { books } = context;
  const { atMs } = event;
  if (event.type === "order.acknowledged") {
    books.orders.set(order.orderId, order);
    books.openOrders.add(order);
    order.updatedMs = atMs;
    context.emit(orderTradeUpdate(context, order, { type: "NEW", atMs }));
  } else if (event.type === "order.filled") fill(context, order, event);
  else if (event.type === "order.canceled") {
    end(
      context,
      order,
      books.isSettling
        ? { status: "EXPIRED", atMs, expiryReason: DELISTED }
        : { status: "CANCELED", atMs, expiryReason: 0 },
    );
  } else if (event.type === "order.expired") end(context, order, expiry(order, event.reason, atMs));
}

function expiry({ timeInForce }: ExchangeOrder, reason: string, atMs: number): Ending {
  if (reason !== SELF_TRADE) return { status: "EXPIRED", atMs, expiryReason: EXPIRY_REASONS[reason] ?? 0 };
  const expiryReason = SELF_TRADE_REASONS[timeInForce === "IOC" ? "ioc" : "plain"];
  return { status: "EXPIRED_IN_MATCH", atMs, expiryReason };
}

function tellAlgo(context: ExchangeContext, algo: AlgoOrder, event: OrderEvent): void {
  const { books } = context;
  const { atMs } = event;
  if (event.type === "order.acknowledged") {
    books.algos.set(algo.algoId, algo);
    books.openAlgos.add(algo);
    algo.updatedMs = atMs;
    context.emit(algoUpdate(context, algo, { atMs }));
  } else if (event.type === "order.triggered") {
    algo.status = "TRIGGERING";
    algo.triggeredMs = atMs;
    algo.updatedMs = atMs;
    context.emit(algoUpdate(context, algo, { atMs }));
  } else if (algo.status === "TRIGGERING") {
    tellOrder(context, promote(context, algo, atMs), event);
  } else if (event.type === "order.canceled") {
    endAlgo(context, algo, { status: books.isSettling ? "EXPIRED" : "CANCELED", atMs });
  } else if (event.type === "order.expired") {
    endAlgo(context, algo, { status: "EXPIRED", atMs, ...reasonOf(event.reason) });
  }
}

/** The conditional order has become a regular one with an id of its own and the client id of the conditional. */
function promote(context: ExchangeContext, algo: AlgoOrder, atMs: number): ExchangeOrder {
  const { books, ids } = context;
  const order: ExchangeOrder = {
    orderId: ids.orderId(),
    clientOrderId: algo.clientAlgoId,
    simId: algo.simId,
    symbol: algo.symbol,
    side: algo.side,
    type: hasLimit(algo.type) ? "LIMIT" : "MARKET",
    timeInForce: algo.timeInForce,
    closePosition: algo.closePosition,
    workingType: algo.workingType,
    priceProtect: algo.priceProtect,
    priceMatch: algo.priceMatch,
    stpMode: algo.stpMode,
    goodTillMs: algo.goodTillMs,
    createdMs: atMs,
    algo,
    reduceOnly: algo.reduceOnly || algo.closePosition,
    price: algo.price ?? ZERO,
    origQty: algo.qty ?? heldQty(context, algo.symbol),
    executedQty: ZERO,
    cumQuote: ZERO,
    status: "NEW",
    updatedMs: atMs,
    modifyCount: 0,
    modifyId: null,
  };
  algo.status = "TRIGGERED";
  algo.actual = order;
  algo.updatedMs = atMs;
  books.orders.set(order.orderId, order);
  books.openOrders.add(order);
  books.bySimId.set(algo.simId, { kind: "order", order });
  context.emit(algoUpdate(context, algo, { atMs }));
  context.emit(orderTradeUpdate(context, order, { type: "NEW", atMs }));
  return order;
}

function fill(context: ExchangeContext, order: ExchangeOrder, event: Filled): void {
  const { atMs, symbol } = event;
  const isMaker = event.liquidity === "maker";
  const trade: ExchangeTrade = bookTrade(context, order, { ...event, isMaker, feeKind: "COMMISSION" });
  order.executedQty = addDec(order.executedQty, event.qty);
  order.cumQuote = addDec(order.cumQuote, mulDec(event.qty, event.price));
  order.status = compareDec(order.executedQty, order.origQty) >= 0 ? "FILLED" : "PARTIALLY_FILLED";
  order.updatedMs = atMs;
  context.emit(tradeLite(context, order, trade));
  context.emit(orderTradeUpdate(context, order, { type: "TRADE", atMs, trade }));
  context.emit(accountUpdate(context, { reason: "ORDER", atMs, symbol }));
  if (order.status === "FILLED") forget(context, order, atMs);
}

interface Ending {
  readonly status: "CANCELED" | "EXPIRED" | "EXPIRED_IN_MATCH";
  readonly atMs: number;
  readonly expiryReason: number;
}

function end(context: ExchangeContext, order: ExchangeOrder, { status, atMs, expiryReason }: Ending): void {
  order.status = status;
  order.updatedMs = atMs;
  const type = status === "CANCELED" ? "CANCELED" : "EXPIRED";
  context.emit(orderTradeUpdate(context, order, { type, atMs, expiryReason }));
  forget(context, order, atMs);
}

/** The order works no more; with it ends the conditional order that it came from. */
function forget(context: ExchangeContext, order: ExchangeOrder, atMs: number): void {
  context.books.openOrders.delete(order);
  context.books.bySimId.delete(order.simId);
  if (order.algo !== null) endAlgo(context, order.algo, { status: "FINISHED", atMs });
}

interface AlgoEnding {
  readonly status: "CANCELED" | "EXPIRED" | "REJECTED" | "FINISHED";
  readonly atMs: number;
  readonly reason?: string;
}

function endAlgo(context: ExchangeContext, algo: AlgoOrder, { status, ...told }: AlgoEnding): void {
  algo.status = status;
  algo.updatedMs = told.atMs;
  context.books.openAlgos.delete(algo);
  context.books.bySimId.delete(algo.simId);
  context.emit(algoUpdate(context, algo, told));
}

function reasonOf(reason: string): { readonly reason?: string } {
  return reason === "position_closed" ? { reason: "The position was closed." } : {};
}

function refuse(context: ExchangeContext, event: Extract<VenueEvent, { type: "order.rejected" }>): void {
  const { books } = context;
  const { clientOrderId: simId, atMs, code, reason } = event;
  const subject = books.bySimId.get(simId);
  books.bySimId.delete(simId);
  if (subject?.kind === "algo" && subject.algo.status === "TRIGGERING") {
    endAlgo(context, subject.algo, { status: "REJECTED", atMs, reason });
  } else if (subject?.kind === "order" && books.openOrders.has(subject.order)) {
    end(context, subject.order, { status: "EXPIRED", atMs, expiryReason: EXPIRY_REASONS["reduce_only"] ?? 0 });
  } else books.refusals.set(simId, { code, msg: reason });
}
