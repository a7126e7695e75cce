import { nodeFiles } from "../../adapters/fs/node-files.js";
import { Failure } from "../../lib/failure.js";
import { BookHistory } from "../../readmodel/book-history.js";
import { readPositions } from "../../readmodel/books.js";
import { booksSource } from "../../research/tearsheet/from-books.js";
import { runSource } from "../../research/tearsheet/from-run.js";
import type { TearSheetSource } from "../../research/tearsheet/source.js";
import { findRun } from "../backtest/find-run.js";
import { readRun } from "../backtest/read-run.js";
import { loadBenchmark } from "../backtest/report/load-benchmark.js";
import { runsDirectory } from "../backtest/run-store.js";
import type { StatePlace } from "../choose-state.js";
import { journalEvents, requireStateDirectory } from "../session-state.js";

interface Found {
  readonly source: TearSheetSource;
  /** The state directory. */
  readonly directory: string;
}

/** The books of a session. Errors: Failure 3 where there are none, or none with a cycle. */
export async function booksOf(place: StatePlace): Promise<Found> {
  const directory = await requireStateDirectory(nodeFiles, place);
  const history = new BookHistory();
  for (const event of journalEvents(directory, nodeFiles, null)) history.onEvent(event);
  const { start, mode } = history;
  if (start === null || mode === null) {
    throw new Failure("journal_headless", 3, "the journal has no beginning", { file: directory });
  }
  if (history.points.atMs.length === 0) {
    const fix = "Let the executor trade for a bar or more.";
    throw new Failure("session_too_short", 3, "the session has closed no bar yet: there is nothing to report", { fix });
  }
  const positions = readPositions({ files: nodeFiles, directory });
  if (!positions.ok) throw new Failure(positions.error.code, 3, positions.error.message, placeOf(positions.error));
  return { source: booksSource({ history, start, mode, positions: positions.value }), directory };
}

function placeOf({ file, fix }: { readonly file?: string | undefined; readonly fix?: string | undefined }): {
  readonly file?: string;
  readonly fix?: string;
} {
  return { ...(file === undefined ? {} : { file }), ...(fix === undefined ? {} : { fix }) };
}

/** A kept backtest. Errors: those of `findRun` and `readRun`; Failure 2 for one without a bar. */
export async function runOf(state: string | undefined, wanted: string): Promise<Found> {
  const runs = runsDirectory(state);
  const run = findRun(nodeFiles, runs, wanted);
  const evidence = await readRun(nodeFiles, runs, run);
  if (evidence.equity.nav.length === 0) {
    throw new Failure("run_too_short", 2, `${run.id} has no bar to report on`, { path: "--run", value: run.id });
  }
  const { benchmark, missing } = await loadBenchmark(run);
  return { source: runSource(evidence, benchmark, missing), directory: runs.replace(/\/runs$/, "") };
}
