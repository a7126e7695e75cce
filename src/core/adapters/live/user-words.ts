import type { VenueEvent } from "../../domain/venue-event.js";
import { SETTLEMENT_ASSET } from "../../domain/portfolio.js";
import { compareDec, type Dec } from "../../lib/decimal.js";
import type { UserStreamListener } from "../../ports/venue-gateway.js";
import type { KnownOrder } from "./known-orders.js";
import type { LiveContext } from "./live-context.js";

type UserEvent = Parameters<UserStreamListener["onEvent"]>[0];

/** What an event of the private stream asks for besides being told. */
export type Consequence = "nothing" | "note_income" | "read_income" | "look_again";

/**
 * Tells the session what the private stream says, each thing once. Money that no trade explains and orders that are
 * not ours are only an occasion to ask: lists and histories say more of them than a frame does.
 */
export function hearUserEvent(context: LiveContext, event: UserEvent, filledQty: Dec | null = null): Consequence {
  if ("clientOrderId" in event) return hearOrderEvent(context, event, filledQty);
  switch (event.type) {
    case "wallet.adjusted":
      // A charge in another asset is the fee of a trade, nearly always: the next look is soon enough.
      return event.asset === SETTLEMENT_ASSET || event.kind === "flow" ? "read_income" : "note_income";
    case "funding.settled":
      return "read_income";
    case "position.liquidated":
      if (!context.trades.add(event.symbol, event.tradeId)) return "nothing";
      context.tell({ ...event, account: context.account });
      return "look_again";
    case "account.changed":
      context.tell({ ...event, account: context.account });
      return "look_again";
  }
}

type OrderEvent = Extract<VenueEvent, { readonly clientOrderId: string }>;

function hearOrderEvent(
  { account, orders, words }: LiveContext,
  event: OrderEvent,
  filledQty: Dec | null,
): Consequence {
  const order = orders.get(event.clientOrderId);
  if (order === undefined) {
    if (event.type !== "order.filled") return "look_again";
    return words.filled(null, { ...event, account }) ? "look_again" : "nothing";
  }
  switch (event.type) {
    case "order.acknowledged":
      words.acknowledged(order, event.venueOrderId, event.atMs);
      return "nothing";
    case "order.triggered":
      words.triggered(order, event.atMs);
      return "nothing";
    case "order.filled":
      words.filled(order, { ...event, account });
      return isShort(order) ? "look_again" : "nothing";
    case "order.rejected":
    case "order.canceled":
    case "order.expired":
      words.ended(order, event, filledQty);
      return "nothing";
    case "order.modified":
      words.modified(order, event);
      return "nothing";
    case "order.unknown":
    case "order.absent":
    case "modify.rejected":
    case "cancel.rejected":
      return "nothing";
  }
}

/** Done by the venue's word, and less was told than it asked for: a fill was lost on its way. */
function isShort({ stage, request, filledQty }: KnownOrder): boolean {
  return stage === "ended" && request.qty !== null && compareDec(filledQty, request.qty) < 0;
}
