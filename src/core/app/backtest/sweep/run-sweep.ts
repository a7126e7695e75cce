import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { openTrialLedger } from "../../../adapters/fs/trial-ledger.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { peakRssBytes } from "../../../adapters/system/machine.js";
import type { Config } from "../../../config/config-files.js";
import { configHash } from "../../../config/hash.js";
import { canonicalJson } from "../../../lib/canonical-json.js";
import { Failure } from "../../../lib/failure.js";
import { sha256Hex } from "../../../lib/hash.js";
import { present } from "../../../lib/invariant.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { createStretches } from "../../../research/kernel/stretches.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import type { SweepJob } from "../../../research/sweep/evaluate.js";
import { FIGURES, type Rankable, readFigures, sweepMetrics } from "../../../research/sweep/figures.js";
import { momentumPoints } from "../../../research/sweep/momentum-points.js";
import type { SweepPoints } from "../../../research/sweep/points.js";
import { ranked } from "../../../research/sweep/rank.js";
import type { SweepDocument, SweepRow } from "../../../research/sweep/sweep-document.js";
import { momentumParamsSchema } from "../../../strategies/momentum-params.js";
import { codeIdentity } from "../code-version.js";
import { gradeJob } from "./grade-job.js";
import { runWorkers, sharedMarket, sharedMemory } from "./run-workers.js";
import { sweepMarkets } from "./sweep-markets.js";

export interface SweepRequest {
  /** With the swept strategy alone (`backtestConfig`). */
  readonly config: Config;
  readonly strategy: string;
  readonly store: BarStore;
  readonly axes: readonly SweepAxis[];
  readonly values: SweepPoints;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly by: Rankable;
  readonly top: number;
  readonly workers: number;
  /** Where all that was ever tried is counted. */
  readonly ledgerPath: string;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number, note: string) => void;
}

export interface SweepResult {
  readonly document: SweepDocument;
  /** Every row of the search, in its order. */
  readonly rows: readonly SweepRow[];
  readonly notes: readonly string[];
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly weight: number;
  readonly symbols: readonly string[];
}

/**
 * Evaluates every combination by the kernel, grades the best one, and enters the sweep into the ledger of trials.
 *
 * Returns null where a signal ended it before its end.
 * Errors: Failure 2 or 3 of the points and the markets.
 */
export async function runSweep(request: SweepRequest): Promise<SweepResult | null> {
  const { config, strategy, store, axes, by, top, workers } = request;
  const startedMs = systemClock.monotonicMs();
  const { points, values, refused } = momentumPoints(axes, request.values, paramsOf(config));
  const { markets, firstRow, fromMs, toMs } = await sweepMarkets(store, config, request);
  const weight = 1 / markets.length;
  const bars = (markets[0]?.open.length ?? 0) - firstRow;
  const terms = { ...termsOf(config, markets.length), weight, firstRow };
  const job: SweepJob = {
    markets: markets.map(sharedMarket),
    terms,
    points,
    figures: new Float64Array(sharedMemory(points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT)),
    stretches: createStretches(bars, points.length, sharedMemory),
  };
  const done = await runWorkers(job, {
    workers,
    stop: request.stop,
    onProgress: (count) => {
      request.onProgress(count / points.length, `${String(count)} of ${String(points.length)} combinations`);
    },
  });
  if (done < points.length) return null;
  const elapsedMs = systemClock.monotonicMs() - startedMs;
  const span = { navStart: terms.navStart, barMs: markets[0]?.barMs ?? Number.NaN };
  const metrics = points.map((_, trial) => sweepMetrics(readFigures(job.figures, trial), span));
  const rows = values.map((row, at) => ({
    params: Object.fromEntries(axes.map(({ name }, axis) => [name, row[axis] ?? Number.NaN])),
    metrics: present(metrics[at], "metrics of a row"),
  }));
  const order = ranked(metrics, by);
  const { codeHash } = codeIdentity(nodeFiles);
  const inputs = {
    codeHash,
    configHash: configHash(config),
    dataHash: store.manifestSha256,
    axes,
    values,
    fromMs,
    toMs,
  };
  const inputsHash = sha256Hex(canonicalJson(inputs));
  const grade = gradeJob({
    ...{ job, metrics, values, by, best: order[0] ?? 0, runId: inputsHash, family: strategy },
    ledger: openTrialLedger(nodeFiles, request.ledgerPath),
    atMs: systemClock.nowMs(),
  });
  const barEvaluations = points.length * bars * markets.length;
  const document: SweepDocument = {
    schema: "hedge.sweep/1",
    mode: null,
    id: `${strategy}-sweep-${inputsHash.slice(0, 10)}`,
    inputsHash,
    combinations: points.length,
    bars: bars * markets.length,
    barEvaluations,
    elapsedMs: Math.round(elapsedMs),
    barEvaluationsPerSecond: Math.round(barEvaluations / (elapsedMs / 1_000)),
    peakRssBytes: peakRssBytes(),
    workers,
    driver: "local",
    top: order.slice(0, top).map((row) => present(rows[row], "row of the order")),
    overfitting: grade.overfitting,
    verified: [],
    files: { results: "results.parquet" },
  };
  const invalid = refused === 0 ? [] : [`${String(refused)} combinations contradict themselves and were left out.`];
  const symbols = markets.map(({ symbol }) => symbol);
  return { document, rows, notes: [...invalid, ...grade.notes], span: { fromMs, toMs }, weight, symbols };
}

function paramsOf(config: Config): ReturnType<typeof momentumParamsSchema.parse> {
  return momentumParamsSchema.parse(config.strategy_config.strategies[0]?.params ?? {});
}

/** Costs and bounds as the event engine has them; one venue's fees hold for all markets. */
function termsOf(config: Config, markets: number): Omit<SweepJob["terms"], "weight" | "firstRow"> {
  const venue = Object.values(config.venues).find(({ instruments }) =>
    config.strategy_config.universe.every((symbol) => Object.hasOwn(instruments, symbol)),
  );
  if (venue === undefined || markets === 0) {
    throw new Failure("no_venue", 3, "no venue of venues.json lists all swept markets", {
      file: "venues.json",
      fix: "Name markets of one venue with --symbols.",
    });
  }
  return {
    navStart: config.runtime.paper.start_nav_usdt,
    takerFee: venue.fees.taker_fee_bps / 10_000,
    slippage: config.runtime.sim.slippage_bps / 10_000,
    disasterAtr: config.strategy_config.exits.disaster_stop_atr,
  };
}
