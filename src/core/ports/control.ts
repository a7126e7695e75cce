import type { Side } from "../domain/intent.js";
import type { Lease } from "../domain/lease.js";
import type { Mode } from "../domain/mode.js";
import type { StateCause, TradingState } from "../domain/trading-state.js";
import type { Dec } from "../lib/decimal.js";

/** What an operator asks of a session. `look` changes nothing. */
export type ControlRequest =
  | {
      readonly verb: "halt";
      readonly state: "REDUCING" | "HALTED";
      /** Null: all strategies. */
      readonly strategy: string | null;
      readonly reason: string;
    }
  | { readonly verb: "resume"; readonly reason: string }
  /** Books what a wallet at the venue has more or less than the books, which nobody can explain. */
  | { readonly verb: "accept"; readonly amount: Dec; readonly reason: string }
  /** Null: every symbol. */
  | { readonly verb: "flatten"; readonly symbol: string | null; readonly reason: string }
  | { readonly verb: "arm"; readonly forMs: number; readonly maxNotionalUsd: Dec }
  | { readonly verb: "disarm"; readonly reason: string }
  /** askVenue: has the executor ask its venue anew for positions and open orders; a later look has the answer. */
  | { readonly verb: "look"; readonly askVenue: boolean };

/** A position as an operator sees it; the sign of `qty` is its direction. */
export interface ControlPosition {
  readonly account: string;
  readonly symbol: string;
  readonly qty: Dec;
}

/** A position that was held for some time, with the most of it that was. */
export interface ControlHeld extends ControlPosition {
  /** No decision of the session opened it. */
  readonly foreign: boolean;
}

/** An order at the venue that is not the session's. */
export interface ControlForeignOrder {
  readonly symbol: string;
  readonly venueOrderId: string;
  readonly clientOrderId: string;
  readonly side: Side;
  /** Null: closes whatever is held when it triggers. */
  readonly qty: Dec | null;
  /** False: it can open a position. */
  readonly reduceOnly: boolean;
}

/** What the venue itself said last, in the life of this process. */
export interface ControlVenueWord {
  /** The venue's time now. */
  readonly nowMs: number;
  /** The venue's time when it was asked; null where it has not answered yet. */
  readonly askedAtMs: number | null;
  readonly positions: readonly ControlPosition[];
  readonly foreignOrders: readonly ControlForeignOrder[];
  /** Position or order in which books and venue differ, in words. */
  readonly difference: string | null;
}

/** The books in the few figures that an operator's command speaks of. */
export interface ControlBooks {
  readonly mode: Mode;
  /** Time of the session, not of the wall. */
  readonly atMs: number;
  readonly tradingState: TradingState;
  readonly causes: readonly StateCause[];
  /** Strategies that an operator halted by name. */
  readonly haltedStrategies: readonly string[];
  readonly positions: readonly ControlPosition[];
  readonly openOrders: number;
  readonly lease: Lease | null;
  /** What was held at any time since the running executor heard the last flatten; empty where none runs. */
  readonly heldSince: readonly ControlHeld[];
  /** Null where no executor runs, or its venue is a simulated one: then the books are the venue's word. */
  readonly venue: ControlVenueWord | null;
}

export type ControlReply =
  | {
      readonly kind: "done";
      /** Journal line of the operator's word, durable; null where nothing was left to do. */
      readonly seq: number | null;
      /** What was asked for already held before. */
      readonly already: boolean;
      /** Since when it has held, in the session's time; null where that means nothing. */
      readonly sinceMs: number | null;
      /** What a resume cleared. */
      readonly cleared: readonly string[];
      readonly books: ControlBooks;
    }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly exitCode: number;
      readonly message: string;
      readonly value?: string;
      readonly fix?: string;
    }
  /** The executor is about to end and heard nothing any more: ask whoever holds the books next. */
  | { readonly kind: "closing" };

/** untilMs: wall time after which the asker no longer counts on it, and may have helped himself otherwise. */
export type ControlHandler = (request: ControlRequest, untilMs: number) => Promise<ControlReply>;

/** An executor's ear: one request and one reply a connection. */
export interface ControlServer {
  /** Only the holder of the directory's lock may listen. Errors: Failure 3 where no socket can be made. */
  listen(handler: ControlHandler): Promise<void>;
  /** Gives pending replies a moment to leave. A second call does nothing. */
  close(): Promise<void>;
}

/** How an executor answered, or why there is no answer. */
export type ControlAnswer =
  | { readonly kind: "replied"; readonly reply: ControlReply }
  /** Nobody listens: no executor, or one that is starting or ending. */
  | { readonly kind: "absent" }
  /** Somebody listens and says nothing: the process is stopped, stuck or looping. */
  | { readonly kind: "silent"; readonly waitedMs: number }
  /** What came back is no reply. */
  | { readonly kind: "garbled"; readonly reason: string };

export interface ControlClient {
  ask(stateDirectory: string, request: ControlRequest): Promise<ControlAnswer>;
}
