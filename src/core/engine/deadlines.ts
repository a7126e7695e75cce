import { isFinal } from "../domain/order.js";
import type { EngineContext, EngineState } from "./state.js";

/**
 * Earliest instant of market time at which something is due although nothing may happen until then:
 * a maker order's time-out, a protection deadline, the end of a cooldown gate. Null when nothing waits.
 */
export function nextDeadlineMs(state: EngineState, ctx: EngineContext): number | null {
  let earliest = Infinity;
  for (const order of Object.values(state.portfolio.orders)) {
    const { expireAtMs } = order.request;
    if (order.style !== "maker" || expireAtMs === null || isFinal(order.status) || order.cancelRequested) continue;
    earliest = Math.min(earliest, expireAtMs);
  }
  for (const position of Object.values(state.portfolio.positions)) {
    const since = position.unprotectedSinceMs;
    if (since === null) continue;
    const deadline = since + ctx.exits.protect_deadline_ms;
    if (deadline > state.atMs) earliest = Math.min(earliest, deadline);
  }
  return Number.isFinite(earliest) && earliest > state.atMs ? earliest : null;
}
