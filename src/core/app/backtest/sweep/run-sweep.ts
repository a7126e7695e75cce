import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { peakRssBytes } from "../../../adapters/system/machine.js";
import { present } from "../../../lib/invariant.js";
import type { BarStore } from "../../../ports/bar-store.js";
import type { SweepManifest } from "../../../research/sweep/manifest.js";
import { trialCurve } from "../../../research/sweep/evaluate.js";
import { ranked } from "../../../research/sweep/rank.js";
import type { SweepDocument, SweepRow } from "../../../research/sweep/sweep-document.js";
import type { DriverEnd, SweepDriver } from "./driver.js";
import { startNotes } from "./shared-start.js";
import { dataNotes } from "./data-notes.js";
import { gatherJob, rowsOf } from "./gather-rows.js";
import { gradeJob } from "./grade-job.js";
import { slowNotes } from "./ground.js";
import { openStudy, type SweepStudy } from "./open-study.js";
import { trialLedger } from "../run-store.js";
import { planSweep } from "./plan-sweep.js";
import type { SweepAsk } from "./sweep-ask.js";
import { type KeptSweep, openSweepFolder, type SweepFolder, type SweepNotes } from "./sweep-folder.js";

export interface SweepRequest {
  readonly ask: SweepAsk;
  readonly store: BarStore;
  /** Folder of all runs; the ledger of trials lies there too. */
  readonly runs: string;
  readonly driver: SweepDriver;
  /** Goes on with a sweep, or takes part in one, rather than computing a finished one again. */
  readonly joins: boolean;
  readonly stop: AbortSignal;
  readonly onProgress: (share: number, note: string) => void;
  /** Told before the work begins why it will take long. */
  readonly notice: (text: string) => void;
}

/** How far a sweep came in this process. */
export type SweepEnd = SweepProgress &
  (
    | { readonly kind: "done"; readonly result: SweepResult }
    | { readonly kind: "kept"; readonly kept: KeptSweep }
    /** A signal ended it, or chunks are left to other shards. */
    | { readonly kind: "open"; readonly missing: number }
  );

interface SweepProgress {
  readonly folder: SweepFolder;
  readonly manifest: SweepManifest;
  /** Trials that lay there from before, and those that were computed now. */
  readonly before: number;
  readonly now: number;
  readonly chunksNow: number;
}

export interface SweepResult extends SweepNotes {
  readonly document: SweepDocument;
  /** Every row of the search, in its order. */
  readonly rows: readonly SweepRow[];
  readonly span: { readonly fromMs: number; readonly toMs: number };
  readonly weight: number;
  /** NAV after each bar of a row of `document.top`, by the kernel. */
  readonly curveOfTop: (at: number) => Float64Array;
}

/**
 * Plans a sweep, has what is missing of it computed by the driver, grades the best row, and enters the sweep into the ledger
 * of trials. Nothing of the results is written yet.
 *
 * Errors: Failure 2 or 3 of the points and the markets; those of the driver and of the folder.
 */
export async function runSweep(request: SweepRequest): Promise<SweepEnd> {
  const { ask, store, driver, stop } = request;
  const startedMs = systemClock.monotonicMs();
  const study = await openStudy({ ...ask, store });
  const planned = planSweep(ask, study, store);
  const folder = openSweepFolder(nodeFiles, request.runs, planned.id);
  const kept = folder.finished();
  if (kept !== null && request.joins && JSON.stringify(folder.manifest()?.view) === JSON.stringify(planned.view)) {
    return { kind: "kept", kept, folder, manifest: planned, before: planned.trials, now: 0, chunksNow: 0 };
  }
  if (kept !== null && !request.joins) folder.clear();
  const manifest = folder.begin(planned);
  const missing = folder.chunks.missing(manifest.chunks);
  const before = manifest.trials - missing.reduce((sum, { from, to }) => sum + to - from, 0);
  if (missing.length > 0) slowNotes(study).forEach(request.notice);
  let now = 0;
  const end = await driver.run({
    ...{ manifest, study, missing, stop },
    store: folder.chunks,
    onProgress: (done, note = "") => {
      now = Math.floor(done);
      const words = `${String(before + now)} of ${String(manifest.trials)} combinations${note === "" ? "" : `, ${note}`}`;
      request.onProgress((before + done) / manifest.trials, words);
    },
  });
  const inMemory = new Set(end.held?.chunks.map(({ key }) => key));
  const left = folder.chunks.missing(manifest.chunks).filter(({ key }) => !inMemory.has(key));
  const progress = { folder, manifest, before, now, chunksNow: end.chunks };
  if (left.length > 0) return { kind: "open", missing: left.length, ...progress };
  const elapsedMs = systemClock.monotonicMs() - startedMs;
  const result = await resultOf(request, { manifest, study, folder, end, elapsedMs, now });
  return { kind: "done", result, ...progress };
}

interface Computed {
  readonly manifest: SweepManifest;
  readonly study: SweepStudy;
  readonly folder: SweepFolder;
  readonly end: DriverEnd;
  readonly elapsedMs: number;
  readonly now: number;
}

async function resultOf({ ask, store, runs, driver }: SweepRequest, of: Computed): Promise<SweepResult> {
  const { manifest, study, folder, end, elapsedMs } = of;
  const { id, inputsHash, trials, barsPerTrial, view, strategy } = manifest;
  const job = await gatherJob(manifest, study, { held: end.held, store: folder.chunks });
  const rows = rowsOf(manifest, study, job);
  const metrics = rows.map((row) => row.metrics);
  const order = ranked(metrics, view.metric);
  const grade = gradeJob({
    ...{
      job,
      metrics,
      axes: manifest.inputs.axes,
      search: manifest.inputs.search.search,
      values: study.values,
      by: view.metric,
      best: order[0] ?? 0,
      runId: inputsHash,
      family: strategy,
    },
    ledger: trialLedger(nodeFiles, runs),
    atMs: systemClock.nowMs(),
  });
  const document: SweepDocument = {
    schema: "hedge.sweep/1",
    mode: null,
    ...{ id, inputsHash },
    combinations: trials,
    bars: barsPerTrial,
    barEvaluations: trials * barsPerTrial,
    elapsedMs: Math.round(elapsedMs),
    // Of what was computed now: chunks from before took no time.
    barEvaluationsPerSecond: Math.round((of.now * barsPerTrial) / (elapsedMs / 1_000)),
    peakRssBytes: peakRssBytes(),
    workers: end.workers,
    driver: driver.name,
    top: order.slice(0, view.top).map((row) => present(rows[row], "row of the order")),
    overfitting: grade.overfitting,
    verified: [],
    files: { results: "results.parquet" },
  };
  const { refused, askedFromMs, fromMs, toMs, terms } = study;
  const invalid = refused === 0 ? [] : [`${String(refused)} combinations contradict themselves and were left out.`];
  return {
    ...{
      document,
      rows,
      notes: [...invalid, ...startNotes(askedFromMs, fromMs), ...slowNotes(study), ...grade.notes],
      dataNotes: await dataNotes(store, ask.config, study),
      span: { fromMs, toMs },
      weight: terms.weight,
    },
    curveOfTop: (at) => trialCurve(job, order[at] ?? Number.NaN).nav,
  };
}
