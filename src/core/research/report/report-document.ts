import type { DailyFigures } from "./daily-figures.js";
import type { FactorExposure } from "./factors.js";
import { dayOf } from "../../page/figures.js";
import type { YearOfMonths } from "./months.js";
import type { Regime } from "./regimes.js";
import type { ReportModel } from "./report-model.js";

/** `hedge.report/1`: where a report lies, and what it adds to the document of its run. */
export interface ReportDocument {
  readonly schema: "hedge.report/1";
  readonly mode: null;
  readonly run: string;
  /** The page: HTML where it was written, else Markdown. */
  readonly file: string | null;
  /** null where it was not written. */
  readonly files: {
    readonly html: string | null;
    readonly markdown: string | null;
    readonly equityCsv: string | null;
    readonly tradesCsv: string | null;
  };
  /** From daily returns. */
  readonly daily: DailyFigures;
  readonly months: readonly YearOfMonths[];
  readonly drawdowns: readonly {
    readonly from: string;
    readonly trough: string;
    readonly recovered: string | null;
    readonly depth: number;
    readonly days: number;
  }[];
  readonly factors: FactorExposure | null;
  readonly regimes: { readonly trend: readonly Regime[]; readonly volatility: readonly Regime[] };
  /** What is unknown, and why. */
  readonly missing: readonly string[];
}

export function reportDocument(model: ReportModel, files: ReportDocument["files"]): ReportDocument {
  const { evidence, figures, years, spells, factors, byTrend, byVolatility, missing } = model;
  return {
    ...{ schema: "hedge.report/1", mode: null, run: evidence.run.id, file: files.html ?? files.markdown, files },
    daily: figures,
    months: years,
    drawdowns: spells.map(({ from, trough, recovered, depth, days }) => ({
      ...{ from: dayOf(from), trough: dayOf(trough), recovered: recovered === null ? null : dayOf(recovered) },
      ...{ depth, days },
    })),
    factors,
    regimes: { trend: byTrend, volatility: byVolatility },
    missing,
  };
}
