import type { Dec } from "../../lib/decimal.js";
import type { StoredRun } from "./run-document.js";
import { barReturns } from "./run-metrics.js";

/** Columns of `equity.parquet`, a bar a row. Units: epoch ms, quote currency; exposure is a multiple of NAV. */
export interface EquityColumns {
  readonly atMs: Float64Array;
  readonly nav: Float64Array;
  readonly exposure: Float64Array;
  /** Paid in the bar. */
  readonly fees: Float64Array;
  /** Notional filled as taker in the bar. */
  readonly takerUsd: Float64Array;
}

/** A row of `trades.parquet`. */
export interface RecordedTrade {
  readonly openedAtMs: number;
  readonly closedAtMs: number;
  readonly intentId: string;
  readonly groupId: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly direction: string;
  readonly exitPurpose: string;
  readonly realizedPnl: Dec;
  readonly fees: Dec;
  readonly funding: Dec;
}

/** All that the folder of a run says. */
export interface RunEvidence {
  readonly run: StoredRun;
  readonly equity: EquityColumns;
  readonly trades: readonly RecordedTrade[];
  /** Vetoes by the rule that came first. */
  readonly vetoes: ReadonlyMap<string, number>;
}

/** Opening NAV of a run. */
export function openingNav({ inputs }: StoredRun): number {
  return Number(inputs.navStart);
}

/** Returns of its bars. */
export function returnsOf({ run, equity }: Pick<RunEvidence, "run" | "equity">): Float64Array {
  return barReturns(equity.nav, openingNav(run));
}

/** Length of its bars: the shortest time between two of them. NaN of fewer than two. */
export function barMsOf({ atMs }: EquityColumns): number {
  let shortest = Infinity;
  for (let row = 1; row < atMs.length; row += 1) {
    shortest = Math.min(shortest, (atMs[row] ?? Number.NaN) - (atMs[row - 1] ?? Number.NaN));
  }
  return Number.isFinite(shortest) ? shortest : Number.NaN;
}
