import { isoUtc } from "../../core/lib/time.js";
import { wrapText } from "../../core/lib/text.js";
import { measure, percent, utc } from "../../core/lib/format.js";
import { drawdownLimit, type RiskFall, riskFalls } from "../model/risk-falls.js";
import { type LimitItem, LIMITS, listed } from "../model/lists.js";
import { bar, besides, titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import type { TableColumn } from "../paint/table.js";
import { drawChart } from "./chart.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage } from "./list-page.js";
import { RULE_WORDS } from "./rule-words.js";
import { scopeText, usageMark, usageTone } from "./words.js";

const BAR_CELLS = 10;
/** Columns of a chart that are not its own. */
const FALL_LABELS = 10;

export function limitColumns(pane: Pane): readonly TableColumn<LimitItem>[] {
  return [
    { title: "", cell: ({ usage }) => ({ text: usageMark(usage), tone: usageTone(usage) }) },
    { title: "RULE", cell: ({ rule }) => ({ text: rule }) },
    { title: "WHAT", cell: ({ rule }) => ({ text: RULE_WORDS[rule] ?? "", tone: "dim" }), least: 19, leaves: 1 },
    { title: "SCOPE", cell: ({ scope }) => ({ text: scopeText(scope) }), least: 12 },
    { title: "USED", align: "right", cell: ({ used, unit }) => ({ text: measure(used, unit) }) },
    { title: "LIMIT", align: "right", cell: ({ limit, unit }) => ({ text: measure(limit, unit) }) },
    { title: "%", align: "right", cell: ({ usage }) => ({ text: percent(usage, 0), tone: usageTone(usage) }) },
    { title: "", cell: ({ usage }) => ({ text: bar(pane, usage, BAR_CELLS), tone: usageTone(usage) }), leaves: 2 },
  ];
}

export function drawRisk(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "risk",
    title: "LIMITS",
    list: listed(LIMITS, "risk", view, ui),
    columns: limitColumns(pane),
    none: "no limit is known yet",
    detailHeight: 10,
    detail: (below, row) => {
      drawRuleAndState(below, context, row);
    },
  });
}

function drawRuleAndState(pane: Pane, context: DrawContext, row: LimitItem): void {
  const rule = titled(pane, `${row.rule} ${row.scope}`, "docs/RISK.md");
  const { used, limit, headroom, usage, unit } = row;
  rule.write(1, 0, RULE_WORDS[row.rule] ?? "see docs/RISK.md");
  rule.write(1, 1, `used ${measure(used, unit)} of ${measure(limit, unit)}, headroom ${measure(headroom, unit)}`);
  const wide = Math.max(10, Math.min(40, rule.width - 12));
  rule.write(1, 2, `[${bar(pane, usage, wide)}] ${percent(usage, 1)}`, usageTone(usage));
  const lower = pane.part(0, 4);
  if (pane.width < 60) {
    const half = Math.floor(lower.height / 2);
    drawFall(lower.part(0, 0, Infinity, half), context);
    drawBreakers(lower.part(0, half), context);
    return;
  }
  const [left, right] = besides(lower, Math.floor(lower.width / 2));
  drawFall(left, context);
  drawBreakers(right, context);
}

/** The drawdown that R11 measures, against its limit. */
function drawFall(pane: Pane, { view }: DrawContext): void {
  const points = riskFalls(view);
  const { used, limit } = drawdownLimit(view);
  const [first, last] = [points[0], points.at(-1)];
  const falls = deepest(points, Math.max(1, pane.width - FALL_LABELS)).map((fall) => -fall);
  const note = limit === null ? "" : `now ${signedFall(used)} of -${percent(limit, 0)}`;
  const body = titled(pane, "DRAWDOWN", note);
  const day = (point: RiskFall | undefined): string =>
    point === undefined ? "" : utc(isoUtc(point.atMs)).slice(0, 10);
  drawChart(body, {
    lines: [{ values: falls, tone: "down" }],
    label: (value) => percent(Math.min(0, value), 1),
    span: [day(first), day(last)],
    around: 0,
  });
}

function signedFall(fall: number | null): string {
  return percent(fall === null ? null : -fall, 1);
}

/** One value a column: the deepest of those that fall on it. */
function deepest(points: readonly RiskFall[], columns: number): readonly number[] {
  const shown = Math.min(columns, points.length);
  const edge = (column: number): number => Math.floor((column * points.length) / shown);
  return Array.from({ length: shown }, (_, column) =>
    Math.max(...points.slice(edge(column), edge(column + 1)).map(({ fall }) => fall)),
  );
}

/** What holds trading back now, and what would end it. */
function drawBreakers(pane: Pane, { view }: DrawContext): void {
  const body = titled(pane, "TRADING STATE");
  const { tradingState } = view.status;
  body.write(1, 0, `trading ${tradingState}`, tradingState === "ACTIVE" ? "strong" : "bad");
  const lines = [
    ...view.risk.causes.flatMap(({ code, kind, since, clears }) => [
      `! ${code} (${kind}) since ${utc(since)}`,
      `  clears: ${clears}`,
    ]),
    ...view.risk.cooldowns.map(({ scope, key, until, reason }) => `~ ${scope} ${key}: ${reason} until ${utc(until)}`),
    ...view.router.circuits
      .filter(({ state }) => state !== "closed")
      .map((row) => `~ ${row.venue} ${row.endpoints} circuit ${row.state}`),
  ];
  const shown = lines.length === 0 ? ["no cause, no cooldown, no open circuit"] : lines;
  let y = 1;
  for (const text of shown) {
    const tone = text.startsWith("!") ? "bad" : text.startsWith("~") ? "warn" : "dim";
    for (const part of wrapText(text.trimStart(), Math.max(8, body.width - 3))) body.write(1, y++, part, tone);
  }
}
