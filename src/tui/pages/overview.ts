import { age, measure, money, multiple, percent } from "../../core/lib/format.js";
import { DAY_MS } from "../../core/lib/time.js";
import { compactUsd } from "../model/act.js";
import { LIMITS, listed, POSITIONS } from "../model/lists.js";
import type { PanelName } from "../model/panels.js";
import { bar, besides } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { drawTable } from "../paint/table.js";
import { drawChart } from "./chart.js";
import { ageNote, type DrawContext, panelTitled } from "./draw-context.js";
import { drawLog } from "./health.js";
import { positionColumns } from "./positions.js";
import { strategyColumns } from "./strategies.js";
import { scopeText, timeOf, usageMark, usageTone, violationText } from "./words.js";

/** The longest chart that has at least this many points in it. */
const LEAST_POINTS = 12;

function drawEquity(pane: Pane, context: DrawContext): void {
  const { nav, at } = context.view;
  const sinceMs = Date.parse(at) - DAY_MS;
  const day = nav.filter(({ atMs }) => atMs >= sinceMs);
  const points = day.length >= LEAST_POINTS ? day : nav.slice(-2 * LEAST_POINTS);
  const [first, last] = [points[0], points.at(-1)];
  const instant = (ms: number | undefined): string =>
    ms === undefined ? "" : timeOf(new Date(ms).toISOString(), at).slice(0, 11);
  const title = points === day ? "EQUITY 24h (USDT)" : "EQUITY (USDT)";
  const body = panelTitled(pane, context, "equity", { title, note: ageNote(context) });
  drawChart(body, {
    lines: [{ values: points.map(({ navUsd }) => navUsd), tone: "up" }],
    label: (value) => money(value.toFixed(2), 0),
    span: [instant(first?.atMs), instant(last?.atMs)],
  });
}

function drawLimits(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  const body = panelTitled(pane, context, "limits", { title: "RISK used/limit", note: ageNote(context) });
  const { rows } = listed(LIMITS, "risk", view, { ...ui, filters: {}, sorts: {} });
  const known = rows.filter(({ usage }) => usage !== null);
  known.slice(0, body.height).forEach(({ rule, scope, used, limit, usage, unit }, y) => {
    const tone = usageTone(usage);
    body.write(0, y, usageMark(usage), tone);
    const name = `${rule} ${scopeText(scope)}`;
    const cells = body.width >= 48 ? 10 : body.width >= 30 ? 5 : 0;
    const drawn = cells === 0 ? "" : `${bar(pane, usage, cells)} `;
    const figures = `${compact(used, unit)}/${compact(limit, unit)} ${drawn}${percent(usage, 0).padStart(4)}`;
    body.writeRight(y, figures, tone);
    body.part(0, 0, body.width - figures.length - 1).write(1, y, name);
  });
}

function compact(value: number | null, unit: string): string {
  return unit === "usd" && value !== null ? compactUsd(value) : measure(value, unit);
}

function drawNewestVetoes(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const { total, windowMs } = view.risk.vetoes;
  const title = `VETOES ${String(total)} in ${age(windowMs)}  [3]`;
  const body = panelTitled(pane, context, "vetoes", { title, note: ageNote(context) });
  if (view.vetoes.length === 0) body.write(1, 0, "no order was refused", "dim");
  view.vetoes.slice(0, Math.ceil(body.height / 2)).forEach((veto, index) => {
    const [first] = veto.vetoes;
    body.write(1, 2 * index, `${timeOf(veto.at, view.at)} ${veto.strategy} ${veto.symbol} ${veto.side}`);
    if (first === undefined) return;
    // Half a figure is none.
    const text = violationText(first);
    body.write(3, 2 * index + 1, text.length + 3 <= body.width ? text : first.code, "warn");
  });
}

/** Left and right on one line; where both have no room, the left alone. */
function writeApart(pane: Pane, y: number, left: Span, right: string): void {
  pane.write(0, y, left.text, left.tone ?? "plain");
  if (left.text.trimEnd().length + 1 + right.length <= pane.width) pane.writeRight(y, right);
}

