import type { VenueOrder } from "../../domain/venue-order.js";
import { pausing } from "./ask-again.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { settleOrder } from "./settle-order.js";

/** Questions about one order that is missing; their pauses reach far past any settling time. */
const MOST_QUESTIONS = 12;

/**
 * Whether an answer that comes now may be believed to be behind nothing: the settling time has passed since the order was
 * sent, and since the venue last spoke of it. What the venue reads lags behind what it has done.
 */
export function isSettled(
  { gateway, clock }: Pick<LiveContext, "gateway" | "clock">,
  { sentAtMs, seenAtMs }: KnownOrder,
): boolean {
  return clock.monotonicMs() - Math.max(sentAtMs, seenAtMs) > gateway.outcomeSettledMs;
}

/**
 * An order that works by what we know, and that the list of open orders lacks. It is asked for by its id; that it is gone is
 * believed past the settling time, once the trades of its symbol were read and the position is what the books say. Where the
 * position is another, the order stays in the books, and the comparison names the difference.
 *
 * agrees: whether books and venue hold the same of its symbol. Returns false where the venue did not answer.
 */
export async function settleMissing(context: LiveContext, order: KnownOrder, agrees: () => boolean): Promise<boolean> {
  const found = await askUntilSettled(context, order);
  if (found === "unknown") return false;
  if (found === "told") return true;
  if (found !== "absent") return settleOrder(context, order, found);
  if (!(await context.shared.readTrades(order.ref.symbol))) return false;
  if (agrees()) tellGone(context, order);
  return true;
}

/** The venue knows it no more, and its trades are told. */
export function tellGone({ words, venueClock }: LiveContext, order: KnownOrder): void {
  // A trade that was read meanwhile, or an end that awaits its fills, says more than an absence.
  if (order.stage !== "working" || order.awaitsFills) return;
  const { clientOrderId } = order.ref;
  const reason = "not at the venue any more";
  words.ended(order, { type: "order.canceled", atMs: venueClock.nowMs(), clientOrderId, reason });
}

/** What the venue says of it; `told`: its end came another way meanwhile. */
async function askUntilSettled(
  context: LiveContext,
  order: KnownOrder,
): Promise<VenueOrder | "absent" | "unknown" | "told"> {
  const pause = pausing(context);
  for (let questions = 0; questions < MOST_QUESTIONS && !context.closing.aborted; questions++) {
    // Before the question: an answer is as old as that.
    const settled = isSettled(context, order);
    const answer = await context.gateway.query(order.ref);
    if (order.stage !== "working") return "told";
    if (answer.kind === "found") return answer.order;
    if (answer.kind === "unknown" || settled) return answer.kind;
    await pause();
  }
  return "unknown";
}
