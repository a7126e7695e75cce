import type { OrderRequest } from "../domain/order.js";
import { toNumber } from "../lib/decimal.js";
import { MINUTE_MS, SECOND_MS } from "../lib/time.js";
import { isTradable, isWorking, marketOf, markOf } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder, removeOrder } from "./end-order.js";
import { checkFilters } from "./filters.js";
import { evaluateLateStop } from "./intrabar.js";
import { isHeldBack, release } from "./interference.js";
import { checkMatch } from "./match-checks.js";
import { executeMarket, placeLimit } from "./meet-market.js";
import { modifyOrder } from "./modify.js";
import { reject } from "./rejection.js";
import type { Rejection } from "./rejection.js";
import type { SimRequest } from "./request.js";
import { schedule } from "./schedule.js";
import type { SimOrder, SimTask } from "./state.js";
import { distantTrigger, followMarket } from "./trailing.js";
import { executeLate } from "./triggers.js";

const LAST_GTD_MS = 253_402_300_799_000;

export function runTask(context: SimContext, task: SimTask): void {
  switch (task.kind) {
    case "arrive": {
      arrive(context, task.request);
      return;
    }
    case "match": {
      match(context, task.request);
      return;
    }
    case "cancel": {
      cancel(context, task.clientOrderId);
      return;
    }
    case "modify": {
      modifyOrder(context, task.change);
      return;
    }
    case "expire":
    case "release":
    case "execute": {
      const order = context.state.orders.find(({ venueOrderId }) => venueOrderId === task.venueOrderId);
      if (order === undefined) return;
      if (task.kind === "expire") expireOrder(context, order, "gtd");
      else if (task.kind === "execute") executeLate(context, order);
      else goOn(context, order);
    }
  }
}

/** The gateway: refuses at once what can't be right, hands the rest on to the matching engine. */
function arrive(context: SimContext, request: SimRequest): void {
  const rejection = gatewayRejection(context, request);
  if (rejection !== null) {
    tellRejection(context, request, rejection);
    return;
  }
  schedule(context, context.state.nowMs + context.policy.ack_latency_ms, { kind: "match", request });
}

function gatewayRejection(context: SimContext, request: SimRequest): Rejection | null {
  const { state, policy } = context;
  const known = context.instruments.get(request.symbol);
  if (known === undefined) return reject("-1121");
  if (!Object.hasOwn(state.accounts, request.account)) return reject("-1109");
  const filters = checkFilters(request, known.instrument, markOf(marketOf(context, request.symbol)));
  if (filters !== null) return filters;
  const untilMs = goodTillMs(request);
  const isAhead = untilMs - state.nowMs > policy.gtd_min_ahead_seconds * SECOND_MS;
  const isDate = untilMs === Infinity || untilMs < LAST_GTD_MS;
  if (!isAhead || !isDate) return reject("-5040");
  const isOpen = openRequests(context).some(({ clientOrderId }) => clientOrderId === request.clientOrderId);
  if (isOpen) return reject("-4116");
  return countRejection(context, request);
}

/** When the venue ends the order by itself; Infinity unless it is good till a date. */
function goodTillMs(request: OrderRequest): number {
  return request.timeInForce === "GTD" ? (request.expireAtMs ?? Infinity) : Infinity;
}

function countRejection(context: SimContext, request: OrderRequest): Rejection | null {
  const { policy } = context;
  const own = openRequests(context).filter(({ account }) => account === request.account);
  if (request.triggerPrice !== null) {
    const conditional = own.filter(({ triggerPrice }) => triggerPrice !== null).length;
    return conditional < policy.max_conditional_orders ? null : reject("-4045");
  }
  const regular = own.filter(({ triggerPrice, symbol }) => triggerPrice === null && symbol === request.symbol).length;
  return regular < policy.max_open_orders_per_symbol ? null : reject("-2025");
}

/** Requests of orders that work, and of those the gateway has let through. */
function openRequests(context: SimContext): readonly OrderRequest[] {
  const { orders, schedule: tasks } = context.state;
  const working = orders.map(({ request }) => request);
  return [...working, ...tasks.flatMap(({ task }) => (task.kind === "match" ? [task.request] : []))];
}

/** The matching engine: acknowledges and acts, or refuses. */
function match(context: SimContext, request: SimRequest): void {
  const rejection = checkMatch(context, request);
  if (rejection !== null) {
    tellRejection(context, request, rejection);
    return;
  }
  const { state } = context;
  const venueOrderId = `${state.idPrefix ?? ""}V${state.nextOrderNumber}`;
  state.nextOrderNumber += 1;
  const order: SimOrder = {
    request,
    venueOrderId,
    limitPrice: request.price === null ? null : toNumber(request.price),
    triggerPrice: request.triggerPrice === null ? null : toNumber(request.triggerPrice),
    leavesQty: request.qty,
    throughPrice: null,
    aheadQty: 0,
  };
  if (request.trail !== undefined) order.triggerPrice = distantTrigger(request.side);
  state.orders.push(order);
  const { clientOrderId } = request;
  context.out.push({ type: "order.acknowledged", atMs: state.nowMs, clientOrderId, venueOrderId });
  const market = marketOf(context, request.symbol);
  if (request.type === "market") {
    if (isTradable(context, market)) executeMarket(context, order, market);
  } else if (request.type === "limit") {
    placeLimit(context, order, market);
  } else if (request.trail !== undefined) {
    followMarket(order, market);
  } else if (state.span?.phase === "late") {
    evaluateLateStop(context, order);
  }
  if (goodTillMs(request) === Infinity || !isWorking(context, order)) return;
  schedule(context, Math.max(goodTillMs(request), state.nowMs), { kind: "expire", venueOrderId });
}

/** What was held back joins the market: a limit rests whole, anything else executes the rest. */
function goOn(context: SimContext, order: SimOrder): void {
  if (!isHeldBack(order)) return;
  const { request, venueOrderId } = order;
  const market = marketOf(context, request.symbol);
  if (request.type !== "limit" && !isTradable(context, market)) {
    schedule(context, context.state.nowMs + MINUTE_MS, { kind: "release", venueOrderId });
    return;
  }
  release(order);
  if (request.type !== "limit") executeMarket(context, order, market);
}

function cancel(context: SimContext, clientOrderId: string): void {
  const { nowMs, orders } = context.state;
  const order = orders.find(({ request }) => request.clientOrderId === clientOrderId);
  if (order === undefined) {
    context.out.push({ type: "cancel.rejected", atMs: nowMs, clientOrderId, ...reject("-2011") });
    return;
  }
  removeOrder(context, order);
  context.out.push({ type: "order.canceled", atMs: nowMs, clientOrderId, reason: "requested" });
}

function tellRejection(context: SimContext, request: OrderRequest, rejection: Rejection): void {
  const { clientOrderId } = request;
  context.out.push({ type: "order.rejected", atMs: context.state.nowMs, clientOrderId, ...rejection });
}
