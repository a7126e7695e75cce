import { money, multiple, percent, ratio, signedPercent, utc } from "../../core/lib/format.js";
import { listed, STRATEGIES, type StrategyItem } from "../model/lists.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { sparkline } from "../paint/plot.js";
import type { TableColumn } from "../paint/table.js";
import type { Tone } from "../paint/theme.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { drawCorrelation } from "./fund-figures.js";
import { drawDailyResults, drawStrategyChart } from "./strategy-chart.js";
import { gainNumber, gainShare, timeOf } from "./words.js";

function stateTone(state: string): Tone {
  return state === "run" ? "plain" : state === "off" ? "dim" : "bad";
}

export function strategyColumns(pane: Pane, at: string): readonly TableColumn<StrategyItem>[] {
  const { theme } = pane;
  const { unicode } = theme.signs;
  return [
    { title: "", cell: ({ state }) => ({ text: state === "run" || state === "off" ? " " : "!", tone: "bad" }) },
    { title: "NAME", cell: ({ strategy }) => ({ text: strategy, tone: "strong" }), least: 14 },
    { title: "STATE", cell: ({ state }) => ({ text: state, tone: stateTone(state) }) },
    { title: "DAY", align: "right", cell: ({ day }) => gainShare(day) },
    { title: "WEEK", align: "right", cell: ({ week }) => gainShare(week), leaves: 6 },
    { title: "30d", align: "right", cell: ({ month }) => gainShare(month), leaves: 5 },
    { title: "OPEN  ", align: "right", cell: ({ openUsd }) => gainNumber(openUsd, theme) },
    { title: "EXP", align: "right", cell: ({ exposure }) => ({ text: multiple(exposure) }), leaves: 8 },
    { title: "SHARPE90", align: "right", cell: ({ sharpe90 }) => ({ text: ratio(sharpe90) }), leaves: 4 },
    { title: "maxDD", align: "right", cell: ({ maxDrawdown }) => ({ text: percent(maxDrawdown, 1) }), leaves: 3 },
    {
      title: "VETO",
      align: "right",
      cell: ({ vetoes }) => ({ text: String(vetoes), tone: vetoes > 0 ? "warn" : "dim" }),
      leaves: 7,
    },
    {
      title: "LAST",
      cell: ({ lastOrderAt }) => ({ text: lastOrderAt === null ? "never" : timeOf(lastOrderAt, at), tone: "dim" }),
      leaves: 2,
    },
    { title: "90d", cell: ({ curve }) => ({ text: sparkline(curve, 16, unicode), tone: "dim" }), leaves: 1 },
  ];
}

export function drawStrategies(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "strategies",
    title: "STRATEGIES realised, fees off",
    list: listed(STRATEGIES, "strategies", view, ui),
    columns: strategyColumns(pane, view.at),
    none: "no strategy is enabled",
    detailHeight: 14,
    detail: (below, row) => {
      drawStrategy(below, context, row);
    },
  });
}

/** Title, figures, and the command at the end on a line of its own. */
const FACT_ROWS = 7;

function drawStrategy(pane: Pane, context: DrawContext, row: StrategyItem): void {
  const { view } = context;
  const chart = pane.part(0, 0, Infinity, Math.max(5, pane.height - FACT_ROWS));
  if (context.ui.face === "compare") drawCorrelation(chart, context);
  else if (context.ui.face === "returns") drawDailyResults(chart, context, row);
  else drawStrategyChart(chart, context, row);
  const body = titled(pane.part(0, pane.height - FACT_ROWS), row.strategy, row.why ?? row.state);
  const { theme } = pane;
  const share = view.fund.navStartUsd === null ? null : row.realizedUsd / view.fund.navStartUsd;
  facts(body, 0, [
    [
      "result",
      gainNumber(row.realizedUsd, theme, 2),
      ` (${signedPercent(share)} of the start)  fees ${money(row.feesUsd.toFixed(2))}  open `,
      gainNumber(row.openUsd, theme, 2),
    ],
    [
      "trades",
      `${String(row.trades)} closed, won ${percent(row.winRate, 0)}, payoff ${ratio(row.payoff)}, worst fall ${percent(row.maxDrawdown, 1)}, Sharpe 90d ${ratio(row.sharpe90)}`,
    ],
    [
      "holds",
      `${String(row.positions)} positions, ${multiple(row.exposure)} of NAV net    vetoes ${String(row.vetoes)}  [3]`,
    ],
    [
      "last",
      row.lastOrderAt === null
        ? "no order yet"
        : `order ${utc(row.lastOrderAt)}   \`hedge doctor signals --strategy ${row.strategy}\``,
    ],
  ]);
}
