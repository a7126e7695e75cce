import type { Dec } from "../lib/decimal.js";
import type { AccountSwitch } from "./account-switch.js";
import type { Clamp, Drop, Side } from "./intent.js";
import type { CircuitState, ConnectionChannel, ForeignPolicy, EndpointClass } from "./connection.js";
import type { ConfigEvent } from "./config-event.js";
import type { Lease } from "./lease.js";
import type { MarketEvent } from "./market-event.js";
import type { ModelPrediction } from "./meta-signal.js";
import type { Mode } from "./mode.js";
import type { OrderChange, OrderRecord, SlicePlan } from "./order.js";
import type { PairLeg } from "./pair.js";
import type { StateCause } from "./trading-state.js";
import type { VenueEvent } from "./venue-event.js";
import type { VenueRules } from "./venue-rules.js";
import type { VetoRecord } from "./veto-record.js";

/** An approved order as it is journaled: everything the books need, before anything is sent. */
export type IntendedOrder = Pick<
  OrderRecord,
  | "request"
  | "intentId"
  | "groupId"
  | "strategy"
  | "purpose"
  | "attempt"
  | "exits"
  | "style"
  | "routeReason"
  | "maxSlippageBps"
  | "expectedCostBps"
  | "decisionPrice"
  | "notionalUsd"
  | "stopPrice"
  | "strength"
  | "reasons"
  | "rulesEvaluated"
> & {
  readonly clamps: readonly Clamp[];
  /** Of an entry that is one leg of a pair. */
  readonly leg?: PairLeg;
  /** Of the first slice: what follows it. */
  readonly twap?: SlicePlan;
};

export interface CycleSignal {
  readonly strategy: string;
  readonly symbol: string;
  readonly direction: string;
  readonly strength: number;
}

/** Inputs: what the world told us. */
export type InputEvent =
  | VenueEvent
  | ConfigEvent
  | MarketEvent
  /** A stream or the venue as a whole fell silent, or came back. `symbol` null: all of them. */
  | {
      readonly type: "connection.changed";
      readonly atMs: number;
      readonly channel: ConnectionChannel;
      readonly symbol: string | null;
      readonly up: boolean;
      readonly reason: string;
    }
  /** Money that no trade and no funding explains. */
  | {
      readonly type: "wallet.adjusted";
      readonly atMs: number;
      readonly account: string;
      readonly asset: string;
      /** flow: somebody's deposit or withdrawal, no result of trading. charge: a rebate, an insurance clearance, a fee. */
      readonly kind: "flow" | "charge";
      /** What was added; negative when it was taken. */
      readonly amount: Dec;
      /** Worth of it in the settlement asset at the mark known when it was told; left out for that asset, and without a mark. */
      readonly valueUsd?: Dec;
      readonly reason: string;
    }
  /** Somebody changed the account or the venue its rules: leverage, margin type, position mode, filters. */
  | {
      readonly type: "account.changed";
      readonly atMs: number;
      readonly account: string;
      readonly symbol: string | null;
      /** `rules`: grid, minima, maxima or price bands; `instrument`: whether and how long the symbol trades. */
      readonly what: "leverage" | "margin_type" | "position_mode" | "asset_mode" | "instrument" | "rules";
      readonly detail: string;
      /** With `instrument` and `rules`: all that holds from here on. */
      readonly rules?: VenueRules;
    }
  /** Another key stood where the session's key is read from: the session signs with it from here on, or keeps the old one. */
  | { readonly type: "key.rotated"; readonly atMs: number; readonly account: string; readonly reason: string }
  | { readonly type: "key.refused"; readonly atMs: number; readonly account: string; readonly reason: string }
  /** The circuit breaker of a class of endpoints of the account's venue opened, lets one request try, or closed. */
  | {
      readonly type: "circuit.changed";
      readonly atMs: number;
      readonly account: string;
      readonly endpoints: EndpointClass;
      readonly state: CircuitState;
      readonly reason: string;
    }
  /** Orders the venue has counted of the account within its windows, other processes' included; told from half of its limit on. */
  | {
      readonly type: "orders.counted";
      readonly atMs: number;
      readonly account: string;
      readonly tenSeconds: number;
      readonly minute: number;
    }
  /** An order at the venue that no decision of ours stands behind. */
  | {
      readonly type: "order.foreign";
      readonly atMs: number;
      readonly account: string;
      readonly symbol: string;
      readonly clientOrderId: string;
      readonly venueOrderId: string;
      readonly conditional: boolean;
      readonly side: Side;
      readonly qty: Dec | null;
      readonly reduceOnly: boolean;
      readonly policy: ForeignPolicy;
    }
  /** An operator's word; it limits trading until `operator.resumed`. */
  | {
      readonly type: "operator.halted";
      readonly atMs: number;
      readonly state: "REDUCING" | "HALTED";
      /** Null: all strategies. */
      readonly strategy: string | null;
      readonly reason: string;
    }
  | {
      readonly type: "operator.resumed";
      readonly atMs: number;
      /** Latches it clears; gates stay until their cause is gone. */
      readonly codes: readonly string[];
      readonly reason: string;
    }
  /** Close what is held, reduce-only. `symbol` null: everything. */
  | {
      readonly type: "operator.flattened";
      readonly atMs: number;
      readonly symbol: string | null;
      readonly reason: string;
    }
  | { readonly type: "lease.armed"; readonly atMs: number; readonly lease: Lease }
  | { readonly type: "lease.disarmed"; readonly atMs: number; readonly reason: string }
  /** The start of a session or a lease that was refused. An order's refusal is its `order.rejected`. */
  | {
      readonly type: "interlock.refused";
      readonly atMs: number;
      readonly what: "start" | "arm";
      readonly code: string;
      readonly reason: string;
    }
  | { readonly type: "clock.advanced"; readonly atMs: number }
  /** A live session has decided nothing for `poll_seconds`: a cycle is due. `missing`: whose next bar is late by now. */
  | { readonly type: "poll.elapsed"; readonly atMs: number; readonly missing: readonly string[] }
  /** The code broke one of its own promises and the process ended. */
  | { readonly type: "invariant.broken"; readonly atMs: number; readonly message: string }
  | { readonly type: "stop.requested"; readonly atMs: number; readonly reason: string }
  | {
      readonly type: "venue.reported";
      readonly atMs: number;
      /** Accounts that it is of; left out: all. The venue of any other could not be asked. */
      readonly accounts?: readonly string[];
      /** Venue time before the first question of it was asked: what happened since may be missing. Left out: `atMs`. */
      readonly askedAtMs?: number;
      readonly wallets: Readonly<Record<string, Dec>>;
      /** What the accounts hold besides the settlement asset, by asset; left out by venues that have nothing else. */
      readonly otherWallets?: Readonly<Record<string, Readonly<Record<string, Dec>>>>;
      /** Signed quantities by `account:symbol`, flat ones left out. */
      readonly positions: Readonly<Record<string, Dec>>;
      /** Open client order ids, regular and conditional. */
      readonly openOrders: readonly string[];
      /** Open orders that are not ours, as `foreignOrderKey` names them; left out where nobody else can have any. */
      readonly foreignOrders?: readonly string[];
    };

