import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { tableBytes } from "../../../adapters/parquet/table-bytes.js";
import { listenForStop } from "../../../adapters/system/signals.js";
import type { SweepManifest } from "../../../research/sweep/manifest.js";
import type { Search } from "../../../research/sweep/points.js";
import { axisSymbols } from "../../../research/sweep/symbol-axis.js";
import type { SweepDocument, SweepShareDocument } from "../../../research/sweep/sweep-document.js";
import { codeIdentity } from "../code-version.js";
import { dataDirectory, openCachedData } from "../../recorded-data.js";
import { runsDirectory } from "../run-store.js";
import { type DriverFlags, openDriver } from "./open-driver.js";
import { requireSameInputs } from "./plan-sweep.js";
import { resultColumns } from "./results-table.js";
import { runSweep, type SweepEnd, type SweepResult } from "./run-sweep.js";
import { askOf, resumedAsk, type SweepAsk } from "./sweep-ask.js";
import { openSweepFolder, sweepNamed, type SweepNotes } from "./sweep-folder.js";
import { interrupted } from "./interrupted.js";
import { verifyRows } from "./verify-rows.js";

/** Flags of `hedge backtest sweep` as they are parsed; what is left out has its default here, or comes from the manifest. */
export interface SweepFlags extends DriverFlags {
  readonly config: string;
  readonly state?: string | undefined;
  readonly strategy?: string | undefined;
  readonly grid?: readonly string[] | undefined;
  readonly symbols?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly search?: Search | undefined;
  readonly samples?: number | undefined;
  readonly seed?: string | undefined;
  readonly metric?: string | undefined;
  readonly top?: number | undefined;
  readonly verify?: number | undefined;
  /** Id of a sweep that was begun, or the beginning of it. */
  readonly resume?: string | undefined;
}

export interface SweepAnswer extends SweepNotes {
  readonly document: SweepDocument | SweepShareDocument;
  readonly directory: string;
  readonly exitCode: number;
}

interface Progress {
  update(share: number, note: string): void;
  stop(): void;
  readonly notice: (text: string) => void;
}

/** Parity that the kernels promise of one market, and of several that share an account (docs/BACKTEST_ASSUMPTIONS.md). */
const PARITY_BPS = { one: 0.01, several: 1 };

/**
 * `hedge backtest sweep`: all combinations through the kernel, graded, kept in `STATE/runs/<id>/`.
 *
 * Errors: Failure 2 for bad flags, 3 for a configuration or data that can't be used, 5 for a Redis that can't be reached, 9
 * where the event engine differs, 130 or 143 where a signal ended it.
 */
export async function sweep(flags: SweepFlags, progress: Progress): Promise<SweepAnswer> {
  const runs = runsDirectory(flags.state);
  const resumed = flags.resume === undefined ? null : sweepNamed(nodeFiles, runs, flags.resume);
  const begun = resumed === null ? null : openSweepFolder(nodeFiles, runs, resumed);
  const ask = begun === null ? askOf(flags) : resumedAsk(flags, begun);
  const store = await openCachedData(dataDirectory(ask.config));
  const manifest = begun?.manifest() ?? null;
  if (manifest !== null) {
    requireSameInputs(manifest, { codeHash: codeIdentity(nodeFiles).codeHash, dataHash: store.manifestSha256 });
  }
  const stop = listenForStop();
  const driver = await openDriver(flags, { env: process.env, notice: progress.notice });
  try {
    const end = await runSweep({
      ...{ ask, store, runs, driver, stop: stop.signal },
      notice: progress.notice,
      joins: begun !== null || driver.name === "static",
      onProgress: (share, note) => {
        progress.update(share, note);
      },
    });
    if (end.kind === "open" && !stop.signal.aborted) return shareOf(end, driver.shard ?? "");
    if (end.kind === "kept") {
      const { notes, dataNotes, ...document } = end.kept;
      const exitCode = exitCodeOf(document, end.manifest);
      return { document, notes, dataNotes, directory: end.folder.path, exitCode };
    }
    const answer = end.kind === "done" ? await finish(end, end.result, { ask, stop: stop.signal, progress }) : null;
    if (answer === null) throw interrupted(end, flags.state, stop.exitCode());
    return answer;
  } finally {
    progress.stop();
    stop.dispose();
    await driver.close();
  }
}

/** Runs the best rows again, and writes everything. Returns null where a signal came meanwhile. */
async function finish(
  { folder, manifest, before }: SweepEnd,
  result: SweepResult,
  { ask, stop, progress }: { readonly ask: SweepAsk; readonly stop: AbortSignal; readonly progress: Progress },
): Promise<SweepAnswer | null> {
  const { strategy, view } = manifest;
  const { rows: verified, divergences } = await verifyRows(ask.config, claimsOf(result, view.verify), {
    ...{ strategy, weight: result.weight, ...result.span, stop },
    boundBps: boundOf(manifest),
    onProgress: (share) => {
      progress.update(share, "the event engine runs the best again");
    },
  });
  if (stop.aborted) return null;
  const document = { ...result.document, verified };
  const notes = [...result.notes, ...divergences];
  const { dataNotes } = result;
  folder.finish({ ...document, notes, dataNotes }, tableBytes(resultColumns(result.rows)));
  const earlier = before === 0 ? [] : [`${String(before)} combinations were computed before, and not again.`];
  return {
    document,
    notes: [...notes, ...earlier],
    dataNotes,
    directory: folder.path,
    exitCode: exitCodeOf(document, manifest),
  };
}

function shareOf(end: SweepEnd & { readonly kind: "open" }, shard: string): SweepAnswer {
  const { id, inputsHash, chunks } = end.manifest;
  const document: SweepShareDocument = {
    schema: "hedge.sweep-share/1",
    mode: null,
    ...{ id, inputsHash },
    driver: "static",
    shard,
    chunks: { total: chunks.length, computed: end.chunksNow, missing: end.missing },
  };
  return { document, notes: [], dataNotes: [], directory: end.folder.path, exitCode: 0 };
}

function claimsOf({ document, curveOfTop }: SweepResult, count: number): Parameters<typeof verifyRows>[1] {
  return document.top.slice(0, count).map(({ params, metrics }, at) => ({
    params,
    kernel: metrics.totalReturn ?? Number.NaN,
    curve: () => curveOfTop(at),
  }));
}

function boundOf({ symbols, inputs }: SweepManifest): number {
  return symbols.length === 1 || axisSymbols(inputs.axes) !== null ? PARITY_BPS.one : PARITY_BPS.several;
}

function exitCodeOf({ verified }: SweepDocument, manifest: SweepManifest): number {
  return verified.every(({ differenceBps }) => Math.abs(differenceBps) <= boundOf(manifest)) ? 0 : 9;
}
