import type { InputEvent } from "../domain/event.js";
import { notionalAfter } from "../domain/notional-after.js";
import { isFinal, type OrderChange, type OrderRequest } from "../domain/order.js";
import { compareDec, toNumber } from "../lib/decimal.js";
import type { Broker } from "../ports/broker.js";
import { holdsLease } from "./connection-gates.js";
import type { EngineState } from "./state.js";

interface InterlockOptions {
  readonly broker: Broker;
  /** Read only. */
  readonly state: EngineState;
  /** Journals a refusal as the order's fate. */
  readonly tell: (event: InputEvent) => void;
  /** Null while doctor's preflight is green, else what is wrong. */
  readonly preflight: () => string | null;
}

/**
 * The production interlock: in mode prod nothing that could increase exposure reaches the venue without an armed lease
 * that holds now, its ceiling, and a green preflight. A change counts as an order where it makes an entry larger or
 * nearer to the market. Cancels, stops and reduce-only orders always pass, so that an expiring lease never strips
 * protection. Other modes are let through: their venue is not production.
 */
export function interlockBroker({ broker, state, tell, preflight }: InterlockOptions): Broker {
  // The books learn of a refusal with the next input: until then an order that never left must not use up the lease.
  const refused = new Set<string>();
  return {
    capabilities: broker.capabilities,
    place: (request, atMs) => {
      const { clientOrderId } = request;
      for (const id of refused) if (isOver(state, id)) refused.delete(id);
      const refusal = refusalOf(request, { state, refused }, preflight);
      if (refusal === null) broker.place(request, atMs);
      else {
        refused.add(clientOrderId);
        tell({ type: "order.rejected", atMs, clientOrderId, code: 0, reason: `interlock: ${refusal}` });
      }
    },
    cancel: (clientOrderId, symbol, atMs) => {
      broker.cancel(clientOrderId, symbol, atMs);
    },
    modify: (change, atMs) => {
      const refusal = changeRefusalOf(change, { state, refused }, preflight);
      if (refusal === null) broker.modify(change, atMs);
      else {
        const { clientOrderId } = change;
        tell({ type: "modify.rejected", atMs, clientOrderId, code: 0, reason: `interlock: ${refusal}` });
      }
    },
    query: (clientOrderId, symbol) => broker.query(clientOrderId, symbol),
    openOrders: () => broker.openOrders(),
  };
}

interface Exposed {
  readonly state: EngineState;
  /** Client order ids that were turned back, and are not over in the books yet. */
  readonly refused: ReadonlySet<string>;
}

function isOver({ portfolio }: EngineState, clientOrderId: string): boolean {
  const order = portfolio.orders[clientOrderId];
  return order === undefined || isFinal(order.status);
}

/** Why an order may not leave; null when it may. */
function refusalOf(request: OrderRequest, exposed: Exposed, preflight: () => string | null): string | null {
  if (exposed.state.mode !== "prod" || request.reduceOnly || request.closePosition) return null;
  return leaseRefusal(exposed, preflight, 0);
}

/** Reduce-only is the books' word, not the caller's: an order that they don't know may open. */
function changeRefusalOf(change: OrderChange, exposed: Exposed, preflight: () => string | null): string | null {
  const { state } = exposed;
  const record = state.portfolio.orders[change.clientOrderId];
  const { price = null, qty = null, reduceOnly = false } = record?.request ?? {};
  if (state.mode !== "prod" || reduceOnly) return null;
  if (record === undefined || price === null || qty === null) return "the books know no such limit order";
  const nearer = compareDec(change.price, price) * (change.side === "buy" ? 1 : -1) > 0;
  if (!nearer && compareDec(change.qty, qty) <= 0) return null;
  // The books count an asked change with the larger of its two sizes.
  const addedUsd = notionalAfter(record, change) - record.notionalUsd;
  return leaseRefusal(exposed, preflight, Math.max(0, addedUsd));
}

function leaseRefusal(exposed: Exposed, preflight: () => string | null, addedUsd: number): string | null {
  const { state } = exposed;
  const { lease } = state;
  if (lease === null || !holdsLease(state)) return "no lease is armed for this configuration now (hedge arm)";
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
