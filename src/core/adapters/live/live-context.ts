import type { ForeignPolicy } from "../../domain/connection.js";
import type { InputEvent } from "../../domain/event.js";
import type { OrderChange, OrderRequest } from "../../domain/order.js";
import type { OtherWallets } from "../../domain/portfolio.js";
import type { Clock } from "../../lib/clock.js";
import type { Dec } from "../../lib/decimal.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { VenueGateway } from "../../ports/venue-gateway.js";
import type { EntrySwitch } from "./entry-switch.js";
import type { KnownOrders } from "./known-orders.js";
import type { OrderWords } from "./order-words.js";
import type { SharedReads } from "./shared-reads.js";
import type { SeenTrades } from "./seen-trades.js";

/**
 * Asked right before every send, first or repeated: why it must not leave now, null while it may. What can only make a
 * position smaller always may.
 */
export interface LeaveRules {
  order(request: OrderRequest): string | null;
  change(change: OrderChange): string | null;
}

/** What the parts of a live account share. */
export interface LiveContext {
  readonly account: string;
  readonly gateway: VenueGateway;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "sync">;
  readonly orders: KnownOrders;
  readonly trades: SeenTrades;
  readonly words: OrderWords;
  readonly shared: SharedReads;
  readonly entrySwitch: EntrySwitch;
  readonly mayNotLeave: LeaveRules;
  readonly foreignPolicy: ForeignPolicy;
  /** Puts an event into the session's queue. */
  readonly tell: (event: InputEvent) => void;
  /** Signed quantity in the books, zero while flat. */
  readonly holding: (symbol: string) => Dec;
  /** The settlement asset in the books. */
  readonly wallet: () => Dec;
  /** All other assets in the books; null before the venue has told them. */
  readonly otherWallets: () => OtherWallets | null;
  /** Venue time up to which the books were whole when this process began. */
  readonly completeSinceMs: () => number;
  /** Venue time before which every trade is in the wallets that the books began with. */
  readonly openedAtMs: () => number;
  readonly closing: AbortSignal;
}

/** Runs something that goes on beside the session's loop; what it throws is a bug and must not vanish. */
export type Background = (work: () => Promise<void>) => void;
