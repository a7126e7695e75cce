import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { Failure } from "../../../lib/failure.js";
import { type CompareDocument, compareRuns } from "../../../research/report/compare.js";
import { comparePage } from "../../../research/report/compare-page.js";
import { pageHtml } from "../../../page/html.js";
import { pageMarkdown } from "../../../page/markdown.js";
import type { RunEvidence } from "../../../research/run/run-evidence.js";
import { findRun } from "../find-run.js";
import { readRun } from "../read-run.js";
import { isHtmlFile, requirePageFile, writePage } from "../report/page-file.js";
import { runsDirectory } from "../run-store.js";

const MOST_RUNS = 6;

/**
 * `hedge backtest compare RUN RUN …`: two to six kept runs beside each other; `out` writes them as a page.
 *
 * Errors: Failure 2 for a run that there isn't or that is named twice, fewer than two or more than six; 3 for one that can't be read.
 */
export async function compare(
  wanted: readonly string[],
  flags: { readonly state?: string | undefined; readonly out?: string | undefined },
): Promise<CompareDocument> {
  requirePageFile(flags.out);
  requireCount(wanted);
  const directory = runsDirectory(flags.state);
  const found = wanted.map((name) => findRun(nodeFiles, directory, name));
  const twice = found.find(({ id }, at) => found.findIndex((other) => other.id === id) < at);
  if (twice !== undefined) {
    throw new Failure("bad_runs", 2, `${twice.id} is named twice`, { path: "RUN", value: twice.id });
  }
  const runs: RunEvidence[] = [];
  for (const run of found) runs.push(await readRun(nodeFiles, directory, run));
  const document = compareRuns(runs);
  const { out } = flags;
  if (out !== undefined) {
    const page = comparePage(document, runs);
    writePage(out, isHtmlFile(out) ? pageHtml(page) : pageMarkdown(page));
  }
  return document;
}

function requireCount(wanted: readonly string[]): void {
  const fits = wanted.length >= 2 && wanted.length <= MOST_RUNS;
  if (fits) return;
  const message = `${String(wanted.length)} ${wanted.length === 1 ? "run is" : "runs are"} named, and 2 to ${String(MOST_RUNS)} can be compared`;
  throw new Failure("bad_runs", 2, message, {
    path: "RUN",
    value: wanted.join(" "),
    fix: "`hedge backtest list` shows their ids.",
  });
}
