import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { Failure } from "../../../lib/failure.js";
import { parseJson } from "../../../readmodel/json-codec.js";
import { equityCsv, tradesCsv } from "../../../research/report/csv.js";
import { pageHtml } from "../../../page/html.js";
import { pageMarkdown } from "../../../page/markdown.js";
import { type ReportDocument, reportDocument } from "../../../research/report/report-document.js";
import { type ReportModel, reportModel } from "../../../research/report/report-model.js";
import { reportPage } from "../../../research/report/report-page.js";
import { MONTECARLO_FILE, WALKFORWARD_FILE } from "../../../research/run/run-document.js";
import type { RunEvidence } from "../../../research/run/run-evidence.js";
import { showPage } from "../../report/show-page.js";
import { findRun } from "../find-run.js";
import { readRun } from "../read-run.js";
import { runsDirectory } from "../run-store.js";
import { loadBenchmark } from "./load-benchmark.js";
import { isHtmlFile, requirePageFile, writePage } from "./page-file.js";

/** Flags of `hedge backtest report` as they are parsed. */
export interface ReportFlags {
  readonly state?: string | undefined;
  readonly out?: string | undefined;
  readonly open: boolean;
  readonly csv: boolean;
}

const HTML_FILE = "report.html";
const EQUITY_CSV = "equity.csv";
const TRADES_CSV = "trades.csv";

/**
 * `hedge backtest report RUN`: writes what a run did as HTML and Markdown, beside it or where `--out` says.
 *
 * Errors: Failure 2 for a run that there isn't or an --out of another kind, 3 for a run or data that can't be read.
 */
export async function report(wanted: string, flags: ReportFlags): Promise<ReportDocument> {
  requirePageFile(flags.out);
  const runs = runsDirectory(flags.state);
  const run = findRun(nodeFiles, runs, wanted);
  const directory = `${runs}/${run.id}`;
  const evidence = await readRun(nodeFiles, runs, run);
  requireBars(evidence);
  const model = reportModel({
    evidence,
    ...(await loadBenchmark(run)),
    monteCarlo: besides(`${directory}/${MONTECARLO_FILE}`) as ReportModel["monteCarlo"],
    walkForward: besides(`${directory}/${WALKFORWARD_FILE}`) as ReportModel["walkForward"],
  });
  const files = write(model, directory, flags);
  if (flags.open) await show(files.html);
  return reportDocument(model, files);
}

function write(model: ReportModel, directory: string, { out, csv }: ReportFlags): ReportDocument["files"] {
  const { run, equity, trades } = model.evidence;
  const page = reportPage(model);
  const html = out === undefined ? `${directory}/${HTML_FILE}` : isHtmlFile(out) ? out : null;
  const markdown = out === undefined ? `${directory}/${run.files.report}` : isHtmlFile(out) ? null : out;
  if (html !== null) writePage(html, pageHtml(page));
  if (markdown !== null) writePage(markdown, pageMarkdown(page));
  if (csv) {
    nodeFiles.replace(`${directory}/${EQUITY_CSV}`, equityCsv(equity));
    nodeFiles.replace(`${directory}/${TRADES_CSV}`, tradesCsv(trades));
  }
  return {
    ...{ html, markdown },
    equityCsv: csv ? `${directory}/${EQUITY_CSV}` : null,
    tradesCsv: csv ? `${directory}/${TRADES_CSV}` : null,
  };
}

/** A document of ours beside the run; null where there is none. */
function besides(file: string): unknown {
  const text = nodeFiles.readText(file);
  if (text === null) return null;
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  throw new Failure("run_invalid", 3, `${file} is no JSON`, { file, fix: "Delete it, or make it again." });
}

async function show(html: string | null): Promise<void> {
  if (html === null) {
    throw new Failure("bad_out", 2, "--open shows the HTML, and --out asks for Markdown alone", { path: "--open" });
  }
  await showPage(html);
}

function requireBars({ run, equity }: RunEvidence): void {
  if (equity.nav.length > 0) return;
  throw new Failure("run_too_short", 2, `${run.id} has no bar to report on`, { path: "RUN", value: run.id });
}