function drawVenues(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const { venues } = view.status;
  const title = venues.length === 0 ? "ROUTES" : "VENUES";
  const body = panelTitled(pane, context, "venues", { title, note: ageNote(context) });
  venues.forEach(({ venue, state, ackP50Ms, ackP95Ms, streamAgeMs }, y) => {
    const isUp = state === "ok";
    const ack = `ack ${age(ackP50Ms)}${body.width < 44 ? "" : `/${age(ackP95Ms)}  stream ${age(streamAgeMs)}`}`;
    writeApart(body, y, { text: `${isUp ? " " : "!"} ${venue.padEnd(8)} ${state}`, tone: isUp ? "plain" : "bad" }, ack);
  });
  const routes = [...view.router.items].sort((a, b) => rank(a.quality) - rank(b.quality));
  routes.slice(0, Math.max(0, body.height - venues.length)).forEach((row, index) => {
    const poor = row.quality === "broken" || row.quality === "degraded";
    const y = venues.length + index;
    const left = `${poor ? "~" : " "} ${row.symbol.padEnd(8)} ${row.quality.padEnd(8)}`;
    const right = `ack ${age(row.ackP50Ms)}${body.width < 38 ? "" : ` rej ${percent(row.rejectRatio, 0).padStart(2)}`}`;
    writeApart(body, y, { text: left, tone: poor ? "warn" : "plain" }, right);
  });
}

const rank = (quality: string): number => ["broken", "degraded", "unknown", "ok", "good"].indexOf(quality);

function drawStrategyList(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const body = panelTitled(pane, context, "strategies", { title: "STRATEGIES realised", note: ageNote(context) });
  drawTable(body, {
    columns: strategyColumns(pane, view.at),
    rows: view.strategies,
    cursor: null,
    none: "no strategy",
  });
}

function drawTopPositions(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  const { grossExposure, netExposure } = view.status;
  const note = `gross ${multiple(grossExposure)} net ${multiple(netExposure)}`;
  const title = `POSITIONS ${String(view.positions.length)} by |uPnL|`;
  const body = panelTitled(pane, context, "positions", { title, note });
  const { rows } = listed(POSITIONS, "positions", view, { ...ui, filters: {}, sorts: {} });
  drawTable(body, { columns: positionColumns(pane.theme, view.at), rows, cursor: null, none: "no open position" });
}

type Draw = (pane: Pane, context: DrawContext) => void;

/** Panels one below the other, each with its share of the height. */
function stack(pane: Pane, context: DrawContext, panels: readonly (readonly [share: number, draw: Draw])[]): void {
  const sum = panels.reduce((total, [share]) => total + share, 0);
  let top = 0;
  panels.forEach(([share, draw], index) => {
    const isLast = index === panels.length - 1;
    const height = isLast ? pane.height - top : Math.round((pane.height * share) / sum);
    draw(pane.part(0, top, Infinity, height), context);
    top += height;
  });
}

const PANELS: Readonly<Partial<Record<PanelName, Draw>>> = {
  equity: drawEquity,
  strategies: drawStrategyList,
  positions: drawTopPositions,
  limits: drawLimits,
  vetoes: drawNewestVetoes,
  venues: drawVenues,
};

/** Rows of limits and vetoes on a large screen, and the fewest of the log below them. */
const SIDE_ROWS = 34;
const LEAST_LOG_ROWS = 10;

/** The log has the rows that positions leave. */
function upperRows(positions: number, height: number): number {
  return Math.max(0, Math.min(height - LEAST_LOG_ROWS, Math.max(positions + 3, SIDE_ROWS)));
}

/** Everything on one page: two columns, three where there is room. */
export function drawOverview(pane: Pane, context: DrawContext): void {
  const { view } = context;
  const { panel, zoomed } = context.ui;
  const alone = zoomed && panel !== null ? PANELS[panel] : undefined;
  if (alone !== undefined) {
    alone(pane, context);
    return;
  }
  if (pane.width >= 180) {
    const [left, rest] = besides(pane, 80);
    const upper = upperRows(view.positions.length, rest.height);
    const [middle, right] = besides(rest.part(0, 0, Infinity, upper), 66);
    stack(left, context, [
      [20, drawEquity],
      [12, drawStrategyList],
      [25, drawVenues],
    ]);
    drawTopPositions(middle, context);
    stack(right, context, [
      [14, drawLimits],
      [16, drawNewestVetoes],
    ]);
    drawLog(rest.part(0, upper), context);
    return;
  }
  const [left, right] = besides(pane, pane.width >= 110 ? pane.width - 42 : Math.floor(pane.width / 2) + 6);
  stack(left, context, [
    [7, drawEquity],
    [5, drawStrategyList],
    [7, drawTopPositions],
  ]);
  stack(right, context, [
    [7, drawLimits],
    [5, drawNewestVetoes],
    [7, drawVenues],
  ]);
}
