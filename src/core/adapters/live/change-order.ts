import type { OrderChange } from "../../domain/order.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";
import { pausing } from "./ask-again.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";
import { OrderDeparture } from "./order-departure.js";
import { sameTerms } from "./order-words.js";
import { settleFound } from "./resolve-order.js";
import { settleOrder } from "./settle-order.js";

interface ChangeOptions {
  readonly context: LiveContext;
  readonly lookAgain: (reason: string) => void;
  readonly onHalt: (refusal: VenueRefusal) => void;
}

/** Sends new terms for a resting order and tells what came of it. An unknown outcome is asked for, never sent again. */
export async function changeOrder(options: ChangeOptions, order: KnownOrder, change: OrderChange): Promise<void> {
  const { context, lookAgain, onHalt } = options;
  const { gateway, words, venueClock, clock } = context;
  const departure = new OrderDeparture(order.withdrawn.signal, () => context.mayNotLeave.change(change));
  const outcome = await gateway.modify(change, departure);
  if (outcome.kind === "unknown") {
    await resolveChange(context, order, clock.monotonicMs());
    return;
  }
  if (outcome.kind === "accepted") {
    if (outcome.status === "open" || outcome.status === "filled")
      words.modified(order, { ...change, atMs: outcome.atMs });
    // Ended by its change: its trades come first.
    else await resolveChange(context, order, clock.monotonicMs());
    return;
  }
  if (outcome.reaction === "halt") onHalt(outcome);
  if (outcome.reaction === "done") {
    words.modified(order, { ...change, atMs: venueClock.nowMs() });
    return;
  }
  if (outcome.reaction === "reconcile") {
    lookAgain(`change of ${change.clientOrderId} refused with ${String(outcome.code)}: ${outcome.reason}`);
    const answer = await gateway.query(order.ref);
    if (answer.kind === "found") await settleFound(context, order, answer.order);
    if (outcome.mayBeThere === true) {
      await resolveChange(context, order, clock.monotonicMs());
      return;
    }
  }
  words.modifyRefused(order, { code: outcome.code, reason: outcome.reason, atMs: venueClock.nowMs() });
}

/**
 * Finds out what became of a change whose outcome is unknown: nothing but questions. That it never arrived is believed
 * only past the settling time, when the venue can no longer accept it.
 */
export async function resolveChange(context: LiveContext, order: KnownOrder, sentAtMs: number): Promise<void> {
  const { gateway, clock, venueClock, words, closing } = context;
  const pause = pausing(context);
  while (order.changing !== null && order.stage !== "ended" && !closing.aborted) {
    const { changing: change } = order;
    const settled = clock.monotonicMs() - sentAtMs > gateway.outcomeSettledMs;
    const answer = await gateway.query(order.ref);
    if (answer.kind === "found" && sameTerms(answer.order, change)) {
      words.modified(order, { ...change, atMs: Math.max(answer.order.atMs, order.changedAtMs) });
      if (await settleOrder(context, order, answer.order)) return;
    } else if (answer.kind === "found" && answer.order.status !== "open") {
      if (await settleOrder(context, order, answer.order)) break;
    } else if (answer.kind !== "unknown" && settled) break;
    await pause();
  }
  if (order.changing === null || closing.aborted) return;
  words.modifyRefused(order, { code: 0, reason: "the change never reached the venue", atMs: venueClock.nowMs() });
}
