import { pausing } from "./ask-again.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { settleOrder } from "./settle-order.js";

/** Wall time after which the end of an order that fills or ends at once is overdue: its frame is late or lost. */
const OVERDUE_MS = 1_000;

/**
 * Waits for the end of an order that is there and does not rest. Where the stream does not tell it in time, the venue
 * is asked by the order's id, with longer and longer pauses, until order and trades are told: a fill whose frame was
 * lost is a position without its exits. Nothing is ever sent but questions.
 *
 * lookAgain: the venue knows the order no more, which a comparison of everything has to judge.
 */
export async function awaitEnd(
  context: LiveContext,
  order: KnownOrder,
  lookAgain: (reason: string) => void,
): Promise<void> {
  const { clock, closing, gateway } = context;
  await clock.sleep(OVERDUE_MS, closing);
  const pause = pausing(context);
  let isMissed = false;
  while (order.stage !== "ended" && !closing.aborted) {
    // An unknown outcome is asked for by those who know how to settle it; after a cancel its answer says the end.
    if (order.stage === "working" && !order.canceling) {
      const answer = await gateway.query(order.ref);
      if (answer.kind === "found") await settleOrder(context, order, answer.order);
      else if (answer.kind === "absent" && !isMissed) {
        isMissed = true;
        lookAgain(`order ${order.ref.clientOrderId} was acknowledged and is not at the venue`);
      }
    }
    await pause();
  }
}
