import { isFinal, type OrderRecord } from "../domain/order.js";
import { hedgeDeadlineMs } from "./pair-groups.js";
import { mayCancelAtMs } from "./refused-cancels.js";
import { mayCloseAtMs } from "./refused-closes.js";
import { dueAtMs, endsAtMs } from "./schedules.js";
import type { EngineContext, EngineState } from "./state.js";

/**
 * Earliest instant of market time at which something is due although nothing may happen until then: the time-out of a
 * maker order, the end of a stop's replacement, the next try of a forced close or of a cancel, a protection deadline, the next slice of an entry. Null when
 * nothing waits.
 */
export function nextDeadlineMs(state: EngineState, ctx: EngineContext): number | null {
  let earliest = Infinity;
  const due = (atMs: number): void => {
    if (atMs > state.atMs && atMs < earliest) earliest = atMs;
  };
  for (const order of Object.values(state.portfolio.orders)) {
    const orderDue = orderDeadlineMs(order, ctx);
    if (orderDue !== null) due(orderDue);
  }
  for (const clientOrderId in state.refusedCancels) {
    const order = state.portfolio.orders[clientOrderId];
    if (order !== undefined && !isFinal(order.status)) due(mayCancelAtMs(state, clientOrderId, ctx));
  }
  for (const position of Object.values(state.portfolio.positions)) {
    if (position.unprotectedKnownMs !== null) due(position.unprotectedKnownMs + ctx.exits.protect_deadline_ms);
  }
  for (const key in state.refusedCloses) due(mayCloseAtMs(state, key, ctx));
  for (const group of Object.values(state.groups)) due(hedgeDeadlineMs(group, ctx) ?? 0);
  for (const schedule of Object.values(state.schedules)) {
    due(dueAtMs(schedule));
    due(endsAtMs(schedule, ctx) + 1);
  }
  if (state.lease !== null) due(state.lease.untilMs);
  return Number.isFinite(earliest) ? earliest : null;
}

function orderDeadlineMs(order: OrderRecord, { exits }: EngineContext): number | null {
  const failed = isFinal(order.status) && order.status !== "filled";
  if (order.purpose === "flatten" && failed) return (order.finishedAtMs ?? 0) + exits.flatten_retry_ms;
  if (isFinal(order.status)) return null;
  if (order.purpose === "stop" && order.status === "submitted") return order.intendedAtMs + exits.replace_timeout_ms;
  return order.style === "maker" && !order.cancelRequested ? order.request.expireAtMs : null;
}
