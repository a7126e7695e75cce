import { ok } from "../../../lib/result.js";
import type { ExchangeContext } from "./exchange-context.js";
import type { AlgoOrder, ExchangeOrder } from "./records.js";
import { tellEvents } from "./tell-events.js";
import { refuse } from "./venue-error.js";
import type { Answer } from "./venue-error.js";

/** Names a regular order; the id wins where both are given ("Modify Order", 2026-10). */
export interface OrderRef {
  readonly symbol: string;
  readonly orderId: bigint | null;
  readonly clientOrderId: string | null;
}

export interface AlgoRef {
  readonly algoId: number | null;
  readonly clientAlgoId: string | null;
}

export function findOpen(context: ExchangeContext, ref: OrderRef): ExchangeOrder | null {
  return [...context.books.openOrders].find((order) => isMeant(order, ref)) ?? null;
}

/** The newest that bears the name, for an id may be used again once its order has ended. */
export function findOrder(context: ExchangeContext, ref: OrderRef): ExchangeOrder | null {
  const known = [...context.books.orders.values()];
  return findOpen(context, ref) ?? known.reverse().find((order) => isMeant(order, ref)) ?? null;
}

export function isMeant(order: ExchangeOrder, { symbol, orderId, clientOrderId }: OrderRef): boolean {
  if (order.symbol !== symbol) return false;
  return orderId === null ? order.clientOrderId === clientOrderId : order.orderId === orderId;
}

export function findAlgo(context: ExchangeContext, { algoId, clientAlgoId }: AlgoRef): AlgoOrder | null {
  if (algoId !== null) return context.books.algos.get(algoId) ?? null;
  const named = [...context.books.algos.values()].filter((algo) => algo.clientAlgoId === clientAlgoId);
  return named.find((algo) => context.books.openAlgos.has(algo)) ?? named.at(-1) ?? null;
}

export function cancelOrder(context: ExchangeContext, ref: OrderRef): Answer<ExchangeOrder> {
  const order = findOpen(context, ref);
  if (order === null) return refuse("-2011");
  endInVenue(context, order.simId);
  return ok(order);
}

/** Only one that waits: once triggered it is a regular order and ends as one. */
export function cancelAlgo(context: ExchangeContext, ref: AlgoRef): Answer<AlgoOrder> {
  const algo = findAlgo(context, ref);
  if (algo?.status !== "NEW") return refuse("-2011");
  endInVenue(context, algo.simId);
  return ok(algo);
}

export function cancelAllOrders(context: ExchangeContext, symbol: string): void {
  for (const order of [...context.books.openOrders]) if (order.symbol === symbol) endInVenue(context, order.simId);
}

export function cancelAllAlgos(context: ExchangeContext, symbol: string): void {
  for (const algo of [...context.books.openAlgos]) {
    if (algo.symbol === symbol && algo.status === "NEW") endInVenue(context, algo.simId);
  }
}

export function endInVenue(context: ExchangeContext, simId: string): void {
  const nowMs = context.nowMs();
  context.market.sim.cancel(simId, nowMs);
  tellEvents(context, context.market.sim.advance(nowMs));
}