/** A bar close, the time since the last cycle (live), or a position whose close lets the other direction in. */
export type CycleTrigger = "bar" | "poll" | "flip";

/** Outputs: what we decided. Each follows from the state alone (`engine/next-step.ts`), so a replay can check it. */
export type OutputEvent =
  | {
      readonly type: "cycle.decided";
      readonly atMs: number;
      readonly cycle: number;
      readonly trigger: CycleTrigger;
      readonly nav: Dec;
      readonly wallet: Dec;
      readonly unrealizedPnl: Dec;
      readonly signals: readonly CycleSignal[];
      readonly drops: readonly Drop[];
      readonly vetoes: readonly VetoRecord[];
      readonly orders: readonly IntendedOrder[];
      /** Trailing stops that moved and bars counted; exits of positions after this cycle. */
      readonly intents: number;
      /** What a model said of the entries it was asked about; left out where none was asked. */
      readonly predictions?: readonly ModelPrediction[];
      /** New risk that went to another account than its route's first; left out where none did. */
      readonly switches?: readonly AccountSwitch[];
    }
  | { readonly type: "order.intended"; readonly atMs: number; readonly order: IntendedOrder; readonly because: string }
  | { readonly type: "order.submitted"; readonly atMs: number; readonly clientOrderId: string }
  | { readonly type: "order.abandoned"; readonly atMs: number; readonly clientOrderId: string; readonly reason: string }
  | {
      readonly type: "cancel.requested";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly reason: string;
    }
  /** New terms for a resting limit, durable before they are sent. */
  | {
      readonly type: "modify.requested";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly change: OrderChange;
      readonly reason: string;
    }
  | {
      /** The rest of a maker order is not taken: nothing more happens for this intent. */
      readonly type: "intent.given_up";
      readonly atMs: number;
      readonly clientOrderId: string;
      readonly intentId: string;
      readonly reason: string;
    }
  | {
      readonly type: "exits.moved";
      readonly atMs: number;
      readonly key: string;
      readonly strategyStop: Dec;
      readonly reason: string;
    }
  | { readonly type: "cause.raised"; readonly atMs: number; readonly cause: StateCause }
  | { readonly type: "cause.cleared"; readonly atMs: number; readonly code: string };

/** Marks of the session itself; no decision depends on them. */
export type SessionEvent =
  | {
      readonly type: "session.started";
      readonly atMs: number;
      readonly fromMs: number;
      /** Null where nobody knows when it will end: live sessions. */
      readonly toMs: number | null;
      readonly symbols: readonly string[];
      readonly navStart: Dec;
      /** Opening wallet of each account; they add up to navStart. */
      readonly wallets: Readonly<Record<string, Dec>>;
      /** Live: venue time before which all that the venue paid and took is in the wallets. */
      readonly walletsAtMs?: number;
      /** Live: which account the books are of, see `accountTagOf`; left out where the venue tells no code. */
      readonly accountTag?: string;
      readonly configHash: string;
      /** The whole configuration, so that a replay needs nothing but the journal. */
      readonly config: unknown;
      readonly codeVersion: string;
      readonly dataHash: string;
      readonly notes: readonly string[];
    }
  /** From here on another configuration holds: a live session was started again with it, or the venue changed its rules. */
  | {
      readonly type: "session.configured";
      readonly atMs: number;
      readonly symbols: readonly string[];
      readonly configHash: string;
      readonly config: unknown;
      readonly codeVersion: string;
      readonly notes: readonly string[];
    }
  | {
      readonly type: "session.resumed";
      readonly atMs: number;
      readonly cutBytes: number;
      /** As in `session.started`. */
      readonly accountTag?: string;
    }
  | { readonly type: "session.ended"; readonly atMs: number; readonly reason: "end_of_data" };

export type EventBody = InputEvent | OutputEvent | SessionEvent;

/** A journal line. `hash` = SHA-256 over the line before's hash and this line without its hash. */
export type JournalEvent = EventBody & {
  readonly seq: number;
  readonly at: string;
  readonly v: 1;
  readonly mode: Mode;
  readonly correlationId: string;
  readonly hash: string;
};
