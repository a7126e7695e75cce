import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { processorCount } from "../../../adapters/system/machine.js";
import { listenForStop } from "../../../adapters/system/signals.js";
import { canonicalJson } from "../../../lib/canonical-json.js";
import { Failure } from "../../../lib/failure.js";
import { sha256Hex } from "../../../lib/hash.js";
import { isoUtc } from "../../../lib/time.js";
import { requireName } from "../../../ops/whatif/request.js";
import type { BarStore } from "../../../ports/bar-store.js";
import { trialKey } from "../../../research/grade/trial-key.js";
import { totalsOf } from "../../../research/grade/trial-totals.js";
import { backtestConfig } from "../../../research/run/backtest-config.js";
import { parseAxes, type SweepAxis } from "../../../research/sweep/axes.js";
import { RANKABLE, type Rankable } from "../../../research/sweep/figures.js";
import { type Search, sweepPoints } from "../../../research/sweep/points.js";
import { axisSymbols } from "../../../research/sweep/symbol-axis.js";
import type { WalkForwardDocument } from "../../../research/walkforward/walkforward.schema.js";
import { requireConfig } from "../../load-config.js";
import { dataDirectory, openCachedData } from "../../recorded-data.js";
import { names } from "../backtest-commands.js";
import { codeIdentity } from "../code-version.js";
import { runsDirectory, trialLedger } from "../run-store.js";
import { sharedStart } from "../sweep/shared-start.js";
import { sweptPoints } from "../sweep/ground.js";
import { sweepMarkets } from "../sweep/sweep-markets.js";
import { keepWalkForward } from "./keep-walkforward.js";
import { runWalkForward, type WalkForward, type WalkForwardRequest } from "./run-walkforward.js";
import { walkForwardDocument } from "./walkforward-document.js";

/** Flags of `hedge backtest walkforward` as they are parsed. */
export interface WalkForwardFlags {
  readonly config: string;
  readonly state?: string | undefined;
  readonly strategy: string;
  readonly grid: readonly string[];
  readonly symbols?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly search: Search;
  readonly samples?: number | undefined;
  readonly seed: string;
  readonly metric: string;
  readonly folds: number;
  readonly mode: "anchored" | "rolling";
  readonly ratio: number;
  readonly purge?: number | undefined;
  readonly workers?: number | undefined;
}

export interface WalkForwardAnswer {
  readonly document: WalkForwardDocument;
  readonly directory: string;
}

/**
 * `hedge backtest walkforward`: parameters chosen on the past and tried on what follows, kept in `STATE/runs/<id>/`.
 *
 * Errors: Failure 2 for bad flags, 3 for a configuration or data that can't be used, 130 or 143 where a signal ended it.
 */
export async function walkForward(
  flags: WalkForwardFlags,
  progress: { update(share: number, note: string): void; stop(): void },
): Promise<WalkForwardAnswer> {
  const { strategy } = flags;
  const by = requireName("metric", flags.metric, RANKABLE) as Rankable;
  const base = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
  const symbols = flags.symbols === undefined ? null : names(flags.symbols);
  const config = backtestConfig(base, { strategies: [strategy], symbols, params: {} });
  const axes = parseAxes(flags.grid);
  requireParameters(axes);
  const values = sweepPoints(axes, { search: flags.search, samples: flags.samples ?? null, seed: flags.seed });
  const stop = listenForStop();
  try {
    const store = await openCachedData(dataDirectory(config));
    const asked = await sweepMarkets(store, config, { fromMs: flags.from ?? null, toMs: flags.to ?? null });
    const swept = sweptPoints({ config, strategy, axes, values });
    const request: WalkForwardRequest = {
      ...{ config, strategy, axes, swept, by, stop: stop.signal },
      ...{ askedFromMs: asked.fromMs, span: sharedStart(asked, swept.points) },
      windows: { folds: flags.folds, mode: flags.mode, trainPerTest: flags.ratio, purgeBars: flags.purge ?? null },
      workers: flags.workers ?? processorCount(),
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    };
    const result = await runWalkForward(request);
    if (result === null) throw stopped(stop.exitCode());
    const document = recorded(request, result, { store, runs: runsDirectory(flags.state) });
    const command = commandOf(flags, request);
    return {
      document,
      directory: keepWalkForward(runsDirectory(flags.state), { document, result, config, store, command }),
    };
  } finally {
    progress.stop();
    stop.dispose();
  }
}

/** Errors: Failure 2 where markets are an axis. */
function requireParameters(axes: readonly SweepAxis[]): void {
  if (axisSymbols(axes) === null) return;
  throw new Failure("bad_grid", 2, "--grid symbol=…: a walk-forward run chooses parameters, not markets", {
    path: "--grid",
    fix: "Name the markets with --symbols, or walk forward on each alone.",
  });
}

/** Names the result by its inputs and enters its trials into the ledger. */
function recorded(
  request: WalkForwardRequest,
  result: WalkForward,
  { store, runs }: { readonly store: BarStore; readonly runs: string },
): WalkForwardDocument {
  const { config, strategy, span, axes, swept, by } = request;
  const { values } = swept;
  const { codeHash } = codeIdentity(nodeFiles);
  const { fromMs, toMs } = span;
  const inputs = { codeHash, config, dataHash: store.manifestSha256, axes, values, by, fromMs, toMs };
  const inputsHash = sha256Hex(canonicalJson({ ...inputs, windows: result.windows }));
  const barMs = span.markets[0]?.barMs ?? Number.NaN;
  const key = trialKey(
    strategy,
    span.markets.map(({ symbol }) => symbol),
  );
  const ledger = trialLedger(nodeFiles, runs);
  const earlier = totalsOf(ledger.runs(key), barMs, inputsHash).trials;
  ledger.record({
    ...{ runId: inputsHash, kind: "walkforward", ...key, atMs: systemClock.nowMs(), barMs },
    ...result.tried,
  });
  return walkForwardDocument(request, result, { inputsHash, earlier });
}

/** What to type to make it again under the kept configuration, which has its markets and parameters. */
function commandOf(flags: WalkForwardFlags, { span }: WalkForwardRequest): string {
  const { strategy, grid, search, samples, seed, metric, folds, mode, ratio, purge } = flags;
  return [
    `hedge backtest walkforward --strategy ${strategy}`,
    ...grid.map((axis) => `--grid ${axis}`),
    `--from ${isoUtc(span.fromMs)} --to ${isoUtc(span.toMs)}`,
    ...(search === "grid" ? [] : [`--search ${search}`]),
    ...(samples === undefined ? [] : [`--samples ${String(samples)} --seed '${seed}'`]),
    `--metric ${metric} --folds ${String(folds)} --mode ${mode} --ratio ${String(ratio)}`,
    ...(purge === undefined ? [] : [`--purge ${String(purge)}`]),
  ].join(" ");
}

function stopped(exitCode: number | null): Failure {
  return new Failure("interrupted", exitCode ?? 130, "the walk-forward run was interrupted: nothing was kept", {
    fix: "Start it again; with fewer folds or markets it takes less time.",
  });
}
