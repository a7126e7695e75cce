import { money, multiple, percent, signedPercent, utc } from "../../core/lib/format.js";
import { besides, titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { drawChart } from "./chart.js";
import type { DrawContext } from "./draw-context.js";
import { dayText, gainNumber, gainShare, gainTone } from "./words.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ratio = (value: number | null): string => (value === null ? "n/a" : value.toFixed(2));
const LONGEST_NAME = 16;
/** Curves show a year of days. */
const DAYS = 365;

/** The whole fund: what an investor may see. */
export function drawFund(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const { fund, mode } = view;
  const simulated = mode === "paper" || mode === "dry-run" || mode === "testnet";
  const unit = fund.unit === null ? "n/a" : fund.unit.toFixed(4);
  const nav = pane.width >= 100 ? `NAV ${money(view.status.nav.value, 0)} USD  ` : "";
  // No rate is recorded yet.
  const title = `${mode.toUpperCase()}  FUND  ${nav}NAV/unit ${unit} USD  ZAR: no rate  as of ${utc(view.at)}`;
  pane.write(1, 0, title, "strong");
  const notice = simulated ? "SIMULATED RESULTS. " : "";
  pane.write(1, 1, `${notice}Net of fees and funding. Past returns do not predict.`, simulated ? "warn" : "dim");
  const months = Math.min(fund.months.length, pane.height >= 34 ? 6 : 2);
  const body = pane.part(0, 2, Infinity, pane.height - 4 - months);
  const left = Math.floor(pane.width * 0.58);
  const [charts, figures] = besides(body, left);
  drawCharts(charts, context);
  drawFigures(figures, context);
  drawMonths(pane.part(0, pane.height - 2 - months), fund, months);
}

function drawCharts(pane: Pane, { view }: DrawContext): void {
  const days = view.fund.days.slice(-DAYS);
  const [first, last] = [days[0], days.at(-1)];
  const span = [first === undefined ? "" : dayText(first.day), last === undefined ? "" : dayText(last.day)] as const;
  const third = Math.floor(pane.height / 3);
  const heights = [pane.height - 2 * third, third, third];
  const charts = [
    {
      title: "NAV per unit 1y",
      values: days.map(({ unit }) => unit),
      label: (value: number) => value.toFixed(3),
      tone: "up",
    },
    {
      title: "DRAWDOWN",
      values: days.map(({ drawdown }) => -drawdown),
      label: (value: number) => percent(Math.min(0, value), 1),
      tone: "down",
    },
    {
      title: "ROLLING SHARPE 90d",
      values: days.map(({ sharpe90 }) => sharpe90),
      label: (value: number) => value.toFixed(1),
      tone: "title",
    },
  ] as const;
  let top = 0;
  charts.forEach(({ title, values, label, tone }, index) => {
    const height = heights[index] ?? 0;
    drawChart(titled(pane.part(0, top, Infinity, height), title), { lines: [{ values, tone }], label, span });
    top += height;
  });
}

function drawFigures(pane: Pane, { view }: DrawContext): void {
  const { fund, status, positions } = view;
  const { returns, worst } = fund;
  const side = (wanted: string): number =>
    positions.reduce((sum, row) => sum + (row.side === wanted ? Math.abs(row.exposure ?? 0) : 0), 0);
  const rows: readonly (readonly Span[])[] = [
    [{ text: "day    " }, gainShare(returns.day), { text: "   month " }, gainShare(returns.month)],
    [{ text: "ytd    " }, gainShare(returns.yearToDate), { text: "   1y    " }, gainShare(returns.year)],
    [{ text: "total  " }, gainShare(returns.total), { text: `   CAGR  ${signedPercent(fund.cagr)}` }],
    [{ text: `Sharpe ${ratio(fund.sharpe)} Sortino ${ratio(fund.sortino)} vol ${percent(fund.volatility, 0)}` }],
    [
      {
        text:
          worst === null
            ? "no drawdown"
            : `DD -${percent(worst.depth, 1)} ${dayText(worst.peakDay)}..${worst.recoveryDay === null ? "now" : dayText(worst.recoveryDay)}`,
      },
    ],
  ];
  const perf = titled(pane, "PERFORMANCE");
  rows.forEach((spans, y) => perf.line(y, spans, 1));
  const exposure = titled(pane.part(0, 6), `EXPOSURE x NAV ${money(status.nav.value, 0)}`);
  exposure.write(1, 0, `long ${multiple(side("long"))}  short ${multiple(side("short"))}`);
  exposure.write(1, 1, `gross ${multiple(status.grossExposure)}  net ${multiple(status.netExposure)}`);
  const matrixRows = fund.correlation.strategies.length === 2 ? 1 : fund.correlation.strategies.length + 1;
  const most = Math.max(2, pane.height - TOP_ROWS - 2 - (matrixRows + 1));
  const used = drawContribution(pane.part(0, TOP_ROWS), fund, most);
  drawCorrelation(pane.part(0, TOP_ROWS + used), fund);
}

/** Performance and exposure, with their titles. */
const TOP_ROWS = 9;

/** The largest first; what has no room is in the last line with what belongs to no strategy. Returns the lines it took. */
function drawContribution(pane: Pane, { contribution, otherUsd }: DrawContext["view"]["fund"], most: number): number {
  const body = titled(pane, "CONTRIBUTION since start");
  const parts = [...contribution].sort((a, b) => b.pnlUsd - a.pnlUsd);
  const shown = parts.slice(0, most);
  const rest = parts.slice(most);
  shown.forEach(({ strategy, pnlUsd, share }, y) => {
    const name = { text: `${strategy.slice(0, 14).padEnd(14)} ` };
    body.line(y, [name, gainNumber(pnlUsd, pane.theme), { text: ` ${signedPercent(share)}` }], 1);
  });
  const restUsd = rest.reduce((sum, { pnlUsd }) => sum + pnlUsd, 0);
  const name = rest.length === 0 ? "funding, other" : `${String(rest.length)} more, other`;
  const other = gainNumber(otherUsd === null ? null : otherUsd + restUsd, pane.theme);
  body.line(shown.length, [{ text: `${name.padEnd(14)} ` }, other], 1);
  return shown.length + 2;
}

function drawCorrelation(pane: Pane, { correlation }: DrawContext["view"]["fund"]): void {
  const { strategies, matrix, days } = correlation;
  const isCut = strategies.length > 2 && pane.height < strategies.length + 2;
  const body = titled(pane, `CORRELATION ${String(days)}d`, isCut ? "all: 120x40" : "sign and number count");
  if (strategies.length < 2) {
    body.write(1, 0, "one strategy: nothing to compare", "dim");
    return;
  }
  if (strategies.length === 2) {
    const names = strategies.map((name) => name.slice(0, Math.floor((body.width - 10) / 2))).join(" / ");
    const x = 1 + body.write(1, 0, `${names} `);
    writeHeat(body, x, 0, matrix[0]?.[1] ?? null);
    return;
  }
  // A name as long as its column lets it be, a number in five cells.
  const step = Math.max(6, Math.min(LONGEST_NAME, Math.floor((body.width - 12) / strategies.length)));
  const shown = Math.min(strategies.length, Math.floor((body.width - 12) / step));
  strategies.slice(0, shown).forEach((name, column) => {
    body.write(11 + column * step, 0, name.slice(0, step - 1), "dim");
  });
  matrix.slice(0, Math.min(shown, body.height - 1)).forEach((row, y) => {
    body.write(1, y + 1, (strategies[y] ?? "").slice(0, 9), "dim");
    row.slice(0, shown).forEach((value, x) => {
      if (x === y) body.write(11 + x * step, y + 1, "  -- ");
      else writeHeat(body, 11 + x * step, y + 1, value);
    });
  });
}

/** A correlation in five cells, the number on its colour. */
function writeHeat(pane: Pane, x: number, y: number, value: number | null): void {
  const sign = value !== null && value < 0 ? "-" : "+";
  const text = value === null ? " n/a " : ` ${sign}${Math.abs(value).toFixed(2).replace("0.", ".")}`.padEnd(5);
  pane.write(x, y, text);
  const heat = value === null ? 0 : pane.theme.heat(value);
  if (heat !== 0) pane.grid.restyle(pane.area.x + x, pane.area.y + y, 5, () => heat);
}

/** A column for each month and, where there is room, the year. */
function drawMonths(pane: Pane, fund: DrawContext["view"]["fund"], rows: number): void {
  const body = titled(pane, "MONTHLY %");
  const cell = Math.min(9, Math.floor((body.width - 6) / (MONTHS.length + 1)));
  const hasYear = cell >= 6;
  const step = hasYear ? cell : Math.floor((body.width - 6) / MONTHS.length);
  const endOf = (column: number): number => 6 + (column + 1) * step - 1;
  MONTHS.forEach((name, month) => {
    body.writeRight(0, name, "dim", endOf(month));
  });
  if (hasYear) body.writeRight(0, "year", "dim", endOf(MONTHS.length));
  fund.months.slice(-rows).forEach(({ year, months, yearReturn }, index) => {
    body.write(1, index + 1, String(year), "dim");
    [...months, ...(hasYear ? [yearReturn] : [])].forEach((value, column) => {
      const text = value === null ? "-" : signedPercent(value, 1).replace("%", "");
      body.writeRight(index + 1, text, value === null ? "dim" : gainTone(value), endOf(column));
    });
  });
}
