/** What trials are counted together: variants of one idea, tried on the same universe. */
export interface TrialKey {
  /** Strategy family: `momentum`. */
  readonly family: string;
  /** Hash of the symbols, as sorted text. */
  readonly universeHash: string;
}

/** Sharpe ratios of one bar, as running moments. */
export interface SharpeMoments {
  readonly count: number;
  readonly mean: number;
  /** Σ (ratio − mean)². */
  readonly squaredDeviations: number;
}

/** One run that tried something: a whole sweep, a walk-forward with all its folds, a single backtest. */
export interface TrialRun extends TrialKey {
  /** Of the inputs, so that a run that is resumed or repeated is the same run. */
  readonly runId: string;
  readonly kind: "sweep" | "walkforward" | "manual";
  readonly atMs: number;
  /** Combinations evaluated. */
  readonly trials: number;
  /** Those that differ: groups of trials with alike returns; 1 … trials. */
  readonly effectiveTrials: number;
  /** Length of the bars of the ratios. */
  readonly barMs: number;
  readonly sharpes: SharpeMoments;
}

/** A persistent count of everything that was ever tried. Runs are added, never changed or taken away. */
export interface TrialLedger {
  /** Adds a run and makes it durable; false when it is there already with as many trials. */
  record(run: TrialRun): boolean;
  /**
   * Runs of a key, in the order in which they were first recorded. A run id is there once: of several records of it,
   * the one with the most trials (a sweep that was recorded, resumed and recorded again).
   */
  runs(key: TrialKey): readonly TrialRun[];
  /** 1-based numbers of lines that can't be read: what a crash or a full disk left of a write. */
  unreadableLines(): readonly number[];
}
