import { createBootstrap } from "./bootstrap.js";
import type { StressedCosts } from "./cost-stress.js";
import type { MonteCarloSummary, PathFigures, Quantiles } from "./path-figures.js";
import { reshuffledPaths } from "./reshuffle.js";

/** What every worker is given: enough to make any path. */
export interface MonteCarloJob {
  readonly returns: Float64Array;
  readonly barsPerYear: number;
  readonly meanBlockBars: number;
  /** Return of each round trip. */
  readonly trips: Float64Array;
  readonly paths: number;
  readonly seed: string;
}

export interface MonteCarloPart {
  readonly bootstrap: PathFigures;
  readonly reshuffle: PathFigures;
}

/** The paths from … to − 1: bars in blocks, and round trips in another order. */
export function studyPart(job: MonteCarloJob, from: number, to: number): MonteCarloPart {
  return {
    bootstrap: createBootstrap(job).paths(from, to),
    reshuffle: reshuffledPaths({ trades: job.trips, seed: job.seed }, from, to),
  };
}

/** `hedge.montecarlo/1`. */
export interface MonteCarloDocument extends MonteCarloSummary {
  readonly schema: "hedge.montecarlo/1";
  readonly mode: null;
  /** Id of the run. */
  readonly run: string;
  /** Mean length of a block, in bars. */
  readonly block: number;
  readonly seed: number;
}

/** What `montecarlo.json` in the folder of the run has beside the document. */
export interface MonteCarloExtras {
  /** `max_nav_drawdown_pct` of the run's configuration: a drawdown that deep is ruin. */
  readonly ruinDrawdown: number;
  /** Round trips in another order; null with fewer than two. */
  readonly reshuffle: {
    readonly trips: number;
    readonly maxDrawdown: Quantiles;
    readonly probabilityOfRuin: number;
  } | null;
  readonly costs: readonly StressedCosts[];
  /** Multiple of the costs at which the run ends where it began. */
  readonly breakEvenCostMultiple: number | null;
  readonly notes: readonly string[];
}
