import { bps, count, percent, quantity, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Cell, type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";
import { routeDetail } from "./router-detail.js";
import type { RouterView, RouteView } from "./router-view.js";
import { qualityTone } from "./tones.js";

function qualityCell({ quality, newRisk }: RouteView): Cell {
  const rests = newRisk.allowed ? (newRisk.probe ? " (probe)" : "") : " (rests)";
  return { text: `${quality}${rests}`, tone: qualityTone(quality) };
}

function between(first: string, second: string): string {
  return first === second ? first : `${first}/${second}`;
}

const COLUMNS: readonly Column<RouteView>[] = [
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "account", cell: ({ account }) => account, leaves: 1 },
  { title: "quality", cell: qualityCell },
  { title: "entry", cell: ({ policy }) => policy?.entry.style ?? "" },
  { title: "offset", align: "decimal", cell: ({ offsetBps }) => bps(offsetBps), leaves: 9 },
  { title: "orders", align: "right", cell: ({ orders }) => count(orders), leaves: 8 },
  { title: "fill", align: "right", cell: ({ makerFillRatio }) => percent(makerFillRatio, 0), leaves: 7 },
  { title: "fallbk", align: "right", cell: ({ fallbackRatio }) => percent(fallbackRatio, 0), leaves: 6 },
  { title: "rej", align: "right", cell: ({ rejectRatio }) => percent(rejectRatio, 0), leaves: 5 },
  {
    title: "slip bps",
    align: "right",
    cell: ({ slippageP50Bps, slippageP95Bps }) => between(bps(slippageP50Bps), bps(slippageP95Bps)),
    leaves: 10,
  },
  { title: "markout", align: "decimal", cell: ({ markoutBps }) => bps(markoutBps), leaves: 4 },
  {
    title: "ack ms",
    align: "right",
    cell: ({ ackP50Ms, ackP95Ms }) => between(count(ackP50Ms), count(ackP95Ms)),
    leaves: 11,
  },
  { title: "why", cell: ({ policy }) => policy?.entry.reason.replaceAll("_", " ") ?? "", minWidth: 10, leaves: 2 },
];

function openCircuits({ circuits }: RouterView): readonly string[] {
  return circuits
    .filter(({ state }) => state !== "closed")
    .map(({ venue, endpoints, state }) => `circuit of ${venue} ${endpoints}: ${state.replace("_", " ")}`);
}

function underWay({ schedules }: RouterView): readonly string[] {
  return schedules.map(({ symbol, side, qty, restQty, slices, nextSlice, nextAt }) => {
    const left = `${quantity(restQty)} of ${quantity(qty)} to go`;
    return `slices of ${symbol} ${side}: ${left}, ${count(nextSlice)} of ${count(slices)} at ${utc(nextAt)}`;
  });
}

function suggested({ items }: RouterView): readonly string[] {
  const symbols = items.filter(({ suggestions }) => suggestions.length > 0).map(({ symbol }) => symbol);
  return symbols.length === 0 ? [] : [`suggestions for ${symbols.join(", ")}: --symbol shows them`];
}

/** One line a symbol, figures as p50/p95 where there are two; or everything about one. */
export function routerScreen(view: RouterView, paper: Paper, detailed: boolean): readonly string[] {
  const title = heading(view, "router", paper);
  if (view.items.length === 0) return [title, "no symbol: the session has seen no bar yet"];
  const slices = underWay(view).flatMap((note) => paper.wrap(note));
  const circuits = openCircuits(view).flatMap((note) => paper.wrap(note));
  if (detailed) return [title, ...view.items.flatMap((route) => routeDetail(route, paper)), ...slices, ...circuits];
  const notes = suggested(view);
  return [
    title,
    ...renderTable({ columns: COLUMNS, rows: view.items, ...paper }),
    ...slices,
    ...circuits,
    ...notes.flatMap((note) => paper.wrap(note)),
  ];
}
