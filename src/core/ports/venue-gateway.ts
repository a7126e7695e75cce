import type { Instrument } from "../domain/instrument.js";
import type { OrderChange, OrderRequest } from "../domain/order.js";
import type { Execution, VenueEvent } from "../domain/venue-event.js";
import type { InputEvent } from "../domain/event.js";
import type { VenueOrder } from "../domain/venue-order.js";
import type { Liquidity } from "../domain/order.js";
import type { Dec } from "../lib/decimal.js";
import type { Result } from "../lib/result.js";
import type { BrokerCapabilities } from "./broker-capabilities.js";

/** Names one order at a venue. Conditional orders (stops, take-profits) live in an id space of their own. */
export interface OrderRef {
  readonly clientOrderId: string;
  readonly symbol: string;
  readonly conditional: boolean;
}

/**
 * What a refusal asks of us. It is decided by the venue's error number (a table of the adapter), never by a class.
 * `resend`: certainly not executed, the same request may go out again · `resync_clock`: the same, after the clock was
 * set · `redecide`: another size or price is a new decision · `reconcile`: we believe something of the venue that is not
 * so · `done`: it is so already · `bug`: never again as it is · `halt`: a person has to look.
 */
export type VenueReaction = "resend" | "resync_clock" | "redecide" | "reconcile" | "done" | "bug" | "halt";

/** A definite no. `code` is the venue's number, or the HTTP status where it gave none. */
export interface VenueRefusal {
  readonly code: number;
  readonly reason: string;
  readonly reaction: VenueReaction;
  /** How long the venue asked us to stay away; null where it didn't say. */
  readonly retryAfterMs: number | null;
  /** The order does not fit the venue's rules of the symbol: ours may be old, and are read again. */
  readonly againstRules?: true;
  /**
   * A no to this request that leaves open whether an earlier one, or this one, is at the venue: only queries may follow
   * until that is settled, as after an unknown outcome.
   */
  readonly mayBeThere?: true;
  /** No connection, or no answer that says anything: `code` is 0 as for what we refuse ourselves, and this tells them apart. */
  readonly unanswered?: true;
}

/** Outcome of a write. `unknown`: it may or may not have been executed; only queries may follow, never a resend. */
export type WriteOutcome<T> =
  | ({ readonly kind: "accepted" } & T)
  | ({ readonly kind: "refused" } & VenueRefusal)
  | { readonly kind: "unknown"; readonly reason: string };

export type PlaceOutcome = WriteOutcome<{ readonly venueOrderId: string; readonly atMs: number }>;
/** What the venue made of a change: an order may also end by it, where the new quantity has filled already. */
export type ModifyOutcome = WriteOutcome<{
  readonly venueOrderId: string;
  readonly status: VenueOrder["status"];
  readonly atMs: number;
}>;
/** filledQty: all that the order had filled by the venue's count; null where the answer does not say. */
export type CancelOutcome = WriteOutcome<{ readonly atMs: number; readonly filledQty: Dec | null }>;

/** `absent`: the venue knows no such order now. One such answer proves nothing while a request may be on its way. */
export type QueryOutcome =
  | { readonly kind: "found"; readonly order: VenueOrder }
  | { readonly kind: "absent" }
  /** unsent: the question never left this machine, so it says nothing about the venue. */
  | { readonly kind: "unknown"; readonly reason: string; readonly unsent?: true };

/**
 * A write's way out of this process, the same one for all its tries. While it waits (for its turn, or between two tries),
 * whoever asked may call it back: it is never sent then, or not again. A write that never waits needs no word of this.
 */
export interface Departure {
  /** It waits here from now on. Fires when it is called back. */
  wait(): AbortSignal;
  /**
   * After each wait, and right before the request is stamped and written. Null: it goes, and counts as out until it waits
   * again. Else why it must not go out, or not again.
   */
  leave(): VenueRefusal | null;
}

/** A trade of the account as the venue reports it; `account` is ours to add. */
export interface VenueTrade extends Omit<Execution, "account"> {
  /** Unique for a symbol, rising. */
  readonly tradeId: string;
  readonly venueOrderId: string;
  readonly liquidity: Liquidity;
  readonly atMs: number;
}

export interface VenuePosition {
  readonly symbol: string;
  /** Signed, never zero. */
  readonly qty: Dec;
  readonly entryPrice: Dec;
}

/** Positions, money and open orders as of one moment: regular and conditional orders alike. */
export interface VenueSnapshot {
  /** Venue time before the first of the questions was asked. */
  readonly atMs: number;
  /** By asset. */
  readonly wallets: Readonly<Record<string, Dec>>;
  readonly positions: readonly VenuePosition[];
  readonly openOrders: readonly VenueOrder[];
}

