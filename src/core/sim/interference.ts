import type { OrderRequest } from "../domain/order.js";
import { floorToStep, decFromNumber, isZeroDec, mulDec, subDec, ZERO } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { SECOND_MS } from "../lib/time.js";
import { instrumentOf } from "./context.js";
import type { SimContext } from "./context.js";
import { schedule } from "./schedule.js";
import type { SimOrder } from "./state.js";

/** How long the part of an order that an interference held back stays away from the market. */
const HELD_BACK_MS = 5 * SECOND_MS;

/** What becomes of a conditional order that triggers. */
type TriggerCourse = { readonly kind: "none" | "reject" } | { readonly kind: "engine_late"; readonly marketMs: number };

/** Where a venue that is told to misbehave departs from its plain course; asked while orders execute. */
export interface Interference {
  onTrigger(request: OrderRequest, atMs: number): TriggerCourse;
  /** The price of a limit that names none of its own until it triggers; null where there is none. */
  priceAtTrigger?(request: OrderRequest): Dec | null;
  /** Largest part of an order that fills at once, 1 for all of it; the rest follows later. */
  fillShare(symbol: string, atMs: number): number;
}

/** Asks once an order, when it first could execute, how much of it may; the rest is released later. */
export function holdBack(context: SimContext, order: SimOrder): void {
  const { interference, state } = context;
  if (interference === null || order.heldBackQty !== undefined || order.leavesQty === null) return;
  const { symbol } = order.request;
  const share = interference.fillShare(symbol, state.nowMs);
  if (share >= 1) return;
  const { stepSize } = instrumentOf(context, symbol).instrument;
  const atOnce = floorToStep(mulDec(order.leavesQty, decFromNumber(Math.max(0, share))), stepSize);
  order.heldBackQty = subDec(order.leavesQty, atOnce);
  if (isHeldBack(order)) {
    schedule(context, state.nowMs + HELD_BACK_MS, { kind: "release", venueOrderId: order.venueOrderId });
  }
}

/** Whether a part of the order waits for its release: it is not over although nothing executes now. */
export function isHeldBack(order: SimOrder): boolean {
  return order.heldBackQty !== undefined && !isZeroDec(order.heldBackQty);
}

export function release(order: SimOrder): void {
  order.heldBackQty = ZERO;
}
