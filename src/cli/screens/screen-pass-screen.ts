import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { cleanText } from "../text.js";
import { heading } from "./heading.js";

interface DropView {
  readonly strategy: string;
  readonly symbol: string;
  readonly reason: string;
  readonly detail: { readonly measured: number; readonly limit: number; readonly setting: string } | null;
}

interface ProtoView {
  readonly strategy: string;
  readonly symbol: string;
  readonly side: string;
  readonly strength: number;
  readonly reasons: readonly string[];
}

export interface ScreenPassView {
  readonly mode: string;
  readonly at: string;
  readonly protoIntents: readonly ProtoView[];
  readonly dropped: readonly DropView[];
}

const PROTO: readonly Column<ProtoView>[] = [
  { title: "wants", cell: ({ side }) => ({ text: side, tone: side === "buy" ? "good" : "bad" }) },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "strategy", cell: ({ strategy }) => strategy, leaves: 1 },
  { title: "strength", align: "decimal", cell: ({ strength }) => strength.toFixed(2) },
  { title: "why", cell: ({ reasons }) => reasons.join("; "), minWidth: 12 },
];

/** Four digits that say something: measures of drops have all kinds of units. */
function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function why({ detail }: DropView): string {
  return detail === null ? "" : `${figure(detail.measured)} against ${figure(detail.limit)}`;
}

const DROPS: readonly Column<DropView>[] = [
  { title: "dropped", cell: ({ reason }) => reason.replaceAll("_", " ") },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "strategy", cell: ({ strategy }) => strategy, leaves: 2 },
  { title: "measured against limit", cell: why },
  { title: "setting", cell: ({ detail }) => detail?.setting ?? "", minWidth: 10, leaves: 1 },
];

/** `11 pairs: 2 want to trade, dropped holding × 5, …`. */
function summaryOf({ protoIntents, dropped }: ScreenPassView): string {
  const reasons = new Map<string, number>();
  for (const { reason } of dropped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const counted = [...reasons]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason.replaceAll("_", " ")} × ${String(times)}`);
  const pairs = protoIntents.length + dropped.length;
  return `${String(pairs)} pairs: ${String(protoIntents.length)} want to trade${counted.length === 0 ? "" : `, dropped ${counted.join(", ")}`}`;
}

/** A whole pass in one line, for what is no terminal. */
export function screenPassLine(view: ScreenPassView): string {
  const wants = view.protoIntents.map(
    ({ side, symbol, strategy, strength }) => `${side} ${symbol} ${strategy} ${strength.toFixed(2)}`,
  );
  const text = `${view.at} ${summaryOf(view)}${wants.length === 0 ? "" : ` (${wants.join("; ")})`}`;
  return cleanText(text);
}

/** Who wants to trade, and why all others don't. */
export function screenPassScreen(view: ScreenPassView, paper: Paper): readonly string[] {
  const { protoIntents, dropped } = view;
  return [
    heading(view, "screen", paper),
    ...(protoIntents.length === 0 ? [] : renderTable({ columns: PROTO, rows: protoIntents, ...paper })),
    ...(protoIntents.length === 0 || dropped.length === 0 ? [] : [""]),
    ...(dropped.length === 0 ? [] : renderTable({ columns: DROPS, rows: dropped, ...paper })),
    ...paper.wrap(cleanText(summaryOf(view))),
  ];
}
