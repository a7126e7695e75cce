import type { Config } from "../../../config/config-files.js";
import { DAY_MS } from "../../../lib/time.js";
import type { BarSeries } from "../../../ports/bar-store.js";
import { LOOK_BACK_DAYS, marketDays } from "../../../research/report/market-days.js";
import type { ReportSources } from "../../../research/report/report-model.js";
import type { StoredRun } from "../../../research/run/run-document.js";
import { dataDirectory, openRecordedData } from "../../recorded-data.js";

/** Days before the run that what is known before its first day is made of. */
const HISTORY_MS = (2 * LOOK_BACK_DAYS + 2) * DAY_MS;

/**
 * The market that a run is held against: every symbol of its configuration's universe that the data has.
 *
 * Errors: those of `openRecordedData`. Where the data is not what the run was made with, there is no benchmark, and `missing` says so.
 */
export async function loadBenchmark(run: StoredRun): Promise<Pick<ReportSources, "benchmark" | "missing">> {
  const config = run.inputs.config as Config;
  const store = await openRecordedData(dataDirectory(config));
  if (store.manifestSha256 !== run.inputs.dataHash) {
    const missing = "The market data has changed since the run: no factor exposure, no regimes, no universe beside it.";
    return { benchmark: null, missing: [missing] };
  }
  const known = store.symbols();
  const symbols = config.pairs_universe.universe.map(({ symbol }) => symbol).filter((symbol) => known.includes(symbol));
  const range = { fromMs: Date.parse(run.from) - HISTORY_MS, toMs: Date.parse(run.to) };
  const series: BarSeries[] = [];
  for (const symbol of symbols) series.push(await store.bars(symbol, range));
  return { benchmark: { symbols, days: marketDays(series) }, missing: [] };
}
