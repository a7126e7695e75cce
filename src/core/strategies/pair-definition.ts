import type { ZodType } from "zod";
import type { Bar } from "../domain/bar.js";
import type { Direction, DropDetail, DropReason, ExitLevels } from "../domain/intent.js";
import type { PairTerms } from "../domain/pair.js";

/** Regressed one on the other: y and x. */
export interface Pair {
  readonly name: string;
  readonly symbols: readonly [y: string, x: string];
}

/** What a strategy holds of a pair when it is asked: the terms it was opened on, and for how many of its bars. */
export interface HeldPair {
  readonly terms: PairTerms;
  readonly barsHeld: number;
}

/** A leg that an entry asks for. */
export interface WantedLeg {
  readonly symbol: string;
  readonly direction: Exclude<Direction, "flat">;
  readonly share: number;
  readonly rank: 0 | 1;
  readonly exits: ExitLevels;
}

/** What a strategy says of one pair at one bar close. */
export type PairSignal =
  | {
      readonly kind: "enter";
      readonly strength: number;
      readonly terms: PairTerms;
      /** Bars of the strategy after which it leaves whatever the spread does; a fraction of the last one counts whole. */
      readonly maxBars: number;
      readonly legs: readonly [WantedLeg, WantedLeg];
      readonly zone: -1 | 0 | 1;
      readonly reasons: readonly string[];
    }
  | { readonly kind: "leave"; readonly zone: -1 | 0 | 1; readonly reasons: readonly string[] }
  | {
      readonly kind: "none";
      readonly reason: DropReason;
      readonly detail: DropDetail | null;
      readonly zone: -1 | 0 | 1;
    };

/**
 * A strategy on two markets: the fold takes the closed bars of either, told apart by the leg's place in the pair.
 * Everything else is as with a strategy on one (`definition.ts`).
 */
export interface PairDefinition<Params, State> {
  readonly id: string;
  readonly title: string;
  readonly barMs: number;
  readonly sizing: "scaled";
  readonly params: ZodType<Params>;
  warmupBars(params: Params): number;
  pairs(params: Params): readonly Pair[];
  /**
   * Parameters that `create` and `next` read; left out: all of them. Combinations of a sweep that differ in others alone
   * share one fold.
   */
  readonly foldParams?: readonly string[];
  create(params: Params): State;
  /** Takes one closed bar of y (0) or x (1), of the strategy's own length. */
  next(state: State, leg: 0 | 1, bar: Bar, params: Params): void;
  signal(state: State, pair: Pair, held: HeldPair | null, params: Params): PairSignal;
}

/** A pair definition whose types have been closed over; it takes base bars. */
export interface BoundPairStrategy {
  readonly id: string;
  readonly definitionId: string;
  readonly barMs: number;
  readonly pairs: readonly Pair[];
  readonly warmupBars: number;
  create(): unknown;
  next(state: unknown, leg: 0 | 1, bar: Bar): void;
  signal(state: unknown, pair: Pair, held: HeldPair | null): PairSignal;
}
