import type { IntendedOrder, OutputEvent } from "../domain/event.js";
import type { OrderChange, OrderRecord } from "../domain/order.js";
import { fallback, type FallbackStep } from "../routing/fallback.js";
import { requote } from "../routing/requote.js";
import { present } from "../lib/invariant.js";
import { mayCancel } from "./refused-cancels.js";
import type { EngineContext, EngineState } from "./state.js";
import { symbolView } from "./view.js";

/** Withdraws maker orders whose time is up, lets others follow the market, and decides on the rest of those that ended: take it, or give it up. */
export function makerStep(state: EngineState, ctx: EngineContext): OutputEvent | null {
  for (const order of Object.values(state.portfolio.orders)) {
    if (order.style !== "maker") continue;
    const { clientOrderId } = order.request;
    const step = stepOf(order, state, ctx);
    if (step.kind === "cancel") {
      if (!mayCancel(state, clientOrderId, ctx)) continue;
      return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason: step.reason };
    }
    const change = requoteOf(order, state, ctx);
    if (change !== null) {
      return { type: "modify.requested", atMs: state.atMs, clientOrderId, change, reason: "drift" };
    }
    if (!state.fallbacks.includes(clientOrderId)) continue;
    if (step.kind === "take") return takeRest(order, step, state);
    const reason = step.kind === "give_up" ? step.reason : "nothing left";
    return { type: "intent.given_up", atMs: state.atMs, clientOrderId, intentId: order.intentId, reason };
  }
  return null;
}

/** An entry follows the market only while it could be opened now. */
function requoteOf(record: OrderRecord, state: EngineState, ctx: EngineContext): OrderChange | null {
  if (ctx.routing.maker.requote_bps === undefined || (record.purpose === "open" && isClosed(state))) return null;
  const view = present(symbolView(state, record.request.symbol, ctx), `view of ${record.request.symbol}`);
  return requote({ record, view, policy: ctx.routing, router: state.router, atMs: state.atMs });
}

function isClosed({ portfolio, stopRequested }: EngineState): boolean {
  return portfolio.causes.length > 0 || stopRequested;
}

function stepOf(record: OrderRecord, state: EngineState, ctx: EngineContext): FallbackStep {
  const view = present(symbolView(state, record.request.symbol, ctx), `view of ${record.request.symbol}`);
  const step = fallback({ record, view, policy: ctx.routing, atMs: state.atMs });
  if (step.kind !== "take" || record.purpose !== "open") return step;
  if (isClosed(state)) return { kind: "give_up", reason: "trading is not active" };
  // Beyond its time-out an order ends late only after a restart or an answer that was lost.
  const dueMs = record.request.expireAtMs ?? record.intendedAtMs;
  const fresh = state.atMs - dueMs <= ctx.maxSignalAgeMs;
  return fresh ? step : { kind: "give_up", reason: "the signal is too old" };
}

/** The rest was approved with the first order: same intent, smaller quantity, inside the same slippage limit. */
function takeRest(order: OrderRecord, step: Extract<FallbackStep, { kind: "take" }>, state: EngineState): OutputEvent {
  const share = Number(step.request.qty) / Number(order.request.qty);
  const intended: IntendedOrder = {
    request: step.request,
    intentId: order.intentId,
    groupId: order.groupId,
    strategy: order.strategy,
    purpose: order.purpose,
    attempt: step.attempt,
    exits: order.exits,
    style: "taker",
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
