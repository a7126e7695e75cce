import { openTrialLedger } from "../../adapters/fs/trial-ledger.js";
import { tableBytes } from "../../adapters/parquet/table-bytes.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import type { TrialLedger } from "../../ports/trial-ledger.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { RUN_KINDS, type StoredRun } from "../../research/run/run-document.js";
import type { RunTable } from "../../research/run/run-tables.js";
import type { SweepDocument } from "../../research/sweep/sweep-document.js";

export const RUN_FILE = "run.json";
const SWEEP_FILE = "sweep.json";
/** Names the run that was kept last. */
export const LATEST_FILE = "latest";
/** Every trial ever made in this state directory. */
const LEDGER_FILE = "trials.jsonl";
/** The run's own configuration, a folder that --config takes. */
const CONFIG_FOLDER = "config";

/** Where `backtest` commands keep and find their runs unless --state says otherwise. */
const DEFAULT_STATE = "cache/paper";

/** Folder of all runs of --state. */
export function runsDirectory(state: string | undefined): string {
  return `${state ?? DEFAULT_STATE}/runs`;
}

/** The ledger of all trials beside those runs. */
export function trialLedger(files: Files, runs: string): TrialLedger {
  return openTrialLedger(files, `${runs}/${LEDGER_FILE}`);
}

/**
 * Each file is written whole; `run.json` comes last, so that a folder that has it is complete. The run becomes the latest.
 * Beside `contents` it keeps its configuration as a folder, so that the run can be made again from there.
 */
export function writeRun(
  files: Files,
  runs: string,
  run: StoredRun,
  contents: ReadonlyMap<string, RunTable | string>,
): string {
  const directory = `${runs}/${run.id}`;
  files.remove(`${directory}/${RUN_FILE}`);
  files.makeDirectory(`${directory}/${CONFIG_FOLDER}`);
  for (const [name, content] of contents) {
    files.replace(`${directory}/${name}`, typeof content === "string" ? content : bytesOf(content));
  }
  for (const [stem, content] of Object.entries(run.inputs.config as Readonly<Record<string, unknown>>)) {
    files.replace(`${directory}/${CONFIG_FOLDER}/${stem}.json`, jsonText(content));
  }
  files.replace(`${directory}/${RUN_FILE}`, jsonText(run));
  files.replace(`${runs}/${LATEST_FILE}`, `${run.id}\n`);
  return directory;
}

/**
 * Complete runs, oldest name first; a folder without its document is a run that was interrupted, one whose document can't be read
 * is among `unreadableRuns`.
 */
export function listRuns(files: Reading, directory: string): readonly StoredRun[] {
  return documents(files, directory, RUN_FILE).flatMap(([text]) => runOf(text) ?? []);
}

/** Sweeps that were kept. */
export function listSweeps(files: Reading, directory: string): readonly SweepDocument[] {
  return documents(files, directory, SWEEP_FILE).flatMap(([text]) => sweepOf(text) ?? []);
}

/** Why each document in a folder of runs that none of this version reads can't be taken. */
export function unreadableRuns(files: Reading, directory: string): readonly Failure[] {
  const runs = documents(files, directory, RUN_FILE).filter(([text]) => runOf(text) === null);
  const sweeps = documents(files, directory, SWEEP_FILE).filter(([text]) => sweepOf(text) === null);
  return [
    ...runs.map(([, file]) => invalid(file, "a run of this version")),
    ...sweeps.map(([, file]) => invalid(file, "a sweep")),
  ];
}

export type Reading = Pick<Files, "list" | "readText" | "exists">;

function documents(files: Reading, directory: string, name: string): readonly (readonly [string, string])[] {
  if (!files.exists(directory)) return [];
  return [...files.list(directory)].sort().flatMap((id) => {
    const file = `${directory}/${id}/${name}`;
    const text = files.readText(file);
    return text === null ? [] : [[text, file] as const];
  });
}

function runOf(text: string): StoredRun | null {
  const parsed = parseJson(text);
  const run = parsed.ok ? (parsed.value as Partial<StoredRun> | null) : null;
  const isRun = run?.schema === "hedge.backtest/1" && RUN_KINDS.some((kind) => kind === run.inputs?.kind);
  return isRun ? (run as StoredRun) : null;
}

function sweepOf(text: string): SweepDocument | null {
  const parsed = parseJson(text);
  const sweep = parsed.ok ? (parsed.value as Partial<SweepDocument> | null) : null;
  return sweep?.schema === "hedge.sweep/1" && Array.isArray(sweep.top) ? (sweep as SweepDocument) : null;
}

function invalid(file: string, what: string): Failure {
  return new Failure("run_invalid", 3, `${file} is no document of ${what}`, {
    file,
    fix: "Delete its folder and make it again.",
  });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function bytesOf(table: RunTable): Uint8Array {
  return tableBytes(
    table.map(([name, kind, values]) => (kind === "text" ? { name, kind, values } : { name, kind, values })),
  );
}
