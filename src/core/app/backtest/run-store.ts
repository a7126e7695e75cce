import { tableBytes } from "../../adapters/parquet/table-bytes.js";
import { Failure } from "../../lib/failure.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import type { RunDocument, RunInputs } from "../../research/run/run-document.js";
import type { RunTable } from "../../research/run/run-tables.js";

export const RUN_FILE = "run.json";

export type StoredRun = RunDocument & { readonly inputs: RunInputs };

/** Where `backtest` commands keep and find their runs unless --state says otherwise. */
const DEFAULT_STATE = "cache/paper";

/** Folder of all runs of --state. */
export function runsDirectory(state: string | undefined): string {
  return `${state ?? DEFAULT_STATE}/runs`;
}

/** Each file is written whole; `run.json` comes last, so that a folder that has it is complete. */
export function writeRun(
  files: Files,
  directory: string,
  run: StoredRun,
  contents: ReadonlyMap<string, RunTable | string>,
): void {
  files.remove(`${directory}/${RUN_FILE}`);
  files.makeDirectory(directory);
  for (const [name, content] of contents) {
    files.replace(`${directory}/${name}`, typeof content === "string" ? content : bytesOf(content));
  }
  files.replace(`${directory}/${RUN_FILE}`, `${JSON.stringify(run, null, 2)}\n`);
}

/** Complete runs, oldest name first; a folder without its document is a run that was interrupted. */
export function listRuns(files: Pick<Files, "list" | "readText" | "exists">, directory: string): readonly StoredRun[] {
  if (!files.exists(directory)) return [];
  return [...files.list(directory)].sort().flatMap((id) => {
    const text = files.readText(`${directory}/${id}/${RUN_FILE}`);
    return text === null ? [] : [runOf(text, `${directory}/${id}/${RUN_FILE}`)];
  });
}

function runOf(text: string, file: string): StoredRun {
  const parsed = parseJson(text);
  const run = parsed.ok ? (parsed.value as Partial<StoredRun> | null) : null;
  if (run?.schema === "hedge.backtest/1") return run as StoredRun;
  throw new Failure("run_invalid", 3, `${file} is no document of a run`, {
    file,
    fix: "Delete the run's folder and make the run again.",
  });
}

function bytesOf(table: RunTable): Uint8Array {
  return tableBytes(
    table.map(([name, kind, values]) => (kind === "text" ? { name, kind, values } : { name, kind, values })),
  );
}
