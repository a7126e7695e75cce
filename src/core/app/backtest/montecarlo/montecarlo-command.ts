import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { processorCount } from "../../../adapters/system/machine.js";
import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import { DAY_MS } from "../../../lib/time.js";
import { meanBlockBars } from "../../../research/montecarlo/block-length.js";
import { breakEvenMultiple, costStress } from "../../../research/montecarlo/cost-stress.js";
import { monteCarloNotes } from "../../../research/montecarlo/notes.js";
import { summarise } from "../../../research/montecarlo/path-figures.js";
import { costedRun, meanHoldingBars, tripReturns } from "../../../research/montecarlo/run-inputs.js";
import type { MonteCarloDocument, MonteCarloExtras, MonteCarloJob } from "../../../research/montecarlo/study.js";
import { YEAR_MS } from "../../../research/run/metrics.js";
import { MONTECARLO_FILE } from "../../../research/run/run-document.js";
import { barMsOf, type RunEvidence } from "../../../research/run/run-evidence.js";
import { findRun, sweepWonBy } from "../find-run.js";
import { readRun } from "../read-run.js";
import { listSweeps, runsDirectory } from "../run-store.js";
import { runPaths } from "./run-paths.js";

/** Flags of `hedge backtest montecarlo` as they are parsed. */
export interface MonteCarloFlags {
  readonly state?: string | undefined;
  readonly paths: number;
  readonly block?: number | undefined;
  readonly seed: number;
  readonly workers?: number | undefined;
}

export interface MonteCarloAnswer {
  readonly document: MonteCarloDocument;
  readonly extras: MonteCarloExtras;
  /** File that has both. */
  readonly file: string;
}

const COST_MULTIPLES = [0, 1, 2, 3, 5];
/** A path needs two returns, and two bars their length. */
const LEAST_BARS = 3;

/**
 * `hedge backtest montecarlo RUN`: resampled paths of a kept run, kept beside it.
 *
 * Errors: Failure 2 for a run that there isn't or that is too short, 3 for one that can't be read.
 */
export async function montecarlo(wanted: string, flags: MonteCarloFlags): Promise<MonteCarloAnswer> {
  const runs = runsDirectory(flags.state);
  const run = findRun(nodeFiles, runs, wanted);
  const evidence = await readRun(nodeFiles, runs, run);
  requireBars(evidence);
  const config = run.inputs.config as Config;
  const costed = costedRun(evidence, config.runtime.sim.slippage_bps);
  const barMs = barMsOf(evidence.equity);
  const block = flags.block ?? meanBlockBars(barMs, meanHoldingBars(evidence));
  const job: MonteCarloJob = {
    ...{ returns: costed.returns, barsPerYear: YEAR_MS / barMs, meanBlockBars: block },
    ...{ trips: tripReturns(evidence), paths: flags.paths, seed: String(flags.seed) },
  };
  const { bootstrap, reshuffle } = await runPaths(job, flags.workers ?? processorCount());
  const ruinDrawdown = config.risk_limits.global.max_nav_drawdown_pct;
  const days = (job.returns.length * barMs) / DAY_MS;
  const shuffled = summarise(reshuffle, ruinDrawdown, days);
  const { paths, ...figures } = summarise(bootstrap, ruinDrawdown, days);
  const document: MonteCarloDocument = {
    ...{ schema: "hedge.montecarlo/1", mode: null, run: run.id, paths, block, seed: flags.seed },
    ...figures,
  };
  const sweepWinner = sweepWonBy(run, listSweeps(nodeFiles, runs)) !== null;
  const extras: MonteCarloExtras = {
    ruinDrawdown,
    reshuffle:
      job.trips.length < 2
        ? null
        : {
            trips: job.trips.length,
            maxDrawdown: shuffled.quantiles.maxDrawdown,
            probabilityOfRuin: shuffled.probabilityOfRuin,
          },
    costs: costStress(costed, COST_MULTIPLES, job.barsPerYear),
    breakEvenCostMultiple: breakEvenMultiple(costed),
    notes: monteCarloNotes({ sweepWinner, days, bars: job.returns.length, meanBlockBars: block }),
  };
  const file = `${runs}/${run.id}/${MONTECARLO_FILE}`;
  nodeFiles.replace(file, `${JSON.stringify({ ...document, ...extras }, null, 2)}\n`);
  return { document, extras, file };
}

function requireBars({ run, equity }: RunEvidence): void {
  if (equity.nav.length >= LEAST_BARS) return;
  const bars = `${String(equity.nav.length)} bars`;
  throw new Failure("run_too_short", 2, `${run.id} has ${bars}: nothing can be resampled`, {
    path: "RUN",
    value: run.id,
    fix: "Make a longer run.",
  });
}
