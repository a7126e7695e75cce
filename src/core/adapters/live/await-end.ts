import { endsAtOnce } from "../../domain/order.js";
import { compareDec } from "../../lib/decimal.js";
import { pausing } from "./ask-again.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { settleOrder } from "./settle-order.js";

/** Wall time after which the end of an order that fills or ends at once is overdue: its frame is late or lost. */
const OVERDUE_MS = 1_000;

/** Wall time between two questions about an entry that rests; each costs a weight of 1. */
const RESTING_ENTRY_MS = 5_000;

/** A look at everything: the venue knows an order no more, which a comparison has to judge. */
type LookAgain = (reason: string) => void;

/**
 * Waits for the end of an order that is there and does not rest. Where the stream does not tell it in time, the venue
 * is asked by the order's id, with longer and longer pauses, until order and trades are told: a fill whose frame was
 * lost is a position without its exits. Nothing is ever sent but questions.
 */
export async function awaitEnd(context: LiveContext, order: KnownOrder, lookAgain: LookAgain): Promise<void> {
  const { clock, closing } = context;
  await clock.sleep(OVERDUE_MS, closing);
  const pause = pausing(context);
  let isMissed = false;
  while (order.stage !== "ended" && !closing.aborted) {
    const isAbsent = await askOf(context, order);
    if (isAbsent && !isMissed) lookAgain(missing(order));
    isMissed ||= isAbsent;
    await pause();
  }
}

/**
 * Asks for every entry that rests, as long as the session lasts: nobody can know when it is due to fill, and what a
 * lost frame filled waits for its stop.
 */
export async function watchRestingEntries(context: LiveContext, lookAgain: LookAgain): Promise<void> {
  const { clock, closing, orders } = context;
  const missed = new WeakSet<KnownOrder>();
  while (!closing.aborted) {
    await clock.sleep(RESTING_ENTRY_MS, closing);
    for (const order of orders.alive().filter(restsToOpen)) {
      const isAbsent = await askOf(context, order);
      if (isAbsent && !missed.has(order)) lookAgain(missing(order));
      if (isAbsent) missed.add(order);
    }
  }
}

/** Brings it to what the venue says, where its outcome is nobody else's to settle; true where the venue knows it no more. */
async function askOf(context: LiveContext, order: KnownOrder): Promise<boolean> {
  // An unknown outcome is asked for by those who know how to settle it; after a cancel its answer says the end.
  if (order.stage !== "working" || order.canceling) return false;
  const answer = await context.gateway.query(order.ref);
  if (answer.kind !== "found") return answer.kind === "absent";
  const { filledQty, status } = answer.order;
  const isNews = status !== "open" || compareDec(filledQty, order.filledQty) > 0;
  if (isNews) await settleOrder(context, order, answer.order);
  return false;
}

/** Its fill would be a position without exits; what it has filled so far may grow. */
function restsToOpen({ request, ref }: KnownOrder): boolean {
  const { reduceOnly, closePosition } = request;
  return !ref.conditional && !reduceOnly && !closePosition && !endsAtOnce(request);
}

function missing({ ref }: KnownOrder): string {
  return `order ${ref.clientOrderId} was acknowledged and is not at the venue`;
}
