import type { Brand } from "../lib/brand.js";
import type { Dec } from "../lib/decimal.js";
import type { PairLeg } from "./pair.js";

export type Side = "buy" | "sell";
export type Direction = "long" | "short" | "flat";

export function oppositeSide(side: Side): Side {
  return side === "buy" ? "sell" : "buy";
}

/** Exit levels a strategy wants for a position it opens, as distances from the entry in quote currency. */
export interface ExitLevels {
  /** 0: the strategy has no stop of its own, the disaster stop is the only one. */
  readonly stopDistance: number;
  /** ATR at the signal: the unit of trailing steps and of the disaster stop. */
  readonly atr: number;
  readonly trailDistance: number | null;
  readonly takeProfits: readonly { readonly distance: number; readonly fraction: number }[];
  readonly maxBars: number | null;
}

/** What a strategy says of one symbol at one bar close. */
export type Signal =
  | {
      readonly kind: "target";
      readonly direction: Direction;
      /** 0…1 for scaled strategies. */
      readonly strength: number;
      /** Signed fraction of NAV for exposure strategies, null for scaled ones. */
      readonly exposure: number | null;
      /** Change of a held position, as a fraction of the wanted one, up to which it is left alone; only with an exposure. */
      readonly rebalanceBand?: number;
      readonly exits: ExitLevels | null;
      /** Sign of the signal's zone; a stopped direction re-arms once the zone has left it. */
      readonly zone: -1 | 0 | 1;
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: "none";
      readonly reason: DropReason;
      readonly detail: DropDetail | null;
      readonly zone: -1 | 0 | 1;
    };

/** Why a signal ends although the screener has let it pass: words of the intent builder and of the router. */
export const LATE_DROP_REASONS = [
  "disabled",
  "slots_full",
  "strategy_slots_full",
  "symbol_taken",
  "order_pending",
  "group_incomplete",
  "rebalance_band",
  "below_minimum",
  "route_broken",
  "circuit_open",
] as const;

export const DROP_REASONS = [
  "no_signal",
  "holding",
  "warmup",
  "stale_bars",
  "regime_filter",
  "volatility_filter",
  "stale_book",
  "spread_filter",
  "book_filter",
  "book_pressure",
  "shallow_book",
  "ml_veto",
  "rearm",
  "between_bars",
  "pair_filter",
  ...LATE_DROP_REASONS,
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** The figure behind a drop: what was measured, the limit, and the setting that holds the limit. */
export interface DropDetail {
  readonly measured: number;
  readonly limit: number;
  readonly setting: string;
}

export interface Drop {
  readonly strategy: string;
  readonly symbol: string;
  readonly reason: DropReason;
  readonly detail: DropDetail | null;
}

/** A wish of the screener: no quantity, no account, no permission. */
export interface ProtoIntent {
  readonly strategy: string;
  readonly symbol: string;
  readonly direction: Direction;
  readonly strength: number;
  readonly exposure: number | null;
  readonly horizonBars: number;
  readonly exits: ExitLevels | null;
  readonly features: Readonly<Record<string, number>>;
  readonly reasons: readonly string[];
  /** Factor that a model puts on the size, 0…1; left out where none was asked. */
  readonly modelScale?: number;
}

/**
 * open: new position · close: whole position, reduce-only · reduce: part of it, reduce-only ·
 * disaster_stop, stop, take_profit: resting exits · flatten: forced close.
 */
export const PURPOSES = ["open", "close", "reduce", "disaster_stop", "stop", "take_profit", "flatten"] as const;
export type Purpose = (typeof PURPOSES)[number];

export function isReducingPurpose(purpose: Purpose): boolean {
  return purpose !== "open";
}

/** Decided by a signal, an age or a force: the whole position at once, not an exit that rests. */
export function isClosingPurpose(purpose: Purpose): boolean {
  return purpose === "close" || purpose === "flatten";
}

/** Protective orders pass in every trading state. */
export function isProtectivePurpose(purpose: Purpose): boolean {
  return purpose === "disaster_stop" || purpose === "stop" || purpose === "flatten";
}

/** A decided action with slot, direction and group, still without quantity. */
export interface Intent {
  /** Pure function of strategy, account, symbol, purpose and instant: 16 letters and digits. */
  readonly id: string;
  /** Legs of one idea share it; all or nothing. */
  readonly groupId: string;
  readonly strategy: string;
  readonly account: string;
  readonly symbol: string;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly strength: number;
  readonly exposure: number | null;
  readonly exits: ExitLevels | null;
  readonly horizonBars: number;
  readonly reasons: readonly string[];
  /** Of an entry that is one leg of a pair. */
  readonly leg?: PairLeg;
  /** Factor that a model puts on the size, 0…1; left out where none was asked. */
  readonly modelScale?: number;
}

/** A limit that made a target smaller (or larger, for min-notional bumps). */
export interface Clamp {
  readonly rule: string;
  readonly beforeUsd: number;
  readonly afterUsd: number;
}

/** An intent with a quantity that fits the filters of its venue. */
export interface SizedOrder {
  readonly intent: Intent;
  readonly qty: Dec;
  /** Price the quantity was computed at: mark, or the limit price. */
  readonly referencePrice: Dec;
  readonly notionalUsd: number;
  /** |notional| / NAV. */
  readonly leverage: number;
  readonly clamps: readonly Clamp[];
  readonly reduceOnly: boolean;
  /** Trigger of a resting exit, null for orders that act now. */
  readonly triggerPrice: Dec | null;
  readonly closePosition: boolean;
}

/** Only `risk/review.ts` makes one; routing takes nothing else. */
export type ApprovedOrder = Brand<SizedOrder & { readonly rulesEvaluated: number }, "ApprovedOrder">;

export type LimitUnit = "usd" | "fraction" | "multiple" | "count" | "seconds" | "bps" | "state";

/** One rule that an order fails. `measured` is null where the figure could not be known. */
export interface Violation {
  readonly rule: string;
  readonly code: string;
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: LimitUnit;
  /** Path in the configuration of the limit that bites, e.g. `risk_limits.global.max_trade_nav_pct`. */
  readonly setting: string | null;
  /** Symbol of the leg that is refused, where this one is refused because of it. */
  readonly leg?: string;
}

/** An order that risk refused, with every rule it fails. */
export interface Veto {
  readonly id: string;
  readonly order: SizedOrder;
  readonly primary: string;
  readonly violations: readonly Violation[];
  /** Sizing found no legal quantity: the order is the smallest one that the venue takes, or nothing. */
  readonly bySizing: boolean;
}

/** An intent without a legal quantity, with what sizing has against the smallest one. It is judged and never approved. */
export interface UnsizedOrder {
  /** The smallest legal order; of nothing where that can't be known or the order only reduces. */
  readonly order: SizedOrder;
  readonly primary: string;
  /** Limits that leave too little for it, then what sizing says of the quantity itself. */
  readonly violations: readonly Violation[];
}
