import { bps, count, money, percent, utc } from "../../core/lib/format.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { cleanText, padEnd } from "../../core/lib/text.js";
import type { NewestView, RouteView } from "./router-view.js";
import { qualityTone } from "./tones.js";

const NEWEST: readonly Column<NewestView>[] = [
  { title: "decided", cell: ({ at }) => utc(at) },
  { title: "order", cell: ({ side, purpose, style }) => `${style} ${purpose} ${side}` },
  { title: "USD", align: "decimal", cell: ({ notionalUsd }) => money(notionalUsd.toFixed(2), 0) },
  { title: "filled", align: "right", cell: ({ filledShare }) => percent(filledShare, 0), leaves: 1 },
  { title: "delay", align: "decimal", cell: ({ delayBps }) => bps(delayBps), leaves: 2 },
  { title: "spread", align: "decimal", cell: ({ spreadBps }) => bps(spreadBps), leaves: 2 },
  { title: "impact", align: "decimal", cell: ({ impactBps }) => bps(impactBps), leaves: 2 },
  { title: "fee", align: "decimal", cell: ({ feeBps }) => bps(feeBps), leaves: 2 },
  { title: "bps", align: "decimal", cell: ({ totalBps }) => bps(totalBps) },
];

const LABEL_WIDTH = 11;

/** Everything about one symbol: what holds, why, since when, what it cost and what to change. */
export function routeDetail(route: RouteView, paper: Paper): readonly string[] {
  const line = (label: string, sentence: string): readonly string[] =>
    paper
      .wrap(`${"_".repeat(LABEL_WIDTH)}${sentence}`)
      .map((text, index) =>
        index === 0 ? `${paper.tint(padEnd(label, LABEL_WIDTH), "dim")}${text.slice(LABEL_WIDTH)}` : `  ${text}`,
      );
  const change = route.lastChange;
  const moved = route.offsetChange;
  const title = `${cleanText(route.symbol)} ${cleanText(route.account)}`;
  return [
    `${paper.tint(title, "strong")}  ${paper.tint(cleanText(route.quality), qualityTone(route.quality) ?? "dim")}`,
    ...line("quality", `${route.reason}; ${newRisk(route)}`),
    ...(change === null ? [] : line("", `${change.from} → ${change.to} ${utc(change.at)}: ${change.reason}`)),
    ...policyLines(route, line),
    ...line("offset", route.offsetBps === null ? "n/a" : `${bps(route.offsetBps)} bps: ${route.offsetReason ?? ""}`),
    ...(moved === null
      ? []
      : line("", `${bps(moved.fromBps)} → ${bps(moved.toBps)} ${utc(moved.at)}: ${moved.reason}`)),
    ...line("orders", figures(route)),
    ...line("latency", `ack p50 ${count(route.ackP50Ms)} ms, p95 ${count(route.ackP95Ms)} ms`),
    ...line("shortfall", shortfall(route)),
    ...route.suggestions.flatMap(({ setting, from, to, bounds, rationale }) =>
      line(
        "suggestion",
        `${setting} ${String(from)} → ${String(to)}${bounds === null ? "" : ` (${bounds.join("…")})`}: ${rationale}`,
      ),
    ),
    ...(route.shortfall.newest.length === 0
      ? []
      : ["", ...renderTable({ columns: NEWEST, rows: route.shortfall.newest, ...paper })]),
  ];
}

function newRisk({ newRisk: { allowed, probe } }: RouteView): string {
  if (!allowed) return "takes no new risk until it has rested";
  return probe ? "the next entry is a probe" : "takes new risk";
}

function policyLines(
  { policy }: RouteView,
  line: (label: string, sentence: string) => readonly string[],
): readonly string[] {
  if (policy === null) return line("policy", "n/a before the first bar");
  const { entry, exit, protective, makerTimeoutSeconds, maxSlippageBps: limit } = policy;
  const inWords = ({ style, reason }: { readonly style: string; readonly reason: string }, limitBps: number): string =>
    `${style} (${reason.replaceAll("_", " ")}, limit ${bps(limitBps)} bps)`;
  return [
    ...line("entries", `${inWords(entry, limit.entry)}, maker time-out ${count(makerTimeoutSeconds)} s`),
    ...line("exits", `${inWords(exit, limit.exit)}; protective ${inWords(protective, limit.protective)}`),
    ...line("expected", `maker ${bps(policy.expectedMakerBps)} bps, taker ${bps(policy.expectedTakerBps)} bps`),
  ];
}

function figures(route: RouteView): string {
  const fill = `${count(route.orders)}, ${count(route.makerOrders)} maker: fill ${percent(route.makerFillRatio, 0)}`;
  const ratios = `fallback ${percent(route.fallbackRatio, 0)}, reject ${percent(route.rejectRatio, 0)}`;
  const slippage = `slippage p50 ${bps(route.slippageP50Bps)}, p95 ${bps(route.slippageP95Bps)} bps`;
  return `${fill}, ${ratios}, ${slippage}, markout ${bps(route.markoutBps)} bps of ${count(route.markoutFills)} fills`;
}

function shortfall({ shortfall: cost }: RouteView): string {
  if (cost.intents === 0) return "no filled intent yet";
  const parts = `delay ${bps(cost.delayBps)}, spread ${bps(cost.spreadBps)}, impact ${bps(cost.impactBps)}, fee ${bps(cost.feeBps)}`;
  const paid = `paid as maker first ${bps(cost.makerFirstBps)}, as taker ${bps(cost.takerBps)}`;
  return `${bps(cost.totalBps)} bps over ${count(cost.intents)} intents (${parts}); ${paid}`;
}
