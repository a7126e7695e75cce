import type { EventBody } from "../domain/event.js";
import type { EngineState } from "./state.js";

/** The thread that ties an event to its story: the intent's id for orders, the cycle for market and decisions. */
export function correlationId(event: EventBody, state: EngineState): string {
  if (event.type === "order.intended") return event.order.intentId;
  if ("intentId" in event && typeof event.intentId === "string") return event.intentId;
  if ("clientOrderId" in event) {
    return state.portfolio.orders[event.clientOrderId]?.intentId ?? event.clientOrderId;
  }
  if (event.type === "cycle.decided") return `c${String(event.cycle)}`;
  if (event.type === "market.bars") return `c${String(state.cycle + 1)}`;
  return "session";
}
