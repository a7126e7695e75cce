import type { VenueOrder } from "../../domain/venue-order.js";
import { compareDec, ZERO } from "../../lib/decimal.js";
import { pausing } from "./ask-again.js";
import { fillGap } from "./gap-filler.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { isSettled } from "./missing-order.js";
import { settleOrder } from "./settle-order.js";

/**
 * Finds out what became of an order whose outcome is unknown. It never sends anything but questions.
 *
 * Absence is believed only when a query past the settling time says so (the venue can no longer accept the request
 * then), the trades of the symbol were read after that, none of them is the order's, and the position is what the books
 * say.
 */
export async function resolveOrder(context: LiveContext, order: KnownOrder): Promise<void> {
  const { gateway, venueClock, words, closing } = context;
  const pause = pausing(context);
  while (order.stage !== "ended" && !closing.aborted) {
    const settled = isSettled(context, order);
    const answer = await gateway.query(order.ref);
    if (answer.kind === "found") {
      if (await settleOrder(context, order, answer.order)) return;
    } else if (answer.kind === "absent" && settled) {
      const { clientOrderId, symbol } = order.ref;
      const atMs = venueClock.nowMs();
      const gap = await fillGap(context, { symbol });
      const agrees = gap !== null && (await holdsWhatWeThink(context, symbol));
      // A fill of it, told meanwhile by stream or query, has moved it on.
      if (agrees && order.stage === "unknown") {
        const reason = "the venue knows neither order nor trade of it";
        words.ended(order, { type: "order.absent", atMs, clientOrderId, reason });
      }
      if (agrees) return;
    }
    await pause();
  }
}

/** An order that was found: brought to what the venue says, and asked for again until its trades could be read. */
export async function settleFound(context: LiveContext, order: KnownOrder, found: VenueOrder): Promise<void> {
  if (!(await settleOrder(context, order, found))) await resolveOrder(context, order);
}

async function holdsWhatWeThink({ gateway, holding }: LiveContext, symbol: string): Promise<boolean> {
  const answer = await gateway.snapshot();
  if (!answer.ok) return false;
  const theirs = answer.value.positions.find((position) => position.symbol === symbol)?.qty ?? ZERO;
  return compareDec(theirs, holding(symbol)) === 0;
}
