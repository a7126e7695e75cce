import type { VenueOrder } from "../../domain/venue-order.js";
import { pausing } from "./ask-again.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { isSettled } from "./missing-order.js";
import { settleOrder } from "./settle-order.js";

/**
 * Finds out what became of an order whose outcome is unknown. It never sends anything but questions, and one order is
 * looked into once, however many ask.
 *
 * Absence is believed only when a query past the settling time says so (the venue can no longer accept the request
 * then), the trades of the symbol were read after that, none of them is the order's, and the position is what the books
 * say.
 */
export function resolveOrder(context: LiveContext, order: KnownOrder): Promise<void> {
  order.resolving ??= askUntilKnown(context, order).finally(() => {
    order.resolving = null;
  });
  return order.resolving;
}

async function askUntilKnown(context: LiveContext, order: KnownOrder): Promise<void> {
  const pause = pausing(context);
  while (order.stage !== "ended" && !context.closing.aborted) {
    if (await isKnownNow(context, order)) return;
    await pause();
  }
}

async function isKnownNow(context: LiveContext, order: KnownOrder): Promise<boolean> {
  const { gateway, shared, venueClock, words } = context;
  const { clientOrderId, symbol } = order.ref;
  const settled = isSettled(context, order);
  const answer = await gateway.query(order.ref);
  if (answer.kind === "found") return settleOrder(context, order, answer.order);
  if (answer.kind === "unknown" || !settled) return false;
  const atMs = venueClock.nowMs();
  const agrees = (await shared.readTrades(symbol)) && (await shared.holdsWhatWeThink(symbol));
  // A fill of it, told meanwhile by stream or query, has moved it on.
  if (agrees && order.stage === "unknown") {
    const reason = "the venue knows neither order nor trade of it";
    words.ended(order, { type: "order.absent", atMs, clientOrderId, reason });
  }
  return agrees;
}

/** An order that was found: brought to what the venue says, and asked for again until its trades could be read. */
export async function settleFound(context: LiveContext, order: KnownOrder, found: VenueOrder): Promise<void> {
  if (!(await settleOrder(context, order, found))) await resolveOrder(context, order);
}
