import type { RunMetrics } from "./run-metrics.js";

/** `hedge.backtest/1`, as `backtest run --json` prints it and `run.json` keeps it. */
export interface RunDocument {
  readonly schema: "hedge.backtest/1";
  readonly mode: null;
  readonly id: string;
  /** SHA-256 over code, configuration, data and span: the same inputs give the same bytes. */
  readonly inputsHash: string;
  readonly engine: "event" | "kernel";
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly bars: number;
  readonly metrics: RunMetrics;
  /** What a reader has to know before trusting the figures, in words. */
  readonly flags: readonly string[];
  /** Paths inside the run's folder. */
  readonly files: { readonly equity: string; readonly trades: string; readonly report: string };
}

/** What `run.json` adds, so that the run can be made again from its folder alone. */
export interface RunInputs {
  /** What made the run; every other figure of a walk-forward run is out of sample. */
  readonly kind: RunKind;
  /** What to type to make it again from its folder, beside --config DIR/config. */
  readonly command: string;
  readonly codeVersion: string;
  readonly codeHash: string;
  readonly configHash: string;
  readonly config: unknown;
  readonly dataHash: string;
  readonly dataDirectory: string;
  readonly navStart: string;
}

export const RUN_KINDS = ["run", "walkforward"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** `run.json`. */
export type StoredRun = RunDocument & { readonly inputs: RunInputs };

export const RUN_FILES = { equity: "equity.parquet", trades: "trades.parquet", report: "report.md" } as const;
/** A veto a line. */
export const VETOES_FILE = "vetoes.jsonl";
/** The newest Monte Carlo study of the run. */
export const MONTECARLO_FILE = "montecarlo.json";
/** Folds of a walk-forward run. */
export const WALKFORWARD_FILE = "walkforward.json";
