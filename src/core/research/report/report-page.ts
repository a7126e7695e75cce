import { count } from "../../page/figures.js";
import type { Page } from "../../page/page.js";
import type { ReportModel } from "./report-model.js";
import { costSection, tradeSection, vetoSection } from "./sections-books.js";
import { caveats, originSection } from "./sections-origin.js";
import { curves, dailySection, keyFigures, months, worstDrawdowns } from "./sections-result.js";
import { factorSection, monteCarloSection, regimeSection, walkForwardSection } from "./sections-risk.js";

const NOTICE =
  "Simulated results on recorded data: no order was sent and no money was at risk. What a backtest leaves out, and the choice of what is shown, make it look better than trading will be.";

/** The report of a run. */
export function reportPage(model: ReportModel): Page {
  const { run } = model.evidence;
  const markets = run.symbols.length > 4 ? `${String(run.symbols.length)} markets` : run.symbols.join(", ");
  const kind = run.inputs.kind === "walkforward" ? "walk-forward, out of sample" : "backtest";
  return {
    title: `${run.strategy}: ${kind}`,
    subtitle: `${run.id} · ${markets} · ${run.from.slice(0, 10)} to ${run.to.slice(0, 10)} · ${count(run.bars)} bars · in USDT after fees, slippage and funding`,
    notice: NOTICE,
    sections: [
      keyFigures(model),
      caveats(model),
      curves(model),
      months(model),
      worstDrawdowns(model),
      dailySection(model),
      ...walkForwardSection(model),
      factorSection(model),
      regimeSection(model),
      ...monteCarloSection(model),
      costSection(model),
      tradeSection(model),
      vetoSection(model),
      originSection(model),
    ],
  };
}
