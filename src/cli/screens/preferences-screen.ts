import { cleanText } from "../../core/lib/text.js";
import type { Paper } from "../paper.js";
import { type Column, renderTable } from "../table.js";

interface PreferencesView {
  readonly path: string;
  readonly values: Readonly<Partial<Record<string, string>>>;
}

const COLUMNS: readonly Column<readonly [string, string | undefined]>[] = [
  { title: "preference", cell: ([name]) => name },
  { title: "value", cell: ([, value]) => value ?? "" },
];

export function preferencesScreen(view: PreferencesView, paper: Paper): readonly string[] {
  return renderTable({ columns: COLUMNS, rows: Object.entries(view.values), ...paper });
}

export function pathScreen(path: string): readonly string[] {
  return [cleanText(path)];
}
