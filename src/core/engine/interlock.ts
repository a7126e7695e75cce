import { notionalAfter } from "../domain/notional-after.js";
import { isFinal, type OrderChange, type OrderRequest } from "../domain/order.js";
import { compareDec, toNumber } from "../lib/decimal.js";
import { holdsLease } from "./connection-gates.js";
import type { EngineState } from "./state.js";
import { whyNothingOpens } from "./strategy-halts.js";

interface InterlockOptions {
  /** Read only. */
  readonly state: EngineState;
  /** Null while doctor's preflight is green, else what is wrong. */
  readonly preflight: () => string | null;
  /** Venue time. */
  readonly nowMs: () => number;
}

/**
 * Why something must not go to the venue; null where it may. `order` and `change` are asked when it is handed to the
 * broker, `leaving` right before each send of it, first or repeated.
 */
export interface Interlock {
  order(request: OrderRequest): string | null;
  change(change: OrderChange): string | null;
  readonly leaving: {
    order(request: OrderRequest): string | null;
    change(change: OrderChange): string | null;
  };
  /** An order that never left must not use up the lease until the books learn of it. */
  turnedBack(clientOrderId: string): void;
}

/**
 * The production interlock: in mode prod nothing that could increase exposure reaches the venue without an armed lease
 * that holds now, its ceiling, and a green preflight. A change counts as an order where it makes an entry larger or
 * nearer to the market. Stops and reduce-only orders always pass, so that an expiring lease never strips protection.
 * Other modes are let through: their venue is not production.
 *
 * In every mode what opens leaves only while trading is ACTIVE: between the decision and the send lie waits.
 */
export function createInterlock({ state, preflight, nowMs }: InterlockOptions): Interlock {
  const refused = new Set<string>();
  const exposed = (): Exposed => {
    for (const id of refused) if (isOver(state, id)) refused.delete(id);
    return { state, refused, nowMs: nowMs() };
  };
  const order: Interlock["order"] = (request) => refusalOf(request, exposed(), preflight);
  const change: Interlock["change"] = (asked) => changeRefusalOf(asked, exposed(), preflight);
  const said = (refusal: string | null): string | null => (refusal === null ? null : `interlock: ${refusal}`);
  return {
    order,
    change,
    leaving: {
      order: (request) => (reduces(request) ? null : (closedTrading(state, request) ?? said(order(request)))),
      change: (asked) =>
        mayEnlarge(asked, state) ? (closedTrading(state, asked) ?? said(change(asked))) : said(change(asked)),
    },
    turnedBack: (clientOrderId) => refused.add(clientOrderId),
  };
}

function reduces({ reduceOnly, closePosition }: OrderRequest): boolean {
  return reduceOnly || closePosition;
}

/** A halt of everything or of its strategy, a gate or a stop of the session that came after the decision. */
function closedTrading(state: EngineState, { clientOrderId }: Pick<OrderRequest, "clientOrderId">): string | null {
  const strategy = state.portfolio.orders[clientOrderId]?.strategy ?? "";
  const reason = whyNothingOpens(state, strategy);
  return reason === null ? null : `not sent: ${reason}`;
}

interface Exposed {
  readonly state: EngineState;
  /** Venue time: the books' own stands still while nothing is heard. */
  readonly nowMs: number;
  /** Client order ids that were turned back, and are not over in the books yet. */
  readonly refused: ReadonlySet<string>;
}

function isOver({ portfolio }: EngineState, clientOrderId: string): boolean {
  const order = portfolio.orders[clientOrderId];
  return order === undefined || isFinal(order.status);
}

/** Why an order may not leave; null when it may. */
function refusalOf(request: OrderRequest, exposed: Exposed, preflight: () => string | null): string | null {
  if (exposed.state.mode !== "prod" || reduces(request)) return null;
  return leaseRefusal(exposed, preflight, 0);
}

/** Reduce-only is the books' word, not the caller's: an order that they don't know may open. */
function changeRefusalOf(change: OrderChange, exposed: Exposed, preflight: () => string | null): string | null {
  const { state } = exposed;
  const record = state.portfolio.orders[change.clientOrderId];
  const { price = null, qty = null, reduceOnly = false } = record?.request ?? {};
  if (state.mode !== "prod" || reduceOnly) return null;
  if (record === undefined || price === null || qty === null) return "the books know no such limit order";
  if (!mayEnlarge(change, state)) return null;
  // The books count an asked change with the larger of its two sizes.
  const addedUsd = notionalAfter(record, change) - record.notionalUsd;
  return leaseRefusal(exposed, preflight, Math.max(0, addedUsd));
}

/** Whether a change makes an order that may open larger, or brings it nearer to the market. */
function mayEnlarge(change: OrderChange, { portfolio }: EngineState): boolean {
  const { price = null, qty = null, reduceOnly = false } = portfolio.orders[change.clientOrderId]?.request ?? {};
  if (reduceOnly) return false;
  if (price === null || qty === null) return true;
  const nearer = compareDec(change.price, price) * (change.side === "buy" ? 1 : -1) > 0;
  return nearer || compareDec(change.qty, qty) > 0;
}

function leaseRefusal(exposed: Exposed, preflight: () => string | null, addedUsd: number): string | null {
  const { state } = exposed;
  const { lease } = state;
  const atMs = Math.max(state.atMs, exposed.nowMs);
  if (lease === null || !holdsLease({ ...state, atMs }))
    return "no lease is armed for this configuration now (hedge arm)";
  const problem = preflight();
  if (problem !== null) return `the preflight is not green: ${problem}`;
  const grossUsd = grossWithOrders(exposed) + addedUsd;
  const within = grossUsd <= toNumber(lease.maxNotionalUsd);
  return within
    ? null
    : `${grossUsd.toFixed(0)} USDT with what is on its way, the lease allows ${lease.maxNotionalUsd}`;
}

/** |positions| at mark and every entry that was sent and may still fill, this one and unknown ones included. */
function grossWithOrders({ state: { portfolio, market }, refused }: Exposed): number {
  let grossUsd = 0;
  for (const { symbol, qty } of Object.values(portfolio.positions)) {
    grossUsd += Math.abs(toNumber(qty) * (market[symbol]?.mark ?? Number.NaN));
  }
  for (const { purpose, status, notionalUsd, request } of Object.values(portfolio.orders)) {
    if (refused.has(request.clientOrderId)) continue;
    if (purpose === "open" && status !== "intended" && !isFinal(status)) grossUsd += notionalUsd;
  }
  return grossUsd;
}
