import { age, bps } from "../../core/lib/format.js";
import type { OrderItem, RouteItem } from "../model/lists.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import { sparkline } from "../paint/plot.js";
import { drawTable, type TableColumn } from "../paint/table.js";
import { drawChart } from "./chart.js";
import type { DrawContext } from "./draw-context.js";
import { timeOf } from "./words.js";

const CHART_ROWS = 9;
/** Chart, a line of latencies, a heading and three decisions. */
export const LEAST_HISTORY = CHART_ROWS + 6;
const SPARK_CELLS = 40;

/** The newest orders on a route that the screen keeps, oldest first. Resting exits wait for months: they say nothing of the route. */
function ordersOf({ view }: DrawContext, { account, symbol }: RouteItem): readonly OrderItem[] {
  return view.orders.ended
    .filter((order) => order.symbol === symbol && order.account === account && order.style !== "resting")
    .toReversed();
}

function ackMs({ submittedAt, acknowledgedAt }: OrderItem): number | null {
  return submittedAt === null || acknowledgedAt === null ? null : Date.parse(acknowledgedAt) - Date.parse(submittedAt);
}

function columns(at: string): readonly TableColumn<OrderItem>[] {
  return [
    { title: "DECIDED", cell: ({ intendedAt }) => ({ text: timeOf(intendedAt, at), tone: "dim" }) },
    { title: "SIDE", cell: ({ side }) => ({ text: side }) },
    { title: "WHAT", cell: ({ purpose }) => ({ text: purpose.replaceAll("_", " ") }), least: 5 },
    { title: "ROUTE", cell: ({ style }) => ({ text: style, tone: "strong" }) },
    { title: "BECAUSE", cell: ({ routeReason }) => ({ text: routeReason }), least: 8 },
    { title: "TRY", align: "right", cell: ({ attempt }) => ({ text: String(attempt + 1) }), leaves: 1 },
    { title: "ACK", align: "right", cell: (row) => ({ text: age(ackMs(row)) }), leaves: 2 },
    { title: "SLIPbp", align: "right", cell: ({ shortfallBps }) => ({ text: bps(shortfallBps) }) },
    {
      title: "END",
      cell: ({ status }) => ({ text: status, tone: status === "rejected" ? "warn" : "plain" }),
    },
  ];
}

/** What the last orders on a route cost against what was expected, how fast they were acknowledged, and why they went this way. */
export function drawRouteHistory(pane: Pane, context: DrawContext, row: RouteItem): void {
  const { at } = context.view;
  const orders = ordersOf(context, row);
  const [first, last] = [orders[0], orders.at(-1)];
  const top = titled(
    pane.part(0, 0, Infinity, CHART_ROWS),
    `${row.symbol}: SLIPPAGE of the last ${String(orders.length)} orders, bp`,
    "dim: expected",
  );
  const dayOf = (order: OrderItem | undefined): string => order?.intendedAt.slice(0, 10) ?? "";
  drawChart(top, {
    lines: [
      { values: orders.map(({ expectedCostBps }) => expectedCostBps), tone: "dim" },
      { values: orders.map(({ shortfallBps }) => shortfallBps), tone: "strong" },
    ],
    label: (value) => value.toFixed(1),
    span: [dayOf(first), dayOf(last)],
    around: 0,
  });
  drawLatencies(pane.part(0, CHART_ROWS, Infinity, 1), orders);
  const body = titled(pane.part(0, CHART_ROWS + 1), "ROUTE DECISIONS, newest first");
  drawTable(body, {
    columns: columns(at),
    rows: orders.toReversed(),
    cursor: null,
    none: "no order has ended here yet",
  });
}

function drawLatencies(pane: Pane, orders: readonly OrderItem[]): void {
  const latencies = orders.map(ackMs);
  const known = latencies.filter((value) => value !== null);
  const rejected = orders.filter(({ status }) => status === "rejected").length;
  if (known.length === 0) return;
  const span = `${age(Math.min(...known))} to ${age(Math.max(...known))}`;
  const x = 1 + pane.write(1, 0, `ack ${span}, rejected ${String(rejected)} of ${String(orders.length)}  `);
  const room = Math.min(SPARK_CELLS, pane.width - x - 1);
  if (room > 8) pane.write(x, 0, sparkline(latencies, room, pane.theme.signs.unicode), "dim");
}
