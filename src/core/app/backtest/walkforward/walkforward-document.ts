import { isoUtc } from "../../../lib/time.js";
import { runMetrics, type RunMetrics } from "../../../research/run/run-metrics.js";
import { RUN_FILES, type RunDocument } from "../../../research/run/run-document.js";
import type { WalkForwardDocument } from "../../../research/walkforward/walkforward.schema.js";
import { FOLD_EDGE } from "../../../research/walkforward/close-at-edge.js";
import type { BarRange } from "../../../research/walkforward/folds.js";
import { startNotes } from "../sweep/shared-start.js";
import type { SweepMarkets } from "../sweep/sweep-markets.js";
import { barTime, type WalkForward, type WalkForwardRequest } from "./run-walkforward.js";

interface Named {
  readonly inputsHash: string;
  /** Trials of earlier runs in the ledger. */
  readonly earlier: number;
}

/** The document of a walk-forward run. */
export function walkForwardDocument(
  request: WalkForwardRequest,
  result: WalkForward,
  { inputsHash, earlier }: Named,
): WalkForwardDocument {
  const { span, strategy, by } = request;
  const { windows, folds, tried, combinations } = result;
  const ends = { from: folds[0]?.fold.test.from ?? 0, to: folds.at(-1)?.fold.test.to ?? 0 };
  const metrics = outOfSampleMetrics(request, result, ends);
  return {
    schema: "hedge.walkforward/1",
    mode: null,
    id: `${strategy}-walkforward-${inputsHash.slice(0, 10)}`,
    inputsHash,
    strategy,
    symbols: span.markets.map(({ symbol }) => symbol),
    metric: by,
    combinations,
    windows: {
      mode: windows.mode,
      trainBars: windows.trainBars,
      testBars: windows.testBars,
      purgeBars: windows.purgeBars,
    },
    ...instants(span, ends),
    bars: (ends.to - ends.from) * span.markets.length,
    folds: folds.map(({ fold, params, trained, test, navStart }) => {
      const tested = testMetrics(request, test, { ...fold.test, navStart });
      return {
        train: { ...instants(span, fold.train), bars: fold.train.to - fold.train.from },
        test: { ...instants(span, fold.test), bars: fold.test.to - fold.test.from },
        params,
        trained: trained[by],
        tested: {
          totalReturn: tested.totalReturn,
          sharpe: tested.sharpe,
          maxDrawdown: tested.maxDrawdown,
          trades: tested.trades,
        },
      };
    }),
    metrics,
    efficiency: efficiencyOf(
      metrics[by],
      folds.map(({ trained }) => trained[by]),
    ),
    trials: { run: tried.trials, effective: tried.effectiveTrials, earlier },
    flags: [...flagsOf(request, result)],
    files: { run: "run.json", ...RUN_FILES },
  };
}

/** The same as a run that report, compare and montecarlo read: its tests alone. */
export function outOfSampleRun(of: WalkForwardDocument, fixed: Readonly<Record<string, unknown>>): RunDocument {
  const names = Object.keys(of.folds[0]?.params ?? {});
  const chosen = names.map((name) => [name, of.folds.map(({ params }) => params[name] ?? null)] as const);
  const { id, inputsHash, strategy, symbols, from, to, bars, metrics, flags } = of;
  return {
    ...{ schema: "hedge.backtest/1", mode: null, id, inputsHash, engine: "event", strategy },
    params: { ...fixed, ...Object.fromEntries(chosen) },
    ...{ symbols, from, to, bars, metrics, flags, files: RUN_FILES },
  };
}

function outOfSampleMetrics(request: WalkForwardRequest, { joined, folds }: WalkForward, ends: BarRange): RunMetrics {
  return testMetrics(request, joined, { ...ends, navStart: folds[0]?.navStart ?? Number.NaN });
}

function testMetrics(
  { span }: WalkForwardRequest,
  { record, fees, funding }: WalkForward["joined"],
  { from, to, navStart }: BarRange & { readonly navStart: number },
): RunMetrics {
  const barMs = span.markets[0]?.barMs ?? Number.NaN;
  const times = { fromMs: barTime(span, from), toMs: barTime(span, to) };
  return runMetrics(record, { navStart, ...times, barMs, fees, funding });
}

function efficiencyOf(outOfSample: number | null, trained: readonly (number | null)[]): number | null {
  const known = trained.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / trained.length;
  return outOfSample !== null && known.length === trained.length && mean > 0 ? outOfSample / mean : null;
}

function instants(span: SweepMarkets, { from, to }: BarRange): { readonly from: string; readonly to: string } {
  return { from: isoUtc(barTime(span, from)), to: isoUtc(barTime(span, to)) };
}

function flagsOf(
  { by, askedFromMs, span }: WalkForwardRequest,
  { windows, folds, joined, refused }: WalkForward,
): readonly string[] {
  const { mode, purgeBars } = windows;
  const ended = (purpose: string): number =>
    joined.record.trades.filter(({ exitPurpose }) => exitPurpose === purpose).length;
  const liquidated = ended("liquidation");
  return [
    `Out of sample: parameters were chosen by ${by} on ${mode} trains, ${String(purgeBars)} bars before each test; only the tests count.`,
    "The strategy's own rules at equal weights, with fees, slippage, funding and stops, without limits of risk, filters and sizing by volatility.",
    `Flat at the edges of the folds: positions closed there at the mark, with slippage and fee: ${String(ended(FOLD_EDGE))}.`,
    ...startNotes(askedFromMs, span.fromMs),
    ...(refused === 0 ? [] : [`${String(refused)} combinations contradict themselves and were left out.`]),
    ...(liquidated === 0 ? [] : [`Liquidated ${String(liquidated)} times.`]),
    ...new Set(folds.flatMap(({ test }) => test.notes)),
  ];
}
