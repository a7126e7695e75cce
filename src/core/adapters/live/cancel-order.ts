import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { resolveOrder, settleFound } from "./resolve-order.js";

interface CancelOptions {
  readonly context: LiveContext;
  /** What we believe of the venue may be wrong: read it again soon. */
  readonly lookAgain: (reason: string) => void;
}

/**
 * Sends a cancel and tells what came of it. While the outcome of the order itself is unknown one cancel is enough: what becomes
 * of the order is found out first, and it is asked again only of one that was found at work.
 */
export async function cancelOrder(options: CancelOptions, order: KnownOrder): Promise<void> {
  const { context, lookAgain } = options;
  const { gateway, words, venueClock } = context;
  // One that the venue has not confirmed yet may come after its cancel: absence proves nothing then.
  const wasWorking = order.stage === "working";
  // A conditional order that has triggered is a regular one now.
  const outcome = await gateway.cancel(order.triggered ? { ...order.ref, conditional: false } : order.ref);
  if (outcome.kind === "accepted") {
    const { clientOrderId } = order.ref;
    const event = { type: "order.canceled", atMs: outcome.atMs, clientOrderId, reason: "requested" } as const;
    words.ended(order, event, outcome.filledQty);
    return;
  }
  const answer = await gateway.query(order.ref);
  if (answer.kind === "found") await settleFound(context, order, answer.order);
  else if (isUnknown(order)) await resolveOrder(context, order);
  else if (answer.kind === "absent" && wasWorking && isWorking(order)) {
    // Known once, unknown now: a comparison finds out whether it is gone, or whether the venue's reads are behind.
    lookAgain(`order ${order.ref.clientOrderId} was acknowledged and is not at the venue`);
  }
  // Confirmed while its cancel was answered as for one that is not there.
  if (!wasWorking && isWorking(order) && !context.closing.aborted) return cancelOrder(options, order);
  const { code, reason } = outcome.kind === "refused" ? outcome : { code: 0, reason: outcome.reason };
  words.cancelRefused(order, { code, reason, atMs: venueClock.nowMs() });
}

/** As it is now: others move it on while an answer is awaited. */
const isWorking = ({ stage }: KnownOrder): boolean => stage === "working";
const isUnknown = ({ stage }: KnownOrder): boolean => stage === "unknown";
