import { grouped } from "../../lib/grouped.js";
import { pageMarkdown } from "../../page/markdown.js";
import { reportModel } from "../../research/report/report-model.js";
import { reportPage } from "../../research/report/report-page.js";
import { type StoredRun, VETOES_FILE } from "../../research/run/run-document.js";
import type { RunEvidence } from "../../research/run/run-evidence.js";
import type { RunRecord } from "../../research/run/run-recorder.js";
import { equityTable, type RunTable, tradesTable } from "../../research/run/run-tables.js";
import type { WalkForwardDocument } from "../../research/walkforward/walkforward.schema.js";

const SHORT = "Exposure to the market and regimes are left out here: hedge backtest report adds them, and charts.";

/** Files of a run's folder beside `run.json` and its configuration. */
export function runContents(
  run: StoredRun,
  record: RunRecord,
  walkForward: WalkForwardDocument | null = null,
): ReadonlyMap<string, RunTable | string> {
  const evidence = evidenceOf(run, record);
  const report = reportPage(
    reportModel({ evidence, benchmark: null, missing: [SHORT], monteCarlo: null, walkForward }),
  );
  const { files } = run;
  return new Map<string, RunTable | string>([
    [files.equity, equityTable(record.equity)],
    [files.trades, tradesTable(record.trades)],
    [files.report, pageMarkdown(report)],
    [VETOES_FILE, record.vetoes.map((veto) => `${JSON.stringify(veto)}\n`).join("")],
  ]);
}

/** What reading the folder back will say. */
function evidenceOf(run: StoredRun, { equity, trades, vetoes }: RunRecord): RunEvidence {
  const { atMs, nav, exposure, fees, takerUsd } = equity;
  const byRule = grouped(vetoes, ({ primary }) => primary);
  return {
    run,
    equity: {
      atMs: Float64Array.from(atMs),
      nav: Float64Array.from(nav),
      exposure: Float64Array.from(exposure),
      fees: Float64Array.from(fees),
      takerUsd: Float64Array.from(takerUsd),
    },
    trades,
    vetoes: new Map([...byRule].map(([rule, of]) => [rule, of.length])),
  };
}
