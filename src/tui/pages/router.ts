import { age, bps, money, percent, quantity, utc } from "../../core/lib/format.js";
import { listed, type RouteItem, ROUTES } from "../model/lists.js";
import { titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import type { TableColumn } from "../paint/table.js";
import type { Tone } from "../paint/theme.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { drawRouteHistory, LEAST_HISTORY } from "./route-history.js";
import { bp, timeOf } from "./words.js";

const MARKS: Readonly<Record<string, string>> = { good: " ", ok: " ", unknown: " ", degraded: "~", broken: "!" };

export function qualityTone(quality: string): Tone {
  if (quality === "broken") return "bad";
  if (quality === "degraded") return "warn";
  return quality === "good" || quality === "ok" ? "up" : "dim";
}

const share = (value: number | null): string => percent(value, 0);

function columns(): readonly TableColumn<RouteItem>[] {
  return [
    { title: "", cell: ({ quality }) => ({ text: MARKS[quality] ?? "?", tone: qualityTone(quality) }) },
    { title: "SYMBOL", cell: ({ symbol }) => ({ text: symbol, tone: "strong" }) },
    { title: "ACCOUNT", cell: ({ account }) => ({ text: account }), leaves: 1, least: 5 },
    { title: "QUALITY", cell: ({ quality }) => ({ text: quality, tone: qualityTone(quality) }) },
    { title: "REGIME", cell: ({ regime }) => ({ text: regime ?? "n/a" }), leaves: 3 },
    { title: "ACK p50/95", align: "right", cell: (row) => ({ text: `${age(row.ackP50Ms)}/${age(row.ackP95Ms)}` }) },
    { title: "REJ", align: "right", cell: ({ rejectRatio }) => ({ text: share(rejectRatio) }) },
    { title: "FILL", align: "right", cell: ({ makerFillRatio }) => ({ text: share(makerFillRatio) }), leaves: 4 },
    { title: "SLIP50bp", align: "right", cell: ({ slippageP50Bps }) => ({ text: bps(slippageP50Bps) }) },
    { title: "COSTbp", align: "right", cell: ({ shortfall }) => ({ text: bps(shortfall.totalBps) }), leaves: 2 },
    { title: "ORDERS", align: "right", cell: ({ orders }) => ({ text: String(orders) }) },
    {
      title: "NEW RISK",
      cell: ({ newRisk }) => ({
        text: newRisk.allowed ? "yes" : newRisk.probe ? "probe" : "NO",
        tone: newRisk.allowed ? "dim" : "bad",
      }),
      leaves: 5,
    },
  ];
}

export function drawRouter(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  drawListPage(pane, context, {
    page: "router",
    title: "ROUTES",
    list: listed(ROUTES, "router", view, ui),
    columns: columns(),
    none: "no route yet",
    detailHeight: 13,
    detail: (below, row) => {
      drawRoute(below, context, row);
    },
  });
}

function drawRoute(pane: Pane, context: DrawContext, row: RouteItem): void {
  const { view, ui } = context;
  if (ui.face === "decisions") {
    drawRouteHistory(pane, context, row);
    return;
  }
  const body = titled(pane, `${row.symbol}: why ${row.quality}`, row.reason);
  const { policy, shortfall, lastChange, offsetChange, newRisk } = row;
  const styles =
    policy === null
      ? "no bar yet"
      : `entry ${policy.entry.style} (${policy.entry.reason}), exit ${policy.exit.style}, protective ${policy.protective.style}`;
  const y = facts(body, 0, [
    [
      "quality",
      { text: row.quality, tone: qualityTone(row.quality) },
      `  ${row.reason}`,
      lastChange === null ? "" : `  was ${lastChange.from} until ${utc(lastChange.at)}`,
    ],
    [
      "new risk",
      { text: newRisk.allowed ? "allowed" : "REFUSED", tone: newRisk.allowed ? "plain" : "bad" },
      `  ${newRisk.reason}`,
    ],
    ["policy", styles],
    [
      "offset",
      `${bp(row.offsetBps)} ${row.offsetReason ?? ""}`,
      offsetChange === null ? "" : `  was ${bp(offsetChange.fromBps)} until ${utc(offsetChange.at)}`,
    ],
    [
      "maker",
      `${String(row.makerOrders)} orders, filled ${share(row.makerFillRatio)}, fallback ${share(row.fallbackRatio)}, markout ${bp(row.markoutBps)}`,
    ],
    [
      "cost",
      `${bp(shortfall.totalBps)} = delay ${bps(shortfall.delayBps)} + spread ${bps(shortfall.spreadBps)} + impact ${bps(shortfall.impactBps)} + fee ${bps(shortfall.feeBps)}`,
    ],
  ]);
  const schedules = view.router.schedules.filter(({ symbol }) => symbol === row.symbol);
  const sliced = schedules.map((schedule): readonly [string, string] => {
    const text = `slice ${String(schedule.nextSlice)}/${String(schedule.slices)}, ${quantity(schedule.restQty)} left, next ${timeOf(schedule.nextAt, view.at)}`;
    return ["slices", text];
  });
  const below = facts(body, y, sliced);
  drawSuggestions(body, row);
  if (body.height - below >= LEAST_HISTORY)
    drawRouteHistory(body.part(0, below, Infinity, restOf(body, below, row)), context, row);
  else drawNewest(body.part(0, below, Infinity, restOf(body, below, row)), view.at, row);
}

/** Lines from `below` on that a suggestion leaves. */
const restOf = (pane: Pane, below: number, { suggestions }: RouteItem): number =>
  pane.height - below - (suggestions.length === 0 ? 0 : 1);

/** What the newest intents cost. */
function drawNewest(body: Pane, at: string, { shortfall }: RouteItem): void {
  body.write(1, 0, "last intents", "dim");
  shortfall.newest.slice(0, Math.max(0, body.height - 1)).forEach((one, index) => {
    const spans: readonly Span[] = [
      { text: `${timeOf(one.at, at)}  ${one.side.padEnd(4)} ${one.purpose.padEnd(6)} ${one.style}  ` },
      { text: bp(one.totalBps), tone: one.totalBps > 0 ? "down" : "up" },
      { text: `  filled ${percent(one.filledShare, 0)} of ${money(one.notionalUsd.toFixed(2), 0)} USDT` },
    ];
    body.line(1 + index, spans, 3);
  });
  if (shortfall.newest.length === 0) body.write(15, 0, "none", "dim");
}

function drawSuggestions(pane: Pane, { suggestions }: RouteItem): void {
  const [first] = suggestions;
  if (first === undefined) return;
  const text = `suggests ${first.setting} ${String(first.from)} -> ${String(first.to)}: ${first.rationale}`;
  pane.write(1, pane.height - 1, text, "warn");
}
