import { age, count, money, price, quantity, utc } from "../../core/lib/format.js";
import { MINUTE_MS } from "../../core/lib/time.js";
import { listed, type VetoGroup, VETOES } from "../model/lists.js";
import { bar, titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { sparkline } from "../paint/plot.js";
import type { TableColumn } from "../paint/table.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { waysOut } from "./ways-out.js";
import { timeOf, violationFigures } from "./words.js";

const SPARK_CELLS = 12;

/** Vetoes by the hour, oldest first. */
function hours(group: VetoGroup, at: string): readonly number[] {
  const nowMs = Date.parse(at);
  const counts = new Array<number>(SPARK_CELLS).fill(0);
  for (const atMs of group.atMs) {
    const slot = SPARK_CELLS - 1 - Math.floor((nowMs - atMs) / (60 * MINUTE_MS));
    if (slot >= 0 && slot < SPARK_CELLS) counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return counts;
}

function columns(pane: Pane, at: string): readonly TableColumn<VetoGroup>[] {
  const { unicode } = pane.theme.signs;
  const spark = (group: VetoGroup): Span => {
    const counts = hours(group, at);
    return { text: counts.every((count) => count === 0) ? "" : sparkline(counts, SPARK_CELLS, unicode), tone: "dim" };
  };
  return [
    { title: "N", align: "right", cell: ({ count }) => ({ text: String(count), tone: "strong" }) },
    { title: "RULE", cell: ({ newest }) => ({ text: ruleText(newest), tone: "warn" }), least: 12 },
    { title: "STRAT", cell: ({ newest }) => ({ text: newest.strategy }), leaves: 3, least: 6 },
    { title: "SYMBOL", cell: ({ newest }) => ({ text: newest.symbol }) },
    { title: "SIDE", cell: ({ newest }) => ({ text: newest.side }), leaves: 2 },
    { title: "MEASURED", align: "right", cell: ({ newest }) => ({ text: figure(newest, "measured") }) },
    { title: "LIMIT", align: "right", cell: ({ newest }) => ({ text: figure(newest, "limit") }) },
    { title: "LAST", cell: ({ newest }) => ({ text: timeOf(newest.at, at) }) },
    { title: "LAST 12h", cell: spark, leaves: 1 },
  ];
}

type Veto = VetoGroup["newest"];

function primaryOf({ primary, vetoes }: Veto): Veto["vetoes"][number] | undefined {
  return vetoes.find(({ rule, code }) => rule === primary || code === primary) ?? vetoes[0];
}

function ruleText(veto: Veto): string {
  const violation = primaryOf(veto);
  return violation === undefined ? veto.primary : `${violation.rule} ${violation.code}`;
}

function figure(veto: Veto, of: "measured" | "limit"): string {
  const violation = primaryOf(veto);
  if (violation === undefined) return "";
  return violationFigures(violation)[of === "measured" ? 0 : 1];
}

export function drawVetoes(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "vetoes",
    title: titleOf(context),
    hasCount: true,
    list: listed(VETOES, "vetoes", view, ui),
    columns: columns(pane, view.at),
    none: "no order was refused",
    detailHeight: 12,
    detail: (below, row) => {
      drawWhy(below, view.at, row);
    },
  });
}

function seenText(seen: number): string {
  return seen === 1 ? "once in this list" : `${count(seen)} times in this list`;
}

/** Groups and single vetoes are counted apart, and the list apart from the window of row 1 and page 1. */
function titleOf({ view, ui }: DrawContext): string {
  const { total, windowMs } = view.risk.vetoes;
  const listedCount = view.vetoes.length;
  const kept = `${listedCount < total ? "newest " : ""}${count(listedCount)}`;
  const groups = listed(VETOES, "vetoes", view, ui).total;
  const by = ui.grouped && groups > 0 ? ` in ${count(groups)} group${groups === 1 ? "" : "s"}` : "";
  return `VETOES ${kept}${by}, ${count(total)} of the last ${age(windowMs)}`;
}

/** Veto → rule → measured against limit → the intent → what it did → what would clear it. */
function drawWhy(pane: Pane, at: string, { newest, count: seen }: VetoGroup): void {
  const body = titled(pane, "WHY", newest.id);
  const { intent } = newest;
  const lines = newest.vetoes.slice(0, 4).map((violation): readonly [string, ...Span[]] => {
    const { rule, code, measured, limit } = violation;
    const share = measured === null || limit === null || limit <= 0 ? null : measured / limit;
    const over = share === null ? "" : `  [${bar(pane, share, 20)}] ${(share * 100).toFixed(0)}%`;
    return [
      rule,
      { text: code.padEnd(22), tone: "warn" },
      { text: `${violationFigures(violation).join(" against ")}${over}` },
    ];
  });
  const clamps = intent.clamps.length === 0 ? "" : `   clamped by ${intent.clamps.map(({ rule }) => rule).join(", ")}`;
  const nav = ["NAV then", money(newest.nav, 0), clamps] as const;
  // Where many rules refused, the ways out need the room more.
  const facing = lines.length > 2 ? [] : [nav];
  const y = facts(body, 0, [
    ...lines,
    [
      "intent",
      `${newest.strategy} ${newest.side} ${quantity(intent.qty)} ${newest.symbol} at ${price(intent.referencePrice)} = ${money(intent.notional, 0)} USDT`,
    ],
    ["", `${intent.id}  ${intent.purpose}  strength ${intent.strength.toFixed(2)}  ${utc(newest.at)}`],
    ...facing,
    ["effect", "not sent, no position changed; orders that reduce still pass"],
    ["seen", `${seenText(seen)}, last ${timeOf(newest.at, at)}`],
  ]);
  const rule = primaryOf(newest)?.rule ?? newest.primary;
  facts(
    body,
    y,
    waysOut(newest, rule).map((way, index) => [index === 0 ? "to clear" : "", way]),
  );
}
