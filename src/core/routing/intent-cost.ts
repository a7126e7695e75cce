import type { EventBody } from "../domain/event.js";
import type { Purpose, Side } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { toNumber } from "../lib/decimal.js";
import { type Arrival, type Shortfall, shortfallOf } from "./shortfall.js";
import type { RouterState } from "./state.js";

/** What the orders of one intent came to, all attempts and slices together. Plain numbers: it measures, it books nothing. */
export interface IntentCost {
  readonly intentId: string;
  readonly strategy: string;
  readonly purpose: Purpose;
  readonly side: Side;
  /** Of its first order. */
  readonly style: "maker" | "taker";
  readonly decidedAtMs: number;
  readonly decision: number;
  /** Best prices when the venue acknowledged the first order; null without a book. */
  arrival: Arrival | null;
  acknowledged: boolean;
  /** First attempts sent so far. */
  askedQty: number;
  qty: number;
  quote: number;
  makerQty: number;
  fees: number;
}

/** Intents kept of each account × symbol. */
const COSTS_KEPT = 64;

/** Folds what became of an order into the cost of its intent. Resting exits and forced closes are not the router's choice. */
export function applyIntentCosts(
  state: RouterState,
  event: EventBody,
  order: OrderRecord | null,
  arrival: (symbol: string) => Arrival | null,
): void {
  if (order === null || order.style === "resting" || order.purpose === "flatten") return;
  if (event.type === "order.submitted") {
    const cost = costOf(state, order, order.style);
    if (order.attempt === 0 && order.request.qty !== null) cost.askedQty += toNumber(order.request.qty);
    return;
  }
  const cost = known(state, order);
  if (cost === undefined) return;
  if (event.type === "order.acknowledged" && !cost.acknowledged) {
    cost.acknowledged = true;
    cost.arrival = arrival(order.request.symbol);
  } else if (event.type === "order.filled") {
    const qty = toNumber(event.qty);
    cost.qty += qty;
    cost.quote += qty * toNumber(event.price);
    cost.fees += toNumber(event.fee);
    if (event.liquidity === "maker") cost.makerQty += qty;
  }
}

export function costsOf(state: RouterState, account: string, symbol: string): readonly IntentCost[] {
  return state.costs[positionKey(account, symbol)] ?? [];
}

/** Implementation shortfall of an intent so far; null while nothing has filled. */
export function intentShortfall(cost: IntentCost): Shortfall | null {
  return shortfallOf(cost, cost.arrival);
}

function known(state: RouterState, order: OrderRecord): IntentCost | undefined {
  const { account, symbol } = order.request;
  return state.costs[positionKey(account, symbol)]?.findLast(({ intentId }) => intentId === order.intentId);
}

function costOf(state: RouterState, order: OrderRecord, style: IntentCost["style"]): IntentCost {
  const found = known(state, order);
  if (found !== undefined) return found;
  const { intentId, strategy, purpose, request } = order;
  const created: IntentCost = {
    ...{ intentId, strategy, purpose, side: request.side, style },
    decidedAtMs: order.intendedAtMs,
    decision: toNumber(order.decisionPrice),
    arrival: null,
    acknowledged: false,
    ...{ askedQty: 0, qty: 0, quote: 0, makerQty: 0, fees: 0 },
  };
  const list = (state.costs[positionKey(request.account, request.symbol)] ??= []);
  list.push(created);
  if (list.length > COSTS_KEPT) list.shift();
  return created;
}
