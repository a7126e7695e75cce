import type { Purpose, Side } from "./intent.js";
import type { RiskState } from "./risk-state.js";
import type { StateCause, TradingState } from "./trading-state.js";

/** A position in numbers, at its mark. */
export interface HeldPosition {
  readonly account: string;
  readonly symbol: string;
  readonly strategy: string;
  /** Signed base quantity. */
  readonly qty: number;
  readonly entryPrice: number;
  readonly markPrice: number;
  /** |qty × mark|. */
  readonly notionalUsd: number;
  /** Stop nearest to the market, null while there is none. */
  readonly stopPrice: number | null;
  readonly barsHeld: number;
  /** Null while its disaster stop works at the venue. */
  readonly unprotectedSinceMs: number | null;
}

/** An order that is not final: it counts as exposure, unknown ones included. */
export interface PendingOrder {
  readonly clientOrderId: string;
  readonly account: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly side: Side;
  readonly purpose: Purpose;
  readonly leavesQty: number;
  readonly notionalUsd: number;
  readonly reduceOnly: boolean;
  readonly unknown: boolean;
}

/** A direction that was stopped out and waits for its signal to leave the zone. */
export interface RearmWait {
  readonly strategy: string;
  readonly symbol: string;
  readonly zone: -1 | 1;
}

/** What the fund has in its other accounts, and what this cycle has approved there before. */
export interface Elsewhere {
  readonly navUsd: number;
  readonly positions: readonly HeldPosition[];
  readonly pending: readonly PendingOrder[];
}

/** The books of one account in numbers, as one decision sees them. Built once a cycle by `ledger/decision-book.ts`. */
export interface DecisionBook {
  readonly atMs: number;
  readonly account: string;
  /** NAV of this account: shares of NAV are shares of this one. The fund's is `fundNavUsd`. */
  readonly navUsd: number;
  /** Instant of the oldest mark in the NAV of the fund. */
  readonly navAtMs: number;
  /** NAV of the fund predicted from the last one, Σ qty × Δmark, income and flows; equals `fundNavUsd` unless something is wrong. */
  readonly predictedNavUsd: number;
  /** Left out where the fund has this account only. */
  readonly elsewhere?: Elsewhere;
  readonly walletUsd: number;
  /** Margin balance less initial margin of positions and pending entries. */
  readonly freeMarginUsd: number;
  readonly positions: readonly HeldPosition[];
  readonly pending: readonly PendingOrder[];
  readonly tradingState: TradingState;
  readonly causes: readonly StateCause[];
  readonly rearm: readonly RearmWait[];
  readonly risk: RiskState;
}

/** NAV over all accounts: what a day and a drawdown are measured on. */
export function fundNavUsd({ navUsd, elsewhere }: Pick<DecisionBook, "navUsd" | "elsewhere">): number {
  return elsewhere === undefined ? navUsd : navUsd + elsewhere.navUsd;
}

/** Fall of the fund from its risk peak as a fraction, < 0 above it; NaN while there is no peak. */
export function riskDrawdown(book: DecisionBook): number {
  const { riskPeak } = book.risk;
  return riskPeak === null ? Number.NaN : 1 - fundNavUsd(book) / Number(riskPeak);
}
