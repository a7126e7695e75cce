import { measureBoth, money, price, quantity, utc } from "../../core/lib/format.js";
import { MINUTE_MS } from "../../core/lib/time.js";
import { listed, type VetoGroup, VETOES } from "../model/lists.js";
import { bar, titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { sparkline } from "../paint/plot.js";
import type { TableColumn } from "../paint/table.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { timeOf } from "./words.js";

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
  return measureBoth(violation.measured, violation.limit, violation.unit)[of === "measured" ? 0 : 1];
}

export function drawVetoes(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "vetoes",
    title: ui.grouped ? "VETOES by rule, newest" : "VETOES newest",
    list: listed(VETOES, "vetoes", view, ui),
    columns: columns(pane, view.at),
    none: "no order was refused",
    detailHeight: 12,
    detail: (below, row) => {
      drawWhy(below, view.at, row);
    },
  });
}

/** Veto → rule → measured against limit → the intent → what it did → what would clear it. */
function drawWhy(pane: Pane, at: string, { newest, count }: VetoGroup): void {
  const body = titled(pane, "WHY", newest.id);
  const { intent } = newest;
  const lines = newest.vetoes.slice(0, 4).map((violation): readonly [string, ...Span[]] => {
    const { rule, code, measured, limit, unit } = violation;
    const share = measured === null || limit === null || limit <= 0 ? null : measured / limit;
    const over = share === null ? "" : `  [${bar(pane, share, 20)}] ${(share * 100).toFixed(0)}%`;
    return [
      rule,
      { text: code.padEnd(22), tone: "warn" },
      { text: `${measureBoth(measured, limit, unit).join(" against ")}${over}` },
    ];
  });
  const y = facts(body, 0, [
    ...lines,
    [
      "intent",
      `${newest.strategy} ${newest.side} ${quantity(intent.qty)} ${newest.symbol} at ${price(intent.referencePrice)} = ${money(intent.notional, 0)} USDT`,
    ],
    ["", `${intent.id}  ${intent.purpose}  strength ${intent.strength.toFixed(2)}  ${utc(newest.at)}`],
    [
      "NAV then",
      money(newest.nav, 0),
      intent.clamps.length === 0 ? "" : `   clamped by ${intent.clamps.map(({ rule }) => rule).join(", ")}`,
    ],
    ["effect", "the order was not sent; no position changed; orders that reduce still pass"],
    ["seen", `${String(count)} times among the newest, last ${timeOf(newest.at, at)}`],
  ]);
  body.write(1, y, "to clear", "dim");
  waysOut(newest).forEach((way, index) => body.write(11, y + index, way));
}

/** Least invasive first; nothing of it is ever done by a screen. */
function waysOut(veto: Veto): readonly string[] {
  const waits = ["R01", "R02", "R03", "R12", "R14", "R16", "R18"].includes(primaryOf(veto)?.rule ?? "");
  return [
    waits
      ? "1 wait: it passes by itself when the cause is over"
      : "1 wait: it passes when the use falls below the limit",
    "2 reduce what uses the limit up: another strategy or symbol          [2]",
    `3 change the limit: \`hedge risk explain ${veto.id}\` names the smallest change`,
  ];
}
