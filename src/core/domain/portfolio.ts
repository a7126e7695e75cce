import type { Dec } from "../lib/decimal.js";
import type { OrderRecord } from "./order.js";
import type { Position } from "./position.js";
import { FORCED_CAUSES } from "./venue-event.js";
import type { StateCause } from "./trading-state.js";
import type { Mode } from "./mode.js";

/** The asset in which wallets, fees and NAV are kept. */
export const SETTLEMENT_ASSET = "USDT";

/** What an account holds besides the settlement asset. It is in no NAV; what moves it must be explained all the same. */
export interface OtherWallets {
  /** Venue time of the venue's last word on them: what moved them before is in it. */
  readonly askedAtMs: number;
  /** By asset: the venue's last word and the rows of its money history since. */
  readonly held: Record<string, { readonly qty: Dec; readonly rows: number }>;
  /** Fees and other charges taken from them, at the marks known then; what had no mark is not in it. */
  chargedUsd: Dec;
}

/** Wallet of one account: money booked, without unrealised profit. */
export interface AccountBook {
  readonly account: string;
  wallet: Dec;
  realizedPnl: Dec;
  fees: Dec;
  funding: Dec;
  flows: Dec;
  /** Null before a venue has told them. */
  others: OtherWallets | null;
}

/** A round trip that has ended. */
export interface ClosedTrade {
  readonly intentId: string;
  /** The legs of a pair share it; else the intent's own id. */
  readonly groupId: string;
  readonly strategy: string;
  readonly account: string;
  readonly symbol: string;
  readonly direction: "long" | "short";
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly realizedPnl: Dec;
  readonly fees: Dec;
  readonly funding: Dec;
  readonly exitPurpose: string;
}

const FORCED_EXITS: readonly string[] = ["stop", "disaster_stop", "flatten", "liquidation", ...FORCED_CAUSES];

/** Ended by a stop, in place of one, or by the venue: a timer starts, and the same signal must not open again at once. */
export function isForcedExit({ exitPurpose }: ClosedTrade): boolean {
  return FORCED_EXITS.includes(exitPurpose);
}

export interface NavPoint {
  readonly atMs: number;
  readonly nav: Dec;
  readonly wallet: Dec;
  readonly unrealizedPnl: Dec;
}

export interface Totals {
  bars: number;
  cycles: number;
  signals: number;
  intents: number;
  vetoes: number;
  vetoesByRule: Record<string, number>;
  ordersSent: number;
  ordersFilled: number;
  ordersCanceled: number;
  ordersRejected: number;
  fills: number;
  fees: Dec;
  funding: Dec;
  realizedPnl: Dec;
  maxDrawdown: number;
  unprotectedMs: number;
  longestUnprotectedMs: number;
  shortfallBpsSum: number;
  shortfallNotionalUsd: number;
  /** Positions that ended: each leg of a pair is one. */
  closedPositions: number;
  /** Round trips that ended: the legs of a pair are one. */
  trades: number;
  /** Profit of legs that ended before their partner, by group. */
  closedLegs: Record<string, number>;
  wins: number;
  grossProfit: number;
  grossLoss: number;
}

/** The books: a fold of the journal, plain data. Keys of positions are `account:symbol`. */
export interface Portfolio {
  mode: Mode;
  accounts: Record<string, AccountBook>;
  positions: Record<string, Position>;
  /** Orders that are not final, plus those ended since the last cycle. */
  orders: Record<string, OrderRecord>;
  /** Newest last, bounded. */
  recentTrades: ClosedTrade[];
  nav: NavPoint | null;
  navStart: Dec | null;
  /** Highest NAV seen: base of the reported drawdown. */
  navHigh: Dec | null;
  causes: StateCause[];
  totals: Totals;
}

export function positionKey(account: string, symbol: string): string {
  return `${account}:${symbol}`;
}
