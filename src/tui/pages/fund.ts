import { multiple, percent, signedPercent, utc } from "../../core/lib/format.js";
import { besides, titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { drawChart } from "./chart.js";
import type { DrawContext } from "./draw-context.js";
import { dayText, gainNumber, gainShare } from "./words.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ratio = (value: number | null): string => (value === null ? "n/a" : value.toFixed(2));
/** Curves show a year of days. */
const DAYS = 365;

/** The whole fund: what an investor may see. */
export function drawFund(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const { fund, mode } = view;
  const simulated = mode === "paper" || mode === "dry-run" || mode === "testnet";
  const unit = fund.unit === null ? "n/a" : fund.unit.toFixed(4);
  // No rate is recorded yet.
  const zar = "ZAR n/a";
  pane.write(1, 0, `${mode.toUpperCase()}  FUND  NAV/unit ${unit}  USD  ${zar}  as of ${utc(view.at)}`, "strong");
  const notice = simulated ? "SIMULATED RESULTS. " : "";
  pane.write(1, 1, `${notice}Net of fees and funding. Past returns do not predict.`, simulated ? "warn" : "dim");
  const months = Math.min(fund.months.length, pane.height >= 34 ? 6 : 2);
  const body = pane.part(0, 2, Infinity, pane.height - 3 - months);
  const left = Math.floor(pane.width * 0.58);
  const [charts, figures] = besides(body, left);
  drawCharts(charts, context);
  drawFigures(figures, context);
  drawMonths(pane.part(0, pane.height - 1 - months), fund, months);
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
  const exposure = titled(pane.part(0, 6), "EXPOSURE x NAV");
  exposure.write(1, 0, `long ${multiple(side("long"))}  short ${multiple(side("short"))}`);
  exposure.write(1, 1, `gross ${multiple(status.grossExposure)}  net ${multiple(status.netExposure)}`);
  const contribution = titled(pane.part(0, 9), "CONTRIBUTION since start");
  const parts = [...fund.contribution].sort((a, b) => b.pnlUsd - a.pnlUsd);
  const most = Math.max(1, Math.min(parts.length, pane.height - 15));
  parts.slice(0, most).forEach(({ strategy, pnlUsd, share }, y) => {
    contribution.line(
      y,
      [
        { text: `${strategy.slice(0, 14).padEnd(14)} ` },
        gainNumber(pnlUsd, pane.theme),
        { text: ` ${signedPercent(share)}` },
      ],
      1,
    );
  });
  contribution.line(most, [{ text: "funding, other " }, gainNumber(fund.otherUsd, pane.theme)], 1);
  drawCorrelation(pane.part(0, 11 + most), fund);
}

function drawCorrelation(pane: Pane, { correlation }: DrawContext["view"]["fund"]): void {
  const { strategies, matrix, days } = correlation;
  const body = titled(pane, `CORRELATION ${String(days)}d`, "sign and number count");
  if (strategies.length < 2) {
    body.write(1, 0, "one strategy: nothing to compare", "dim");
    return;
  }
  const shown = Math.min(strategies.length, Math.floor((body.width - 12) / 6));
  strategies.slice(0, shown).forEach((name, column) => body.write(11 + column * 6, 0, name.slice(0, 5), "dim"));
  matrix.slice(0, Math.min(shown, body.height - 1)).forEach((row, y) => {
    body.write(1, y + 1, (strategies[y] ?? "").slice(0, 9), "dim");
    row.slice(0, shown).forEach((value, x) => {
      const text =
        x === y
          ? "  -- "
          : value === null
            ? " n/a "
            : ` ${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2).replace("0.", ".")}`.padEnd(5);
      const column = 11 + x * 6;
      body.write(column, y + 1, text);
      if (value !== null && x !== y) {
        const heat = pane.theme.heat(value);
        body.grid.restyle(body.area.x + column, body.area.y + y + 1, 5, (style) => (heat === 0 ? style : heat));
      }
    });
  });
}

function drawMonths(pane: Pane, fund: DrawContext["view"]["fund"], rows: number): void {
  const body = titled(pane, "MONTHLY %");
  const year = fund.months.slice(-rows);
  year.forEach((one, y) => {
    body.write(1, y, String(one.year), "dim");
    one.months.forEach((value, month) => {
      const x = 6 + month * 6;
      if (pane.width >= 120) body.write(6 + month * 9, y, `${MONTHS[month] ?? ""} `, "dim");
      const at = pane.width >= 120 ? 10 + month * 9 : x;
      const text = value === null ? "   -" : signedPercent(value, 1).replace("%", "").padStart(5);
      body.write(at, y, text, value === null ? "dim" : value > 0 ? "up" : value < 0 ? "down" : "plain");
    });
  });
}
