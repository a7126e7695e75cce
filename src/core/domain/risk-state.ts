import type { Dec } from "../lib/decimal.js";
import type { OrdersCounted } from "./order-budget.js";

/** A timer of rule R12. `key` is a symbol (scope symbol) or a strategy id (scope strategy). */
export interface Cooldown {
  readonly scope: "symbol" | "strategy";
  readonly key: string;
  /** Market time it is measured from. */
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly reason: "stop" | "loss_streak" | "veto_burst" | "operator";
  /** Of an operator's timer: when it was said, and what was given as the reason ("" for nothing). */
  readonly said?: { readonly atMs: number; readonly reason: string };
}

/** NAV at the start of the current day of `reset_timezone`. The day is YYYY-MM-DD, from `startMs` until before `untilMs`. */
interface DayAnchor {
  readonly day: string;
  readonly nav: Dec;
  readonly startMs: number;
  readonly untilMs: number;
}

/** From what the loss limits of one account are measured, USD. */
export interface AccountMarks {
  /** Of `dayAnchor`. */
  readonly day: string;
  readonly dayNavUsd: number;
  readonly peakUsd: number;
  /** NAV after the newest cycle. */
  readonly lastNavUsd: number;
}

/** Vetoes of one hour of market time by primary rule. */
interface VetoHour {
  readonly hourMs: number;
  readonly byRule: Record<string, number>;
}

/** What risk remembers between decisions; plain data, a fold of the journal, projected to risk_state.json. */
export interface RiskState {
  /** At most one by scope and key: the one that ends last. */
  cooldowns: Cooldown[];
  dayAnchor: DayAnchor | null;
  /** By account that has loss limits of its own; left out while none has. */
  accountMarks?: Record<string, AccountMarks>;
  /** NAV after the newest event: the day's start where no event falls on midnight. */
  lastNav: Dec | null;
  /** High-water mark of rule R11; an operator may rebase it. */
  riskPeak: Dec | null;
  /** Approved entries by symbol within the last hour: instants in market time, oldest first. */
  recentEntries: Record<string, number[]>;
  /** Instants of orders and changes of orders within the venue's longest window by account, oldest first; none without its limits. */
  sentOrders: Record<string, number[]>;
  /** What the venue last said it has counted, by account. */
  countedOrders: Record<string, OrdersCounted>;
  /** Losing round trips in a row by strategy, since its last timer. */
  lossStreaks: Record<string, number>;
  /** Instants of vetoed entries (R12 ones excepted) within the burst window, by `strategy:symbol`. */
  recentVetoes: Record<string, number[]>;
  /** Newest last, bounded. */
  lastVetoes: {
    readonly id: string;
    readonly atMs: number;
    readonly symbol: string;
    readonly strategy: string;
    readonly primary: string;
  }[];
  /** The rolling window shown by `risk show`, oldest first, bounded. */
  vetoHours: VetoHour[];
}

export function emptyRiskState(): RiskState {
  return {
    cooldowns: [],
    dayAnchor: null,
    lastNav: null,
    riskPeak: null,
    recentEntries: {},
    sentOrders: {},
    countedOrders: {},
    lossStreaks: {},
    recentVetoes: {},
    lastVetoes: [],
    vetoHours: [],
  };
}
