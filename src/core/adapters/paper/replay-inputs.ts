import type { InputEvent, JournalEvent } from "../../domain/event.js";
import type { OrderRequest } from "../../domain/order.js";
import { present } from "../../lib/invariant.js";
import type { WrittenVenue } from "./market-venue.js";
import { DivergenceError } from "./divergence-error.js";
import type { InputMerger } from "./input-merger.js";
import { isSameInput } from "./same-event.js";

/** Inputs that never come from a paper session's driver: of operators, of a dying process, of a live venue. */
type ForeignType =
  | "stop.requested"
  | "invariant.broken"
  | "operator.halted"
  | "operator.resumed"
  | "operator.flattened"
  | "lease.armed"
  | "lease.disarmed"
  | "interlock.refused"
  | "config.reloaded"
  | "config.refused"
  | "market.marks"
  | "poll.elapsed"
  | "connection.changed"
  | "wallet.adjusted"
  | "account.changed"
  | "key.rotated"
  | "key.refused"
  | "orders.counted"
  | "order.foreign";
type ProducedType = Exclude<InputEvent["type"], ForeignType>;
type ProducedInput = Extract<JournalEvent, { readonly type: ProducedType }>;

const PRODUCED: Readonly<Record<ProducedType, true>> = {
  "market.bars": true,
  "market.funding": true,
  "market.book": true,
  "clock.advanced": true,
  "venue.reported": true,
  "order.acknowledged": true,
  "order.rejected": true,
  "order.triggered": true,
  "order.filled": true,
  "order.canceled": true,
  "order.expired": true,
  "order.unknown": true,
  "order.absent": true,
  "circuit.changed": true,
  "cancel.rejected": true,
  "order.modified": true,
  "modify.rejected": true,
  "funding.settled": true,
  "position.liquidated": true,
};

/**
 * Goes through a journal from its start: draws each input again, which must be the journaled one, and sends again what
 * was sent. An order whose line was written but never left the dead process is thereby sent now, at its old instant.
 *
 * Errors: DivergenceError at the first input that differs.
 */
export function replayInputs(events: Iterable<JournalEvent>, merger: InputMerger, venue: WrittenVenue): void {
  const requests = new Map<string, OrderRequest>();
  for (const event of events) {
    switch (event.type) {
      case "cycle.decided":
        for (const { request } of event.orders) requests.set(request.clientOrderId, request);
        break;
      case "order.intended":
        requests.set(event.order.request.clientOrderId, event.order.request);
        break;
      case "order.submitted":
        venue.place(present(requests.get(event.clientOrderId), `request of ${event.clientOrderId}`), event.atMs);
        break;
      case "order.filled":
      case "order.canceled":
      case "order.expired":
      case "order.rejected":
        // Until then it may be sent again: a stop that never arrived goes out under its own id.
        if (event.type !== "order.filled" || event.orderDone) requests.delete(event.clientOrderId);
        checkInput(event, merger);
        break;
      case "order.abandoned":
        requests.delete(event.clientOrderId);
        break;
      case "cancel.requested":
        venue.cancel(event.clientOrderId, event.atMs);
        break;
      case "modify.requested":
        venue.modify(event.change, event.atMs);
        break;
      case "stop.requested":
        // As the executor does when it stops.
        merger.dueMs(null);
        break;
      default:
        if (isProducedInput(event)) checkInput(event, merger);
    }
  }
}

function isProducedInput(event: JournalEvent): event is ProducedInput {
  return Object.hasOwn(PRODUCED, event.type);
}

function checkInput(event: ProducedInput, merger: InputMerger): void {
  const produced = merger.next(event.type === "clock.advanced" ? event.atMs : null);
  if (produced === null || !isSameInput(event, produced)) throw new DivergenceError(event.seq, event, produced);
}
