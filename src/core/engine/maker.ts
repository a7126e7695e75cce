import type { OutputEvent } from "../domain/event.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import { positionKey } from "../domain/portfolio.js";
import { fallback, type FallbackStep } from "../routing/fallback.js";
import { adaptiveOffset } from "../routing/offset.js";
import { policyFor } from "../routing/policy-in-force.js";
import { makerMeasures } from "../routing/quality.js";
import { present } from "../lib/invariant.js";
import { entryEnd, hasFilled } from "./entry-end.js";
import { partOf } from "./intended.js";
import { mayCancel } from "./refused-cancels.js";
import type { EngineContext, EngineState } from "./state.js";
import { whyNothingOpens } from "./strategy-halts.js";
import { symbolView } from "./view.js";

/**
 * Lets maker orders follow the market, withdraws those whose time is up, and decides on the rest of those that ended:
 * take it, or give it up.
 */
export function makerStep(state: EngineState, orders: readonly OrderRecord[], ctx: EngineContext): OutputEvent | null {
  for (const order of orders) {
    if (order.style !== "maker") continue;
    const { clientOrderId } = order.request;
    // What has ended stays in the books for a while, and nothing is asked of it any more.
    if (isFinal(order.status) && !state.fallbacks.includes(clientOrderId)) continue;
    const step = stepOf(order, state, ctx);
    if (step.kind === "cancel") {
      if (!mayCancel(state, clientOrderId, ctx)) continue;
      return { type: "cancel.requested", atMs: state.atMs, clientOrderId, reason: step.reason };
    }
    if (step.kind === "change") {
      const { price, qty } = step;
      const { symbol, side, reduceOnly } = order.request;
      const change = { clientOrderId, symbol, side, reduceOnly, price, qty };
      return { type: "modify.requested", atMs: state.atMs, clientOrderId, change, reason: "drift" };
    }
    if (!state.fallbacks.includes(clientOrderId)) continue;
    if (step.kind === "take") {
      // The rest was approved with the first order, inside the same slippage limit.
      const { kind: _kind, reason: routeReason, ...sent } = step;
      const rest = partOf(order, { ...sent, style: "taker", routeReason });
      return { type: "order.intended", atMs: state.atMs, order: rest, because: `rest of ${clientOrderId}` };
    }
    const reason = step.kind === "give_up" ? step.reason : "nothing left";
    return { type: "intent.given_up", atMs: state.atMs, clientOrderId, intentId: order.intentId, reason };
  }
  return null;
}

function stepOf(record: OrderRecord, state: EngineState, ctx: EngineContext): FallbackStep {
  const { account, symbol } = record.request;
  const view = present(symbolView(state, symbol, ctx, account), `view of ${symbol}`);
  const { atMs, router } = state;
  const policy = policyFor({ router, account, view, policy: ctx.routing, atMs });
  const offsetBps = (): number => {
    const measures = makerMeasures(router, positionKey(account, symbol), policy, atMs);
    return adaptiveOffset(view.features.volatility, measures, policy.offset).offsetBps;
  };
  const step = fallback({ record, view, policy, atMs, offsetBps });
  const goesOn = step.kind === "take" || step.kind === "change";
  if (!goesOn || record.purpose !== "open") return step;
  const closed = state.portfolio.causes.length > 0 || whyNothingOpens(state, record.strategy) !== null;
  const end = closed ? "trading is not active" : entryEnd(state, record, hasFilled(state, record.intentId));
  // What rests where it is harms less than what follows the market: its time-out withdraws it.
  if (step.kind === "change") return end === null ? step : { kind: "none" };
  if (end !== null) return { kind: "give_up", reason: end };
  // Beyond its time-out an order ends late only after a restart or an answer that was lost.
  const dueMs = record.request.expireAtMs ?? record.intendedAtMs;
  const fresh = atMs - dueMs <= ctx.maxSignalAgeMs;
  return fresh ? step : { kind: "give_up", reason: "the signal is too old" };
}
