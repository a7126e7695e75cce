import { money, multiple, percent, ratio, signedPercent } from "../../core/lib/format.js";
import { titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { type DrawContext, panelTitled } from "./draw-context.js";
import { dayText, gainNumber, gainShare, gainTone } from "./words.js";

type Fall = DrawContext["view"]["fund"]["falls"][number];

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONGEST_NAME = 16;

export const moneyOf = (value: number | null): string => money(value === null ? null : value.toFixed(2), 0);

/** Performance, exposure, contribution and correlation, one below the other. */
export function drawFigures(pane: Pane, context: DrawContext): void {
  const { fund } = context.view;
  drawPerformance(pane, context);
  const matrixRows = fund.correlation.strategies.length === 2 ? 1 : fund.correlation.strategies.length + 1;
  const most = Math.max(2, pane.height - TOP_ROWS - 2 - (matrixRows + 1));
  const used = drawContribution(pane.part(0, TOP_ROWS), context, most);
  drawCorrelation(pane.part(0, TOP_ROWS + used), context);
}

export function drawPerformance(pane: Pane, context: DrawContext): void {
  const { fund } = context.view;
  const { returns, worst, exposure } = fund;
  const rows: readonly (readonly Span[])[] = [
    [{ text: "day    " }, gainShare(returns.day), { text: "   30d   " }, gainShare(returns.month)],
    [{ text: "ytd    " }, gainShare(returns.yearToDate), { text: "   1y    " }, gainShare(returns.year)],
    [{ text: "total  " }, gainShare(returns.total), { text: `   CAGR  ${signedPercent(fund.cagr)}` }],
    [{ text: `Sharpe ${ratio(fund.sharpe)} Sortino ${ratio(fund.sortino)} vol ${percent(fund.volatility, 0)}` }],
    [{ text: worst === null ? "no drawdown" : worstText(worst, pane.width) }],
  ];
  const last = fund.days.at(-1);
  // At midnight row 1 begins a new day, and this is the one before.
  const title = last === undefined ? "PERFORMANCE" : `PERFORMANCE to ${dayText(last.day)}`;
  const perf = panelTitled(pane, context, "figures", { title });
  rows.forEach((spans, y) => perf.line(y, spans, 1));
  const now = titled(pane.part(0, 6), `EXPOSURE x NAV ${moneyOf(fund.navUsd)}`);
  now.write(1, 0, `long ${multiple(exposure.long)}  short ${multiple(exposure.short)}`);
  now.write(1, 1, `gross ${multiple(exposure.gross)}  net ${multiple(exposure.net)}`);
}

/** Row 1 has the drawdown of now from the highest NAV of any cycle; this one is of daily closes, and says so. */
function worstText({ depth, peakDay, recoveryDay }: Fall, width: number): string {
  const isWide = width >= 48;
  const dayOf = (day: number): string => dayText(day).slice(isWide ? 0 : "2024-".length);
  const span = `${dayOf(peakDay)}..${recoveryDay === null ? "now" : dayOf(recoveryDay)}`;
  return `DD of ${isWide ? "daily " : ""}closes -${percent(depth, 1)} ${span}`;
}

/** Performance and exposure, with their titles. */
const TOP_ROWS = 9;

/** The largest first; what has no room is in the last line with what belongs to no strategy. Returns the lines it took. */
export function drawContribution(pane: Pane, context: DrawContext, most = pane.height - 2): number {
  const { contribution, otherUsd } = context.view.fund;
  const body = panelTitled(pane, context, "contribution", { title: "CONTRIBUTION since start" });
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

export function drawCorrelation(pane: Pane, context: DrawContext): void {
  const { strategies, matrix, days } = context.view.fund.correlation;
  const isCut = strategies.length > 2 && pane.height < strategies.length + 2;
  const note = isCut ? "all: page 8, c" : "sign and number count";
  const body = panelTitled(pane, context, "correlation", { title: `CORRELATION ${String(days)}d`, note });
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
export function drawMonths(pane: Pane, context: DrawContext, rows = pane.height - 2): void {
  const { fund } = context.view;
  const body = panelTitled(pane, context, "months", { title: "MONTHLY %" });
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
