import type { Config } from "../../config/config-files.js";
import { Failure } from "../../lib/failure.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { sha256Hex } from "../../lib/hash.js";
import { present } from "../../lib/invariant.js";
import { isoUtc } from "../../lib/time.js";
import { createStretches } from "../../research/kernel/stretches.js";
import type { Tally } from "../../research/kernel/tally.js";
import { RUN_FILES, type RunDocument } from "../../research/run/run-document.js";
import { KernelRecorder } from "../../research/run/kernel-recorder.js";
import { type SweepJob, trialCurve } from "../../research/sweep/evaluate.js";
import { FIGURES, sweepMetrics } from "../../research/sweep/figures.js";
import { strategyPoints } from "../../research/sweep/strategy-points.js";
import { dataDirectory, openCachedData } from "../recorded-data.js";
import { commonInputs, type EventBacktest, type EventBacktestRequest } from "./run-event-backtest.js";
import { dataNotes } from "./sweep/data-notes.js";
import { sweptBy } from "./sweep/ground.js";
import { sweepMarkets } from "./sweep/sweep-markets.js";
import { sweepTerms } from "./sweep/sweep-terms.js";

/** What a reader has to know of every run of the kernel. */
const KERNEL_FLAGS = [
  "Kernel of the sweeps: the strategy's own rules at equal weights, with fees, slippage, funding and stops, without limits of risk, sizing by volatility and the venue's filters (as --no-filters).",
  "Nothing is reviewed, so no order can be refused: vetoes.jsonl has no rows. What is held at the end is valued at the last mark.",
] as const;

/**
 * A backtest of one strategy by the kernel that evaluates a sweep's combinations, as configured and over the same span.
 *
 * Errors: Failure 2 for several strategies or a span that the data does not have, 3 for data or a configuration that sweeps refuse.
 */
export async function runKernelBacktest(
  request: Omit<EventBacktestRequest, "stop" | "filters">,
): Promise<EventBacktest> {
  const { config, onProgress } = request;
  const strategy = onlyStrategy(config);
  const store = await openCachedData(dataDirectory(config));
  const span = await sweepMarkets(store, config, request);
  const { markets, firstRow } = span;
  const symbols = markets.map(({ symbol }) => symbol);
  // No axes: the one combination that there is has the configured parameters.
  const { points } = strategyPoints([], [[]], sweptBy(config, strategy));
  const { terms, rules } = sweepTerms(config, symbols, { firstRow });
  const { barMs, openTimeMs } = present(markets[0], "a market");
  const job: SweepJob = {
    ...{ markets, terms, rules, points, figures: new Float64Array(FIGURES.length) },
    stretches: createStretches(openTimeMs.length - firstRow, points.length),
  };
  const recorder = new KernelRecorder({ strategy, account: config.accounts.default, barMs, openTimeMs });
  const { tally } = trialCurve(job, 0, recorder);
  onProgress(1, span.toMs);
  const inputs = {
    kind: "run",
    command: `hedge backtest run --strategy ${strategy} --from ${isoUtc(span.fromMs)} --to ${isoUtc(span.toMs)} --engine kernel`,
    ...commonInputs(config, store),
    navStart: String(terms.navStart),
  } as const;
  const { codeHash, configHash, dataHash } = inputs;
  const { fromMs, toMs } = span;
  const hashed = { codeHash, configHash, dataHash, fromMs, toMs, filters: false, engine: "kernel" };
  const inputsHash = sha256Hex(canonicalJson(hashed));
  const notes = await dataNotes(store, config, { ...span, points });
  const document: RunDocument = {
    ...{ schema: "hedge.backtest/1", mode: null, id: `${strategy}-${inputsHash.slice(0, 10)}`, inputsHash },
    ...{ engine: "kernel", strategy, params: config.strategy_config.strategies[0]?.params ?? {} },
    symbols,
    ...{ from: isoUtc(fromMs), to: isoUtc(toMs), bars: tally.bars * markets.length },
    metrics: metricsOf(tally, { navStart: terms.navStart, barMs }),
    ...{ flags: [...KERNEL_FLAGS, ...notes], files: RUN_FILES },
  };
  return { document, inputs, record: recorder.record(document), notes, barMs, complete: true };
}

/** Errors: Failure 2 unless it is one. */
function onlyStrategy({ strategy_registry: registry }: Config): string {
  const [only, ...others] = Object.keys(registry.strategies);
  if (only !== undefined && others.length === 0) return only;
  throw new Failure("one_strategy", 2, "--engine kernel runs one strategy, and several are named", {
    path: "--strategy",
    value: Object.keys(registry.strategies).join(","),
    fix: "Name one strategy, or leave --engine away: the event engine runs several in one account.",
  });
}

/** Money as the books write it. */
function metricsOf(tally: Tally, terms: Parameters<typeof sweepMetrics>[1]): RunDocument["metrics"] {
  const { fees, funding, ...figures } = sweepMetrics(tally, terms);
  return { ...figures, fees: fees.toFixed(8), funding: funding.toFixed(8) };
}
