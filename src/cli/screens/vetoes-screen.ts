import type { Paper } from "../paper.js";
import { measureBoth, money, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";

interface ViolationView {
  readonly rule: string;
  readonly code: string;
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: string;
}

interface VetoView {
  readonly id: string;
  readonly at: string;
  readonly strategy: string;
  readonly symbol: string;
  readonly side: string;
  readonly primary: string;
  readonly vetoes: readonly ViolationView[];
  readonly intent: { readonly purpose: string; readonly notional: string };
}

interface VetoesView {
  readonly mode: string;
  readonly at: string;
  readonly items: readonly VetoView[];
}

/** Newest vetoes that a screen shows; --json has them all. */
const SHOWN = 30;

const primaryOf = ({ primary, vetoes }: VetoView): ViolationView | undefined =>
  vetoes.find(({ rule }) => rule === primary) ?? vetoes[0];

function figuresOf(veto: VetoView): readonly [string, string] {
  const { measured = null, limit = null, unit = "" } = primaryOf(veto) ?? {};
  return measureBoth(measured, limit, unit);
}

const COLUMNS: readonly Column<VetoView>[] = [
  { title: "time", cell: ({ at }) => utc(at) },
  { title: "symbol", cell: ({ symbol }) => symbol },
  { title: "side", cell: ({ side }) => side, leaves: 5 },
  { title: "rule", cell: ({ primary }) => ({ text: primary, tone: "warn" }) },
  { title: "why", cell: (veto) => primaryOf(veto)?.code ?? "", minWidth: 8 },
  {
    title: "measured",
    align: "decimal",
    cell: (veto) => figuresOf(veto)[0],
  },
  {
    title: "limit",
    align: "decimal",
    cell: (veto) => figuresOf(veto)[1],
  },
  { title: "also", cell: (veto) => otherRules(veto), minWidth: 4, leaves: 2 },
  { title: "notional", align: "decimal", cell: ({ intent }) => money(intent.notional, 0), leaves: 3 },
  { title: "strategy", cell: ({ strategy }) => strategy, minWidth: 6, leaves: 1 },
  { title: "id", cell: ({ id }) => id, leaves: 4 },
];

function otherRules({ primary, vetoes }: VetoView): string {
  return [...new Set(vetoes.map(({ rule }) => rule).filter((rule) => rule !== primary))].join(" ");
}

function summary(items: readonly VetoView[]): string {
  const counts = new Map<string, number>();
  for (const { primary } of items) counts.set(primary, (counts.get(primary) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([rule, times]) => `${rule} × ${String(times)}`).join(", ");
}

/** Newest vetoes for a person; `hedge risk explain ID` tells the whole story of one. */
export function vetoesScreen(view: VetoesView, paper: Paper): readonly string[] {
  const title = heading(view, "vetoes", paper);
  if (view.items.length === 0) return [title, "no veto"];
  const rows = view.items.slice(-SHOWN);
  const hidden = view.items.length - rows.length;
  const older = hidden > 0 ? ` (${String(hidden)} older ones: --json has them all)` : "";
  const text = `${String(view.items.length)} vetoes${older}: ${summary(view.items)}`;
  return [title, ...renderTable({ columns: COLUMNS, rows, ...paper }), ...paper.wrap(text)];
}
