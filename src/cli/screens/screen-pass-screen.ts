import { dropUnit } from "../../core/domain/drop-units.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";
import { cleanText, wrapText } from "../../core/lib/text.js";
import { comparison, lastName } from "./drop-figures.js";
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

/** What a cycle would make of a wish now. */
interface FateView {
  readonly strategy: string;
  readonly symbol: string;
  readonly kind: "order" | "dropped" | "refused";
  readonly reason: string;
}

interface Wish extends ProtoView {
  readonly fate: FateView | null;
}

export interface ScreenPassView {
  readonly mode: string;
  readonly at: string;
  readonly protoIntents: readonly ProtoView[];
  readonly dropped: readonly DropView[];
  /** Left out where nobody asked. */
  readonly fates?: readonly FateView[];
}

function fateText({ kind, reason }: FateView): string {
  const text = reason.replaceAll("_", " ");
  return kind === "order" ? `order: ${text}` : kind === "refused" ? `refused by ${text}` : text;
}

const PROTO: readonly Column<Wish>[] = [
  { title: "wants", cell: ({ side }) => ({ text: side, tone: side === "buy" ? "good" : "bad" }) },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "strategy", cell: ({ strategy }) => strategy, leaves: 1 },
  { title: "strength", align: "decimal", cell: ({ strength }) => strength.toFixed(2) },
  {
    title: "what follows",
    cell: ({ fate }) =>
      fate === null ? "" : { text: cleanText(fateText(fate)), tone: fate.kind === "order" ? "good" : "dim" },
  },
];

const WHY: Column<Wish> = { title: "why", cell: ({ reasons }) => reasons.join("; "), minWidth: 12 };

function why({ reason, detail }: DropView): string {
  return detail === null ? "" : comparison(detail.measured, detail.limit, dropUnit(reason, detail.setting));
}

const DROPS: readonly Column<DropView>[] = [
  { title: "dropped", cell: ({ reason }) => reason.replaceAll("_", " ") },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "strategy", cell: ({ strategy }) => strategy, leaves: 2 },
  { title: "measured vs limit", cell: why },
  { title: "setting", cell: ({ detail }) => (detail === null ? "" : lastName(detail.setting)), leaves: 1 },
];

/** Whole paths of the settings that the table names by their last part, each once. */
function pathLines({ dropped }: ScreenPassView, { width, tint }: Paper): readonly string[] {
  const paths = new Set(dropped.flatMap(({ detail }) => (detail === null ? [] : [cleanText(detail.setting)])));
  return [...paths].flatMap((path) =>
    wrapText(path, width - 2).map((line, part) => tint(`${part === 0 ? "· " : "  "}${line}`, "dim")),
  );
}

/** Every reason of a wish, below its row: the sentence is what the table is asked for. */
function wantLines(protoIntents: readonly Wish[], paper: Paper): readonly string[] {
  const [heading = "", ...rows] = renderTable({ columns: PROTO, rows: protoIntents, ...paper });
  // Too narrow for that: a card a wish, or a note below the table.
  if (rows.length !== protoIntents.length)
    return renderTable({ columns: [...PROTO, WHY], rows: protoIntents, ...paper });
  const reasons = protoIntents.map((proto) => wrapText(cleanText(proto.reasons.join("; ")), paper.width - 2));
  return [heading, ...rows.flatMap((row, at) => [row, ...(reasons[at] ?? []).map((line) => `  ${line}`)])];
}

function wishesOf({ protoIntents, fates = [] }: ScreenPassView): readonly Wish[] {
  return protoIntents.map((proto) => {
    const fate = fates.find(({ strategy, symbol }) => strategy === proto.strategy && symbol === proto.symbol) ?? null;
    return { ...proto, fate };
  });
}

/** `2 want to trade (1 order: open, 1 slots full)`. */
function wishText(view: ScreenPassView): string {
  const texts = wishesOf(view).flatMap(({ fate }) => (fate === null ? [] : [fateText(fate)]));
  const counted = countedTexts(texts).map(([text, times]) => `${String(times)} ${text}`);
  return `${String(view.protoIntents.length)} want to trade${counted.length === 0 ? "" : ` (${counted.join(", ")})`}`;
}

/** Each text with its number, the most frequent first. */
function countedTexts(texts: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** `11 pairs: 2 want to trade, dropped holding × 5, …`. */
function summaryOf(view: ScreenPassView): string {
  const { protoIntents, dropped } = view;
  const counted = countedTexts(dropped.map(({ reason }) => reason)).map(
    ([reason, times]) => `${reason.replaceAll("_", " ")} × ${String(times)}`,
  );
  const pairs = protoIntents.length + dropped.length;
  return `${String(pairs)} pairs: ${wishText(view)}${counted.length === 0 ? "" : `, dropped ${counted.join(", ")}`}`;
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
    ...(protoIntents.length === 0 ? [] : wantLines(wishesOf(view), paper)),
    ...(protoIntents.length === 0 || dropped.length === 0 ? [] : [""]),
    ...(dropped.length === 0 ? [] : renderTable({ columns: DROPS, rows: dropped, ...paper })),
    ...pathLines(view, paper),
    ...paper.wrap(cleanText(summaryOf(view))),
  ];
}
