import { signDec } from "../../../lib/decimal.js";
import type { AlgoLinks, AlgoOrder } from "./algo-links.js";
import type { UserEvent, UserFact } from "./user-facts.js";
import type { AlgoUpdateFrame } from "./user-frames.js";

type AlgoUpdate = AlgoUpdateFrame["o"];

/**
 * Conditional orders. Never a fill: what FINISHED with a quantity says arrives as trades of the order it became
 * (a fill booked from here would be booked twice, or, on TRIGGERED, be a phantom).
 */
export function parseAlgoUpdate(frame: AlgoUpdateFrame, links: AlgoLinks): readonly UserFact[] {
  const update = frame.o;
  const algo: AlgoOrder = { clientOrderId: update.caid, algoId: update.aid };
  if (update.ai === null || update.ai === undefined) links.note(algo);
  else links.link(update.s, update.ai, algo);
  const event = eventOf(update, frame.T, algo, links);
  return event === null ? [] : [{ kind: "event", event }];
}

function eventOf(update: AlgoUpdate, atMs: number, algo: AlgoOrder, links: AlgoLinks): UserEvent | null {
  const { clientOrderId, algoId } = algo;
  switch (update.X) {
    case "NEW":
      // A trailing stop that becomes active is pushed as NEW again (field `ia`, 2026-08).
      return links.noteAcknowledged(algo)
        ? { type: "order.acknowledged", atMs, clientOrderId, venueOrderId: algoId }
        : null;
    case "TRIGGERED":
      return links.noteTriggered(algo) ? { type: "order.triggered", atMs, clientOrderId } : null;
    case "FINISHED":
    case "CANCELED":
    case "EXPIRED":
    case "REJECTED":
      return endOf(update, atMs, algo, links);
    default:
      return null;
  }
}

function endOf(update: AlgoUpdate, atMs: number, algo: AlgoOrder, links: AlgoLinks): UserEvent | null {
  const { clientOrderId } = algo;
  // Filled: the last trade says so. Without a quantity the engine canceled the order (recorded frame, 2025-12-11).
  if (update.X === "FINISHED" && update.aq !== null && signDec(update.aq) > 0) return null;
  if (!links.noteEnded(algo)) return null;
  // The reason text is a field of every frame; it speaks of this step only in these.
  const reason = update.rm ?? "the venue gave no reason";
  switch (update.X) {
    case "CANCELED":
      return { type: "order.canceled", atMs, clientOrderId, reason: "canceled at the venue" };
    case "REJECTED":
      // The frame has no number; 0 is none of the venue's.
      return { type: "order.rejected", atMs, clientOrderId, code: 0, reason };
    case "FINISHED":
      return {
        type: "order.expired",
        atMs,
        clientOrderId,
        reason: "canceled by the matching engine after its trigger",
      };
    default:
      return { type: "order.expired", atMs, clientOrderId, reason: update.rm ?? "expired at the venue" };
  }
}
