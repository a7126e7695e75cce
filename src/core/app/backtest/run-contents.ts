import { grouped } from "../../lib/grouped.js";
import { type StoredRun, VETOES_FILE } from "../../research/run/run-document.js";
import type { RunRecord } from "../../research/run/run-recorder.js";
import { runReport } from "../../research/run/run-report.js";
import { equityTable, type RunTable, tradesTable } from "../../research/run/run-tables.js";

/** Files of a run's folder beside `run.json` and its configuration. */
export function runContents(run: StoredRun, record: RunRecord): ReadonlyMap<string, RunTable | string> {
  const byRule = grouped(record.vetoes, ({ primary }) => primary);
  const { files } = run;
  return new Map<string, RunTable | string>([
    [files.equity, equityTable(record.equity)],
    [files.trades, tradesTable(record.trades)],
    [files.report, runReport(run, new Map([...byRule].map(([rule, vetoes]) => [rule, vetoes.length])))],
    [VETOES_FILE, record.vetoes.map((veto) => `${JSON.stringify(veto)}\n`).join("")],
  ]);
}
