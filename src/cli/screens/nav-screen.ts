import type { Paper } from "../paper.js";
import { money, percent, signedMoney, signedPercent, utc } from "../../core/lib/format.js";
import { type Column, renderTable } from "../table.js";
import { heading } from "./heading.js";
import { gain } from "./tones.js";

interface NavPointView {
  readonly at: string;
  readonly nav: string;
  readonly wallet: string;
  readonly unrealizedPnl: string;
  readonly drawdown: number;
}

interface NavView {
  readonly mode: string;
  readonly at: string;
  readonly items: readonly NavPointView[];
}

interface NavLine extends NavPointView {
  /** Since the line before; null in the first. */
  readonly change: number | null;
}

/** Lines that a screen shows; a longer series is thinned to every so-many-th point. --json has them all. */
const SHOWN = 30;

const COLUMNS: readonly Column<NavLine>[] = [
  { title: "time", cell: ({ at }) => utc(at) },
  { title: "NAV", align: "decimal", cell: ({ nav }) => money(nav) },
  { title: "change", align: "decimal", cell: ({ change }) => gain(change, signedPercent(change)) },
  {
    title: "unrealised",
    align: "decimal",
    cell: ({ unrealizedPnl }) => gain(unrealizedPnl, signedMoney(unrealizedPnl)),
    leaves: 2,
  },
  { title: "wallet", align: "decimal", cell: ({ wallet }) => money(wallet), leaves: 1 },
  { title: "drawdown", align: "decimal", cell: ({ drawdown }) => percent(drawdown) },
];

/** Every nth point counted back from the newest, so that the newest is always shown. */
function thinned(items: readonly NavPointView[]): { readonly points: readonly NavPointView[]; readonly step: number } {
  const step = Math.max(1, Math.ceil(items.length / SHOWN));
  return { points: items.filter((_point, index) => (items.length - 1 - index) % step === 0), step };
}

function withChange(points: readonly NavPointView[]): readonly NavLine[] {
  return points.map((point, index) => {
    const before = points[index - 1];
    const ratio = before === undefined ? Number.NaN : Number(point.nav) / Number(before.nav) - 1;
    return { ...point, change: Number.isFinite(ratio) ? ratio : null };
  });
}

/** The NAV series for a person. */
export function navScreen(view: NavView, paper: Paper): readonly string[] {
  const title = heading(view, "NAV", paper);
  if (view.items.length === 0) return [title, "no NAV in this time"];
  const { points, step } = thinned(view.items);
  const note = `every ${String(step)}th of ${String(view.items.length)} points: --json has them all`;
  const table = renderTable({ columns: COLUMNS, rows: withChange(points), ...paper });
  return [title, ...table, ...(step > 1 ? paper.wrap(note) : [])];
}
