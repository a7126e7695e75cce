import type { Dec } from "../lib/decimal.js";

/** A timer of rule R12. `key` is a symbol (scope symbol) or a strategy id (scope strategy). */
export interface Cooldown {
  readonly scope: "symbol" | "strategy";
  readonly key: string;
  readonly untilMs: number;
  readonly reason: "stop" | "loss_streak" | "veto_burst";
}

/** What risk remembers between decisions; plain data, a fold of the journal, projected to risk_state.json. */
export interface RiskState {
  cooldowns: Cooldown[];
  /** NAV at the start of the current day in `reset_timezone`, and which day that is (YYYY-MM-DD). */
  dayAnchor: { readonly day: string; readonly nav: Dec } | null;
  /** High-water mark of rule R11; an operator may rebase it. */
  riskPeak: Dec | null;
  /** Entry submissions by symbol within the last hour: instants in market time, oldest first. */
  recentEntries: Record<string, number[]>;
  /** Losing round trips in a row by strategy. */
  lossStreaks: Record<string, number>;
  /** Instants of vetoes (R12 ones excepted) within the burst window, by `strategy:symbol`. */
  recentVetoes: Record<string, number[]>;
  lastVetoes: { readonly id: string; readonly atMs: number; readonly symbol: string; readonly strategy: string; readonly primary: string }[];
  /** Instants (ms) of vetoes by rule in the rolling window shown by `risk show`. */
  vetoCounts: Record<string, number>;
}

export function emptyRiskState(): RiskState {
  return {
    cooldowns: [],
    dayAnchor: null,
    riskPeak: null,
    recentEntries: {},
    lossStreaks: {},
    recentVetoes: {},
    lastVetoes: [],
    vetoCounts: {},
  };
}