/** How the account is set up; what differs from ours is a reason not to trade. */
export interface VenueAccountModes {
  readonly canTrade: boolean;
  readonly hedgeMode: boolean;
  readonly multiAssets: boolean;
}

/** How a symbol is set up on the account. */
export interface VenueSymbolSetting {
  readonly symbol: string;
  /** Margin of its own; whatever is not known to be cross margin is. */
  readonly isIsolated: boolean;
  readonly leverage: number;
}

/** What the key itself may do, whatever its account may. */
export interface VenueKeyRights {
  readonly canTradeFutures: boolean;
  readonly canWithdraw: boolean;
  /** Money between accounts of the same owner. */
  readonly canTransfer: boolean;
  /** Used from addresses that its owner named, and from no other. */
  readonly isAddressBound: boolean;
}

/** A row of the money history: everything that moved a wallet. */
export interface VenueIncome {
  readonly id: string;
  readonly kind: "funding" | "fee" | "realized_pnl" | "transfer" | "liquidation" | "other";
  readonly asset: string;
  readonly amount: Dec;
  /** Null where it belongs to no symbol. */
  readonly symbol: string | null;
  readonly atMs: number;
}

/** One private stream of one account. What it tells may come twice, late, or in another order than the answers. */
export interface UserStreamListener {
  /**
   * Orders, trades and money, translated; client order ids are the venue's word and may be foreign. `filledQty` comes with the
   * end of an order: all it had filled by the venue's count.
   */
  onEvent(
    event: VenueEvent | Extract<InputEvent, { type: "wallet.adjusted" | "account.changed" }>,
    filledQty?: Dec,
  ): void;
  /** Up: from now on events arrive. Down: events may have been lost since `sinceMs` (venue time). */
  onUp(): void;
  onDown(reason: string, sinceMs: number): void;
}

/** From the trade after `afterTradeId`, or from `sinceMs` where that is null. */
export interface TradesSince {
  readonly afterTradeId: string | null;
  readonly sinceMs: number;
  /** A stop or an exit may wait for the newest of them: they go before what only keeps the books. */
  readonly urgent?: boolean;
}

/**
 * One account at one venue, as questions and answers. Every adapter of a venue implements this; what follows from the
 * answers (journal events, unknown outcomes, gap filling) is written once, in `adapters/live`.
 *
 * No method throws for what a venue or a network does; a throw is a bug.
 */
export interface VenueGateway {
  readonly capabilities: BrokerCapabilities;
  /** After this long a request that got no answer can no longer be accepted (recvWindow and a margin). */
  readonly outcomeSettledMs: number;
  place(request: OrderRequest, departure?: Departure): Promise<PlaceOutcome>;
  cancel(ref: OrderRef, departure?: Departure): Promise<CancelOutcome>;
  modify(change: OrderChange, departure?: Departure): Promise<ModifyOutcome>;
  query(ref: OrderRef): Promise<QueryOutcome>;
  snapshot(): Promise<Result<VenueSnapshot, VenueRefusal>>;
  /** The positions of a snapshot alone: a fraction of its cost. */
  positions(): Promise<Result<readonly VenuePosition[], VenueRefusal>>;
  /** Bounded pages, all of them, oldest first. */
  trades(symbol: string, since: TradesSince): Promise<Result<readonly VenueTrade[], VenueRefusal>>;
  /** Oldest first. */
  income(sinceMs: number): Promise<Result<readonly VenueIncome[], VenueRefusal>>;
  modes(): Promise<Result<VenueAccountModes, VenueRefusal>>;
  /** Of every symbol of the account. */
  symbolSettings(): Promise<Result<readonly VenueSymbolSetting[], VenueRefusal>>;
  /** Null where the venue has no such question. */
  keyRights(): Promise<Result<VenueKeyRights | null, VenueRefusal>>;
  /** Cross margin and this leverage, lowered to the first bracket; what is so already is fine. */
  prepareSymbol(symbol: string, leverage: number): Promise<Result<{ readonly leverage: number }, VenueRefusal>>;
  /**
   * The venue cancels all regular orders of a symbol after this time (whole milliseconds of venue time) unless it is
   * set again; 0 turns it off. Setting it twice is fine.
   */
  deadManSwitch(symbol: string, countdownMs: number): Promise<Result<null, VenueRefusal>>;
  /** Filters, brackets and this account's fees, as the venue has them now. */
  instruments(symbols: readonly string[]): Promise<Result<readonly Instrument[], VenueRefusal>>;
  /** One listener; the gateway reconnects by itself until `close`. */
  follow(listener: UserStreamListener): void;
  close(): Promise<void>;
}
