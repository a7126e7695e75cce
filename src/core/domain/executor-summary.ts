import type { Dec } from "../lib/decimal.js";
import type { Mode } from "./mode.js";

export interface SummaryPosition {
  readonly account: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly qty: Dec;
  readonly entryPrice: Dec | null;
  readonly stopPrice: Dec | null;
}

/** `hedge.executor-summary/1`, the last word of a session. */
export interface ExecutorSummary {
  readonly schema: "hedge.executor-summary/1";
  readonly mode: Mode;
  readonly from: string;
  readonly to: string;
  readonly cycles: number;
  readonly bars: number;
  readonly signals: number;
  readonly intents: number;
  readonly vetoes: { readonly total: number; readonly byRule: Readonly<Record<string, number>> };
  readonly orders: {
    readonly sent: number;
    readonly filled: number;
    readonly canceled: number;
    readonly rejected: number;
    readonly unknown: number;
  };
  readonly fills: number;
  readonly fees: Dec;
  readonly funding: Dec;
  readonly realizedPnl: Dec;
  readonly unrealizedPnl: Dec | null;
  readonly navStart: Dec | null;
  readonly navEnd: Dec | null;
  readonly maxDrawdown: number;
  readonly positions: readonly SummaryPosition[];
  readonly unprotectedSeconds: number;
  readonly journal: { readonly events: number; readonly lastSeq: number; readonly lastHash: string };
  readonly decisionLatencyMs: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
  readonly notes: readonly string[];
}

/** What only the human summary shows. */
export interface SummaryExtras {
  readonly finished: boolean;
  readonly stateDirectory: string;
  readonly elapsedMs: number;
  /** Bytes of an unfinished last line that this start cut; a fact of the process, so not in the document. */
  readonly cutBytes: number;
  readonly trades: number;
  readonly wins: number;
  readonly profitFactor: number | null;
  readonly shortfallBps: number | null;
}

/** What a session's process hands back. */
export interface ExecutorReport {
  readonly summary: ExecutorSummary;
  readonly extras: SummaryExtras;
  readonly outcome: "end_of_data" | "stopped" | "cycles_done" | "already_finished";
}
