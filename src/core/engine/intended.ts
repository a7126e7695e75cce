import type { IntendedOrder } from "../domain/event.js";
import type { VetoRecord } from "../domain/veto-record.js";
import type { Veto } from "../domain/intent.js";
import type { OrderRecord } from "../domain/order.js";
import { toNumber } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { sliceCount, toOrderRequest } from "../routing/order-request.js";
import type { PlannedRoute } from "../routing/plan-route.js";
import { decisionPrice } from "../routing/quote.js";
import { instrumentOf } from "./instrument-of.js";
import { symbolView } from "./view.js";
import type { EngineContext, EngineState } from "./state.js";

/** Which try at the same intent this is, and which part of it; ids differ by both. */
export interface Attempt {
  readonly attempt: number;
  readonly slice: number;
  readonly atMs: number;
}

/** The record of an order as it is journaled before it may be sent. */
export function intendedOrder(
  routed: PlannedRoute,
  { attempt, slice, atMs }: Attempt,
  state: EngineState,
  ctx: EngineContext,
): IntendedOrder {
  const { order } = routed;
  const { intent } = order;
  const view = present(symbolView(state, intent.symbol, ctx, intent.account), `view of ${intent.symbol}`);
  const request = toOrderRequest({ routed, attempt, slice, atMs, instrument: view.instrument });
  return {
    request,
    intentId: intent.id,
    groupId: intent.groupId,
    strategy: intent.strategy,
    purpose: intent.purpose,
    attempt,
    exits: intent.exits,
    style: routed.style,
    routeReason: routed.reason,
    maxSlippageBps: routed.maxSlippageBps,
    expectedCostBps: routed.expectedCostBps,
    // A resting exit is measured from its trigger.
    decisionPrice: request.triggerPrice ?? decisionPrice(view, order.referencePrice),
    notionalUsd: notionalUsd(routed),
    // The level that was planned: the request has it on the venue's grid.
    stopPrice: order.triggerPrice,
    strength: intent.strength,
    reasons: intent.reasons,
    clamps: order.clamps,
    rulesEvaluated: order.rulesEvaluated,
    ...(intent.leg === undefined ? {} : { leg: intent.leg }),
    ...(routed.twap === undefined ? {} : { twap: routed.twap }),
  };
}

function notionalUsd({ order, qty, twap }: PlannedRoute): number {
  return twap === undefined ? order.notionalUsd : (order.notionalUsd * toNumber(qty)) / toNumber(order.qty);
}

/**
 * The orders of a first attempt: one, or several where the venue's largest market order is smaller. Of an entry in
 * slices only the first; the others follow when they are due.
 */
export function intendedOrders(routed: PlannedRoute, state: EngineState, ctx: EngineContext): readonly IntendedOrder[] {
  const { account, symbol } = routed.order.intent;
  const instrument = present(instrumentOf(state, symbol, ctx, account), "instrument");
  const slices = routed.order.closePosition ? 1 : sliceCount(routed.qty, instrument);
  const { atMs } = state;
  return Array.from({ length: slices }, (_, slice) => intendedOrder(routed, { attempt: 0, slice, atMs }, state, ctx));
}

export function vetoRecord({ id, order, primary, violations }: Veto): VetoRecord {
  const { intent } = order;
  return {
    id,
    intentId: intent.id,
    strategy: intent.strategy,
    account: intent.account,
    symbol: intent.symbol,
    side: intent.side,
    purpose: intent.purpose,
    primary,
    violations,
    qty: order.qty,
    notionalUsd: order.notionalUsd,
    referencePrice: order.referencePrice,
    strength: intent.strength,
    stopDistance: intent.exits?.stopDistance ?? null,
    clamps: order.clamps,
  };
}

/** A part of an order that was approved: same intent, smaller quantity, sent otherwise. */
export function partOf(
  order: OrderRecord,
  sent: Pick<IntendedOrder, "request" | "attempt" | "style" | "routeReason" | "maxSlippageBps" | "expectedCostBps">,
): IntendedOrder {
  const share = Number(sent.request.qty) / Number(order.request.qty);
  return {
    request: sent.request,
    intentId: order.intentId,
    groupId: order.groupId,
    strategy: order.strategy,
    purpose: order.purpose,
    attempt: sent.attempt,
    exits: order.exits,
    style: sent.style,
    routeReason: sent.routeReason,
    maxSlippageBps: sent.maxSlippageBps,
    expectedCostBps: sent.expectedCostBps,
    decisionPrice: order.decisionPrice,
    notionalUsd: order.notionalUsd * share,
    stopPrice: order.stopPrice,
    strength: order.strength,
    reasons: order.reasons,
    clamps: [],
    rulesEvaluated: order.rulesEvaluated,
  };
}
