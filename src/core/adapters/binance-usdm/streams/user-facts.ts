import type { InputEvent } from "../../../domain/event.js";
import type { VenueEvent } from "../../../domain/venue-event.js";
import type { Dec } from "../../../lib/decimal.js";
import type { UserStreamListener } from "../../../ports/venue-gateway.js";

export type UserEvent = VenueEvent | Extract<InputEvent, { type: "wallet.adjusted" | "account.changed" }>;

/** Funding was booked. Rate, quantity and mark are not in the frame: they come from the income history and the books. */
export interface FundingNotice {
  readonly asset: string;
  /** Cash flow: < 0 was paid. */
  readonly amount: Dec;
  /** Null where the venue didn't say (frames before 2026-08). */
  readonly symbol: string | null;
  readonly atMs: number;
}

/** The venue warns that maintenance margin is near; a hint that may come late (docs: MARGIN_CALL). */
export interface MarginCallNotice {
  readonly symbols: readonly string[];
  readonly atMs: number;
}

/** What one private frame tells. */
export type UserFact =
  /** filledQty: with the end of an order, all it had filled. */
  | { readonly kind: "event"; readonly event: UserEvent; readonly filledQty?: Dec }
  | { readonly kind: "funding"; readonly funding: FundingNotice }
  | { readonly kind: "margin_call"; readonly marginCall: MarginCallNotice };

/** What the port has no event for. */
export interface PrivateNotices {
  onFunding(funding: FundingNotice): void;
  onMarginCall(marginCall: MarginCallNotice): void;
}

export function tellListener(
  listener: Pick<UserStreamListener, "onEvent">,
  notices: PrivateNotices,
  fact: UserFact,
): void {
  switch (fact.kind) {
    case "event":
      listener.onEvent(fact.event, fact.filledQty);
      return;
    case "funding":
      notices.onFunding(fact.funding);
      return;
    case "margin_call":
      notices.onMarginCall(fact.marginCall);
      return;
  }
}
