import { count, decimal, percent } from "../../page/figures.js";
import type { LiveBlock, Panel } from "../../page/live-page.js";
import { columnsOf, type Table } from "../../page/page.js";
import type { RouterDocument } from "../router.js";

type Row = RouterDocument["items"][number];

/** How orders reach the market, and what that costs. */
export function routerPanel({ items, circuits }: RouterDocument): Panel {
  const traded = items.filter(({ shortfall }) => shortfall.intents > 0);
  const none: LiveBlock = { kind: "text", text: "No order was sent yet." };
  const cut = circuits.filter(({ state }) => state !== "closed");
  const words = cut.map(({ venue, endpoints, state }) => `${venue} ${endpoints}: circuit ${state}`);
  return {
    ...{ id: "router", title: "Router", width: "full" },
    blocks: [
      ...(traded.length === 0 ? [none] : [costChart(traded), healthTable(traded)]),
      ...(words.length === 0 ? [] : [{ kind: "list", items: words } as const]),
    ],
  };
}

/** Cost of the newest intents of all markets by the instant of their decision; one line a side. */
function costChart(items: readonly Row[]): LiveBlock {
  const intents = items
    .flatMap(({ shortfall }) => shortfall.newest)
    .map(({ at, side, totalBps }) => ({ atMs: Date.parse(at), side, totalBps }))
    .sort((a, b) => a.atMs - b.atMs);
  const line = (wanted: string): (number | null)[] =>
    intents.map(({ side, totalBps }) => (side === wanted ? Number(totalBps.toPrecision(4)) : null));
  return {
    kind: "live-chart",
    chart: {
      ...{ id: "shortfall", title: "Implementation shortfall of the newest orders, bps", unit: "bps" },
      description: `Cost of ${count(intents.length)} intents against the price at their decision, fees included; above 0 is a cost.`,
      ...{ area: false, dots: true, atMs: intents.map(({ atMs }) => atMs) },
      lines: [
        { name: "buy", values: line("buy") },
        { name: "sell", values: line("sell") },
      ],
    },
  };
}

function healthTable(items: readonly Row[]): Table {
  const titles = [
    "market",
    "quality",
    "orders",
    "maker fills",
    "rejects",
    "slip p50",
    "slip p95",
    "ack p95",
    "shortfall",
  ];
  return {
    kind: "table",
    caption: "Health by market: slippage and shortfall in bps, acknowledgement in ms",
    columns: columnsOf(titles, ["market", "quality"]),
    rows: items.map((row) => [
      ...[row.symbol, row.newRisk.allowed ? row.quality : { text: `${row.quality}, closed`, tone: "bad" as const }],
      ...[count(row.orders), percent(row.makerFillRatio, 0), percent(row.rejectRatio, 1)],
      ...[decimal(row.slippageP50Bps, 1), decimal(row.slippageP95Bps, 1), decimal(row.ackP95Ms, 0)],
      decimal(row.shortfall.totalBps, 1),
    ]),
  };
}
