import type { Paper } from "../paper.js";
import { bps, count, price, quantity, utc } from "../../core/lib/format.js";
import { type Cell, type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";

interface OrderView {
  readonly id: string;
  readonly symbol: string;
  readonly strategy: string;
  readonly side: string;
  readonly purpose: string;
  readonly type: string;
  readonly status: string;
  readonly style: string;
  readonly qty: string | null;
  readonly filledQty: string;
  readonly price: string | null;
  readonly triggerPrice: string | null;
  readonly averagePrice: string | null;
  readonly shortfallBps: number | null;
  readonly intendedAt: string;
  readonly reason: string | null;
}

interface OrdersView {
  readonly mode: string;
  readonly at: string;
  readonly items: readonly OrderView[];
}

/** Newest orders that a screen shows; --json has them all. */
const SHOWN = 50;

function statusCell({ status }: OrderView): Cell {
  const tone = {
    unknown: "bad",
    rejected: "bad",
    filled: "good",
    canceled: "dim",
    expired: "dim",
    abandoned: "dim",
  } as const;
  return {
    text: STATUS_TEXTS[status] ?? status.replace("_", " "),
    tone: Object.entries(tone).find(([name]) => name === status)?.[1],
  };
}

/** Short enough for 80 columns: a status or a purpose that is cut off tells nothing. */
const STATUS_TEXTS: Readonly<Record<string, string>> = { acknowledged: "resting", partially_filled: "part filled" };
const PURPOSE_TEXTS: Readonly<Record<string, string>> = { disaster_stop: "disaster" };

const purposeText = (purpose: string): string => PURPOSE_TEXTS[purpose] ?? purpose.replace("_", " ");

const COLUMNS: readonly Column<OrderView>[] = [
  { title: "time", cell: ({ intendedAt }) => utc(intendedAt) },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "side", cell: ({ side }) => side },
  { title: "purpose", cell: ({ purpose }) => purposeText(purpose), minWidth: 8, leaves: 7 },
  { title: "qty", align: "decimal", cell: ({ qty }) => (qty === null ? "all" : quantity(qty)) },
  { title: "filled", align: "decimal", cell: ({ filledQty }) => quantity(filledQty), leaves: 5 },
  {
    title: "price",
    align: "decimal",
    cell: (order) => price(order.averagePrice ?? order.price ?? order.triggerPrice),
    leaves: 8,
  },
  { title: "status", cell: statusCell, minWidth: 8 },
  { title: "cost bps", align: "decimal", cell: ({ shortfallBps }) => bps(shortfallBps), leaves: 4 },
  { title: "type", cell: ({ type }) => type.replace("_", " "), minWidth: 6, leaves: 2 },
  { title: "style", cell: ({ style }) => style, leaves: 3 },
  { title: "strategy", cell: ({ strategy }) => strategy, minWidth: 6, leaves: 2 },
  { title: "id", cell: ({ id }) => id, leaves: 6 },
  { title: "reason", cell: ({ reason }) => reason ?? "", minWidth: 8, leaves: 1 },
];

/** Newest orders for a person; a price is the average of the fills, else the limit, else the trigger. */
export function ordersScreen(view: OrdersView, paper: Paper): readonly string[] {
  const title = heading(view, "orders", paper);
  if (view.items.length === 0) return [title, "no order"];
  const rows = view.items.slice(-SHOWN);
  const hidden = view.items.length - rows.length;
  const newest = `newest ${count(rows.length)} of ${count(view.items.length)}: --json has them all`;
  const note = hidden > 0 ? paper.wrap(newest).map((line) => paper.tint(line, "dim")) : [];
  return [title, ...renderTable({ columns: COLUMNS, rows, ...paper }), ...note];
}
