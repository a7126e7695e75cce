import type { Config } from "../../../config/config-files.js";
import { Failure } from "../../../lib/failure.js";
import { present } from "../../../lib/invariant.js";
import type { SharpeMoments } from "../../../ports/trial-ledger.js";
import { mergeMoments } from "../../../quant/running-moments.js";
import { barReturns } from "../../../research/run/run-metrics.js";
import { meanHoldingBars } from "../../../research/kernel/tally.js";
import type { SweepAxis } from "../../../research/sweep/axes.js";
import { type Rankable, type SweepMetrics, sweepMetrics } from "../../../research/sweep/figures.js";
import type { StrategyPoints } from "../../../research/sweep/strategy-points.js";
import { ranked } from "../../../research/sweep/rank.js";
import type { Fold, WalkForwardWindows } from "../../../research/walkforward/folds.js";
import { joinOutOfSample } from "../../../research/walkforward/out-of-sample.js";
import { joinTests, type TestedFold } from "../../../research/walkforward/join-tests.js";
import { sweepGround } from "../sweep/ground.js";
import type { SweepMarkets } from "../sweep/sweep-markets.js";
import { foldsOf, type WindowWish } from "./fold-windows.js";
import { type FoldTest, testFold } from "./test-fold.js";
import { paramsOfRow, trainFold } from "./train-folds.js";

export interface WalkForwardRequest {
  /** With the strategy alone (`backtestConfig`). */
  readonly config: Config;
  readonly strategy: string;
  /** Where the span was to begin. */
  readonly askedFromMs: number;
  /** From the first bar on at which every combination can trade. */
  readonly span: SweepMarkets;
  readonly axes: readonly SweepAxis[];
  readonly swept: StrategyPoints;
  readonly windows: WindowWish;
  readonly by: Rankable;
  readonly workers: number;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number, note: string) => void;
}

/** One fold after its test. */
export interface WalkedFold {
  readonly fold: Fold;
  readonly params: Readonly<Record<string, number>>;
  /** Of the chosen row, on train. */
  readonly trained: SweepMetrics;
  readonly test: FoldTest;
  readonly navStart: number;
}

export interface WalkForward {
  readonly windows: WalkForwardWindows;
  readonly combinations: number;
  readonly refused: number;
  readonly folds: readonly WalkedFold[];
  readonly joined: TestedFold;
  /** What was tried on all trains. */
  readonly tried: { readonly trials: number; readonly effectiveTrials: number; readonly sharpes: SharpeMoments };
}

/** Training is quick, the event engine is not: share of a fold's time. */
const TRAIN_SHARE = 0.2;

/**
 * Chooses parameters on each train by the sweep's evaluation and tries them on the test behind it by the event engine.
 *
 * Returns null where a signal ended it before its end.
 * Errors: Failure 2 for windows, combinations or a metric that the data has not enough bars for.
 */
export async function runWalkForward(request: WalkForwardRequest): Promise<WalkForward | null> {
  const { config, swept, span, windows: wish, workers, stop, onProgress } = request;
  const training = sweepGround(config, swept, span);
  const options = { workers, stop, onProgress: () => undefined };
  const holding = async (range: Fold["train"]): Promise<number | null> => {
    const pilot = await trainFold(training, range, options);
    return pilot === null ? null : meanHoldingBars(pilot.figures);
  };
  const planned = await foldsOf(request, (span.markets[0]?.open.length ?? 0) - span.firstRow, { wish, holding });
  if (planned === null) return null;
  const { windows, folds } = planned;
  const walked: WalkedFold[] = [];
  let sharpes: SharpeMoments = { count: 0, mean: 0, squaredDeviations: 0 };
  let effective = 0;
  for (const [at, fold] of folds.entries()) {
    const told = (share: number, what: string): void => {
      onProgress((at + share) / folds.length, `fold ${String(at + 1)} of ${String(folds.length)}: ${what}`);
    };
    told(0, `${String(training.points.length)} combinations`);
    const trained = await trainFold(training, fold.train, options);
    if (trained === null) return null;
    sharpes = mergeMoments(sharpes, trained.sharpes);
    effective += trained.effectiveTrials;
    const terms = { navStart: training.terms.navStart, barMs: span.markets[0]?.barMs ?? Number.NaN };
    const metrics = trained.figures.map((figures) => sweepMetrics(figures, terms));
    const best = bestRow(metrics, request.by, fold);
    const navStart = walked.at(-1)?.test.navEnd ?? training.terms.navStart;
    const params = paramsOfRow(request.axes, training, best);
    const test = await testFold(config, {
      ...{ strategy: request.strategy, params, weight: training.terms.weight, navStart, stop },
      ...testSpan(span, fold),
      costs: training.terms,
      onProgress: (share) => {
        told(TRAIN_SHARE + (1 - TRAIN_SHARE) * share, "test");
      },
    });
    if (test === null) return null;
    walked.push({ fold, params, trained: present(metrics[best], "metrics of the best row"), test, navStart });
  }
  requireEveryBar(folds, walked);
  const trials = training.points.length * folds.length;
  return {
    ...{ windows, folds: walked, combinations: training.points.length, refused: training.refused },
    joined: joinTests(walked.map(({ test }) => test)),
    tried: { trials, effectiveTrials: effective, sharpes },
  };
}

/** Instants of a test. */
export function testSpan(span: SweepMarkets, { test }: Fold): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: barTime(span, test.from), toMs: barTime(span, test.to) };
}

/** Open of the n-th bar of the span, which is the close of the one before. */
export function barTime({ markets, firstRow }: SweepMarkets, bar: number): number {
  const [first] = markets;
  const openTimeMs = first?.openTimeMs[firstRow] ?? Number.NaN;
  return openTimeMs + bar * (first?.barMs ?? Number.NaN);
}

function bestRow(metrics: readonly SweepMetrics[], by: Rankable, { train }: Fold): number {
  const best = ranked(metrics, by)[0] ?? 0;
  if ((metrics[best]?.[by] ?? null) !== null) return best;
  const bars = String(train.to - train.from);
  throw new Failure("no_metric", 2, `no combination has a ${by} on a train of ${bars} bars`, {
    path: "--metric",
    value: by,
    fix: "Annualised metrics need 90 days of train and trades, winRate and profitFactor 30 trades: take fewer folds, or --metric totalReturn.",
  });
}

/** Every bar of a test is reported once: an invariant of the folds and of the engine. */
function requireEveryBar(folds: readonly Fold[], walked: readonly WalkedFold[]): void {
  joinOutOfSample(
    folds,
    walked.map(({ test, navStart }) => barReturns(test.record.equity.nav, navStart)),
  );
}
