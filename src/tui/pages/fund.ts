import { rateWords } from "../../core/domain/rate-words.js";
import { money, percent, utc } from "../../core/lib/format.js";
import type { PanelName } from "../model/panels.js";
import { windowDays } from "../model/ui-state.js";
import { besides, titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { drawTable, type TableColumn } from "../paint/table.js";
import { drawChart } from "./chart.js";
import { type DrawContext, panelTitled } from "./draw-context.js";
import {
  drawContribution,
  drawCorrelation,
  drawFigures,
  drawMonths,
  drawPerformance,
  moneyOf,
} from "./fund-figures.js";
import { dayText } from "./words.js";

type Draw = (pane: Pane, context: DrawContext) => void;
type Rand = DrawContext["view"]["fund"]["rand"];
type Fall = DrawContext["view"]["fund"]["falls"][number];

/** Each on a page of its own. */
const PANELS: Readonly<Partial<Record<PanelName, Draw>>> = {
  nav: drawUnit,
  drawdown: drawFalls,
  sharpe: drawSharpe,
  figures: drawPerformance,
  contribution: (pane, context) => {
    drawContribution(pane, context);
  },
  correlation: drawCorrelation,
  months: (pane, context) => {
    drawMonths(pane, context);
  },
};

/** The whole fund: what an investor may see. */
export function drawFund(pane: Pane, context: DrawContext): void {
  const top = drawHeading(pane, context);
  const { panel, zoomed } = context.ui;
  const alone = zoomed && panel !== null ? PANELS[panel] : undefined;
  if (alone !== undefined) {
    alone(pane.part(0, top), context);
    return;
  }
  const months = Math.min(context.view.fund.months.length, pane.height >= 34 ? 6 : 2);
  const body = pane.part(0, top, Infinity, pane.height - top - 2 - months);
  const [charts, figures] = besides(body, Math.floor(pane.width * 0.58));
  drawCharts(charts, context);
  drawFigures(figures, context);
  drawMonths(pane.part(0, pane.height - 2 - months), context, months);
}

/** Returns the lines it took. */
function drawHeading(pane: Pane, { view }: DrawContext): number {
  const { fund, mode } = view;
  const simulated = mode === "paper" || mode === "dry-run" || mode === "testnet";
  const unit = fund.unit === null ? "n/a" : fund.unit.toFixed(4);
  const nav = pane.width >= 100 ? `NAV ${moneyOf(fund.navUsd)} USD  ` : "";
  const isTold = fund.rand.usdZar.source !== null;
  const none = isTold ? "" : "ZAR: no rate  ";
  const title = `${mode.toUpperCase()}  FUND  ${nav}NAV/unit ${unit} USD  ${none}as of ${utc(view.at)}`;
  pane.write(1, 0, title, "strong");
  const notice = simulated ? "SIMULATED RESULTS. " : "";
  pane.write(1, 1, `${notice}Net of fees and funding. Past returns do not predict.`, simulated ? "warn" : "dim");
  if (!isTold) return 2;
  pane.write(1, 2, randText(fund.rand, pane.width), fund.rand.usdZar.fresh ? undefined : "warn");
  return 3;
}

/** The values in rand with their rate, where that comes from and how old it is; without a usable one the reason. */
function randText({ usdZar, usdtUsd, navZar, unitZar }: Rand, width: number): string {
  const words = rateWords(usdZar);
  if (usdZar.rate === null) return `ZAR: ${words}`;
  const unit = unitZar === null ? "" : `  unit ${money(unitZar)}`;
  const dollar = usdtUsd.source === null || width < 100 ? "" : `  USDT/USD ${rateWords(usdtUsd)}`;
  return `NAV ${money(navZar, 0)} ZAR${unit}  at ${words}${dollar}`;
}

function drawCharts(pane: Pane, context: DrawContext): void {
  const third = Math.floor(pane.height / 3);
  const first = pane.height - 2 * third;
  drawUnit(pane.part(0, 0, Infinity, first), context);
  drawDrawdown(pane.part(0, first, Infinity, third), context);
  drawSharpe(pane.part(0, first + third, Infinity, third), context);
}

function daysOf({ view, ui }: DrawContext): DrawContext["view"]["fund"]["days"] {
  return view.fund.days.slice(-windowDays(ui));
}

function windowName({ ui }: DrawContext): string {
  const days = windowDays(ui);
  return days === 365 ? "1y" : days === Infinity ? "all" : `${String(days)}d`;
}

function spanOf(days: DrawContext["view"]["fund"]["days"]): readonly [string, string] {
  const [first, last] = [days[0], days.at(-1)];
  return [first === undefined ? "" : dayText(first.day), last === undefined ? "" : dayText(last.day)];
}

function drawUnit(pane: Pane, context: DrawContext): void {
  const days = daysOf(context);
  const body = panelTitled(pane, context, "nav", { title: `NAV per unit ${windowName(context)}` });
  const label = (value: number): string => value.toFixed(3);
  drawChart(body, { lines: [{ values: days.map(({ unit }) => unit), tone: "up" }], label, span: spanOf(days) });
}

function drawDrawdown(pane: Pane, context: DrawContext): void {
  const days = daysOf(context);
  const body = panelTitled(pane, context, "drawdown", {
    title: `DRAWDOWN ${windowName(context)} of daily closes`,
  });
  const values = days.map(({ drawdown }) => -drawdown);
  const label = (value: number): string => percent(Math.min(0, value), 1);
  drawChart(body, { lines: [{ values, tone: "down" }], label, span: spanOf(days) });
}

function drawSharpe(pane: Pane, context: DrawContext): void {
  const days = daysOf(context);
  const body = panelTitled(pane, context, "sharpe", { title: "ROLLING SHARPE 90d" });
  const label = (value: number): string => value.toFixed(1);
  drawChart(body, {
    lines: [{ values: days.map(({ sharpe90 }) => sharpe90), tone: "title" }],
    label,
    span: spanOf(days),
    none: "needs 90 days of results",
  });
}

const FALL_COLUMNS: readonly TableColumn<Fall>[] = [
  { title: "DEPTH", align: "right", cell: ({ depth }) => ({ text: `-${percent(depth, 2)}`, tone: "down" }) },
  { title: "FROM", cell: ({ peakDay }) => ({ text: dayText(peakDay) }) },
  { title: "LOWEST", cell: ({ troughDay }) => ({ text: dayText(troughDay) }) },
  { title: "BACK", cell: ({ recoveryDay }) => ({ text: recoveryDay === null ? "not yet" : dayText(recoveryDay) }) },
  {
    title: "DAYS",
    align: "right",
    cell: ({ peakDay, recoveryDay }) => ({ text: recoveryDay === null ? "" : String(recoveryDay - peakDay) }),
  },
];

/** The curve above its worst spells. */
function drawFalls(pane: Pane, context: DrawContext): void {
  const { falls } = context.view.fund;
  const rows = Math.min(falls.length + 2, Math.floor(pane.height / 2));
  drawDrawdown(pane.part(0, 0, Infinity, pane.height - rows), context);
  const body = titled(pane.part(0, pane.height - rows), "WORST SPELLS since start");
  drawTable(body, { columns: FALL_COLUMNS, rows: falls, cursor: null, none: "never below a highest close" });
}
