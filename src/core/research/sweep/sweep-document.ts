import type { Overfitting } from "../grade/grade-sweep.js";
import type { SweepMetrics } from "./figures.js";
import type { RowParams } from "./symbol-axis.js";

export interface SweepRow {
  readonly params: RowParams;
  readonly metrics: SweepMetrics;
}

/** One of the best rows, run again by the event engine. */
export interface VerifiedRow {
  readonly params: RowParams;
  /** Total returns. */
  readonly kernel: number;
  readonly event: number;
  /** Of the NAVs, at the bar where they differ most. */
  readonly differenceBps: number;
}

/** `hedge.sweep/1`. */
export interface SweepDocument {
  readonly schema: "hedge.sweep/1";
  readonly mode: null;
  readonly id: string;
  readonly inputsHash: string;
  readonly combinations: number;
  readonly bars: number;
  readonly barEvaluations: number;
  readonly elapsedMs: number;
  readonly barEvaluationsPerSecond: number;
  readonly peakRssBytes: number;
  readonly workers: number;
  readonly driver: "local" | "bullmq" | "static";
  readonly top: readonly SweepRow[];
  readonly overfitting: Overfitting;
  readonly verified: readonly VerifiedRow[];
  readonly files: { readonly results: string };
}

/** `hedge.sweep-share/1`: what a shard prints that was not the last to end. */
export interface SweepShareDocument {
  readonly schema: "hedge.sweep-share/1";
  readonly mode: null;
  readonly id: string;
  readonly inputsHash: string;
  readonly driver: "static";
  /** `i/n`, from 1. */
  readonly shard: string;
  /** Of the whole sweep: how many there are, how many this process computed, how many nobody has computed yet. */
  readonly chunks: { readonly total: number; readonly computed: number; readonly missing: number };
}
