import { age, money, price, quantity } from "../../core/lib/format.js";
import { listed, type OrderItem, ORDERS } from "../model/lists.js";
import { titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import type { TableColumn } from "../paint/table.js";
import type { Tone } from "../paint/theme.js";
import type { DrawContext } from "./draw-context.js";
import { drawListPage, facts } from "./list-page.js";
import { bp, timeOf } from "./words.js";

function statusTone(status: string): Tone {
  if (status === "unknown") return "bad";
  if (status === "rejected") return "warn";
  return status === "filled" || status === "canceled" || status === "expired" ? "dim" : "strong";
}

function columns(at: string): readonly TableColumn<OrderItem>[] {
  return [
    { title: "", cell: ({ status }) => ({ text: status === "unknown" ? "!" : " ", tone: "bad" }) },
    { title: "TIME", cell: ({ intendedAt }) => ({ text: timeOf(intendedAt, at) }) },
    { title: "ID", cell: ({ id }) => ({ text: id.slice(0, 8), tone: "dim" }), leaves: 1 },
    { title: "STRAT", cell: ({ strategy }) => ({ text: strategy }), leaves: 3, least: 9 },
    { title: "SYMBOL", cell: ({ symbol }) => ({ text: symbol }) },
    { title: "SIDE", cell: ({ side }) => ({ text: side }) },
    { title: "WHAT", cell: ({ purpose }) => ({ text: purpose.replaceAll("_", " ") }), leaves: 4, least: 13 },
    { title: "QTY", align: "right", cell: ({ qty }) => ({ text: qty === null ? "all" : quantity(qty) }) },
    { title: "FILLED", align: "right", cell: ({ status, filledQty }) => filledSpan(status, filledQty), leaves: 5 },
    {
      title: "PRICE",
      align: "right",
      cell: (row) => ({ text: price(row.averagePrice ?? row.price ?? row.triggerPrice) }),
    },
    {
      title: "STATE",
      cell: ({ status }) => ({ text: status === "unknown" ? "UNKNOWN" : status, tone: statusTone(status) }),
    },
  ];
}

function filledSpan(status: string, filledQty: string): Span {
  return { text: status === "unknown" ? "?" : quantity(filledQty) };
}

export function drawOrders(pane: Pane, context: DrawContext): void {
  const { view, ui } = context;
  const { open, day } = view.orders;
  const unknown = open.filter(({ status }) => status === "unknown").length;
  const share = day.ended === 0 ? "n/a" : `${((day.rejected / day.ended) * 100).toFixed(1)}%`;
  const title = `ORDERS open ${String(open.length)}  unknown ${String(unknown)}${unknown > 0 ? " !" : ""}  24h ${String(day.ended)} (rej ${share}) listed`;
  drawListPage(pane, context, {
    page: "orders",
    title,
    list: listed(ORDERS, "orders", view, ui),
    columns: columns(view.at),
    none: ui.unknownOnly ? "no order whose outcome is unknown (u shows all)" : "no order yet",
    detailHeight: 12,
    detail: (below, row) => {
      drawLifecycle(below, row);
    },
  });
}

const instantText = (instant: string | null): string =>
  instant === null ? "" : `${instant.slice(11, 23).replace("Z", "").padEnd(12)} `;

function gapMs(from: string | null, to: string | null): string {
  return from === null || to === null ? "" : ` (${age(Date.parse(to) - Date.parse(from))})`;
}

/** Intent, risk, route, sent, acknowledged, end: each with its instant. */
function drawLifecycle(pane: Pane, row: OrderItem): void {
  const body = titled(pane, `${row.id} ${row.side} ${row.symbol}`, "lifecycle");
  const filled = Number(row.filledQty) > 0;
  const isOver = row.finishedAt !== null;
  const terms = `${row.type} ${row.timeInForce}${row.reduceOnly || row.closePosition ? " reduce-only" : ""}`;
  const below = facts(body, 0, [
    [
      "intent",
      instantText(row.intendedAt),
      `${row.strategy} ${row.purpose} ${row.qty === null ? "the whole position" : quantity(row.qty)}  decided at ${price(row.decisionPrice)}`,
    ],
    [
      "risk",
      instantText(row.intendedAt),
      row.reduceOnly || row.closePosition
        ? "passed: it only reduces"
        : `passed; \`hedge risk explain ${row.intentId}\``,
    ],
    [
      "route",
      instantText(row.intendedAt),
      `${row.style} ${terms}: ${row.routeReason}  attempt ${String(row.attempt)}  [6]`,
    ],
    ["price", row.triggerPrice === null ? `limit ${price(row.price)}` : `trigger ${price(row.triggerPrice)}`],
    [
      "sent",
      row.submittedAt === null ? { text: "not yet", tone: "warn" } : instantText(row.submittedAt),
      row.venueOrderId === null ? "" : `venue id ${row.venueOrderId}`,
    ],
    [
      "ack",
      row.acknowledgedAt === null
        ? { text: row.status === "unknown" ? "NONE" : "none", tone: "warn" }
        : instantText(row.acknowledgedAt),
      gapMs(row.submittedAt, row.acknowledgedAt),
    ],
    [
      "fills",
      filled
        ? `${quantity(row.filledQty)} @ ${price(row.averagePrice)}  fee ${money(row.fees)}  maker ${quantity(row.makerQty)}  slip ${bp(row.shortfallBps)} (expected ${bp(row.expectedCostBps)})`
        : { text: "nothing", tone: "dim" },
    ],
    [
      "end",
      isOver ? instantText(row.finishedAt) : "",
      { text: `${row.status}${row.reason === null ? "" : `: ${row.reason}`}`, tone: statusTone(row.status) },
    ],
  ]);
  if (row.status === "unknown") {
    body.write(1, below, "UNKNOWN: sent, not acknowledged, not found yet. It counts as exposure.", "bad");
  }
}
