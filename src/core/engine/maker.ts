import type { IntendedOrder, OutputEvent } from "../domain/event.js";
import type { OrderRecord } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { fallback, type FallbackStep } from "../routing/fallback.js";
import { adaptiveOffset } from "../routing/offset.js";
import { policyFor } from "../routing/policy-in-force.js";
import { routeMeasures } from "../routing/quality.js";
import { present } from "../lib/invariant.js";
import { entryEnd, hasFilled } from "./entry-end.js";
import { mayCancel } from "./refused-cancels.js";
import type { EngineContext, EngineState } from "./state.js";
import { symbolView } from "./view.js";

/**
 * Withdraws maker orders that are left behind or whose time is up, and decides on the rest of those that ended: quote
 * it again, take it, or give it up.
 */
export function makerStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  for (const order of Object.values(state.portfolio.orders)) {
    if (order.style !== "maker") continue;
    const { clientOrderId } = order.request;
    const step = stepOf(order, state, ctx);
    if (step.kind === "cancel") {
      if (!mayCancel(state, clientOrderId, ctx)) continue;
      return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason: step.reason };
    }
    if (!state.fallbacks.includes(clientOrderId)) continue;
    if (step.kind === "take" || step.kind === "quote") return orderRest(order, step, state);
    const reason = step.kind === "give_up" ? step.reason : "nothing left";
    return { type: "intent.given_up", atMs: state.atMs, clientOrderId, intentId: order.intentId, reason };
  }
  return null;
}

function stepOf(record: OrderRecord, state: EngineState, ctx: EngineContext): FallbackStep {
  const { account, symbol, clientOrderId } = record.request;
  const view = present(symbolView(state, symbol, ctx), `view of ${symbol}`);
  const { atMs, router } = state;
  const policy = policyFor({ router, account, view, policy: ctx.routing, atMs });
  const offsetBps = (): number => {
    const measures = routeMeasures(router, positionKey(account, symbol), policy, atMs);
    return adaptiveOffset(view.features.volatility, measures, policy.offset).offsetBps;
  };
  const requoted = state.requotes.includes(clientOrderId);
  const step = fallback({ record, view, policy, atMs, offsetBps, requoted });
  const goesOn = step.kind === "take" || step.kind === "quote";
  if (!goesOn || record.purpose !== "open") return step;
  const closed = state.portfolio.causes.length > 0 || state.stopRequested;
  if (closed) return { kind: "give_up", reason: "trading is not active" };
  const end = entryEnd(state, record, hasFilled(state, record.intentId));
  if (end !== null) return { kind: "give_up", reason: end };
  // Beyond its time-out an order ends late only after a restart or an answer that was lost.
  const dueMs = record.request.expireAtMs ?? record.intendedAtMs;
  const fresh = atMs - dueMs <= ctx.maxSignalAgeMs;
  return fresh ? step : { kind: "give_up", reason: "the signal is too old" };
}

/** The rest was approved with the first order: same intent, smaller quantity, inside the same slippage limit. */
function orderRest(
  order: OrderRecord,
  step: Extract<FallbackStep, { kind: "take" | "quote" }>,
  state: EngineState,
): OutputEvent {
  const share = Number(step.request.qty) / Number(order.request.qty);
  const intended: IntendedOrder = {
    request: step.request,
    intentId: order.intentId,
    groupId: order.groupId,
    strategy: order.strategy,
    purpose: order.purpose,
    attempt: step.attempt,
    exits: order.exits,
    style: step.kind === "quote" ? "maker" : "taker",
    routeReason: step.reason,
    maxSlippageBps: step.maxSlippageBps,
    expectedCostBps: step.expectedCostBps,
    decisionPrice: order.decisionPrice,
    notionalUsd: order.notionalUsd * share,
    stopPrice: order.stopPrice,
    strength: order.strength,
    reasons: order.reasons,
    clamps: [],
    rulesEvaluated: order.rulesEvaluated,
  };
  return {
    type: "order.intended",
    atMs: state.atMs,
    order: intended,
    because: `rest of ${order.request.clientOrderId}`,
  };
}
