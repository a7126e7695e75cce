import type { Chart } from "./chart.js";
import type { Histogram } from "./histogram.js";

/** How a cell is painted beside its text; a heat of −1 … 1 is a share of the table's largest figure. */
export interface Cell {
  readonly text: string;
  readonly tone?: "good" | "bad";
  readonly heat?: number;
}

export interface Table {
  readonly kind: "table";
  /** Says what the table shows to whoever hears it read. */
  readonly caption: string;
  /** Texts are left, figures right. */
  readonly columns: readonly { readonly title: string; readonly align: "text" | "figure" }[];
  readonly rows: readonly (readonly (Cell | string)[])[];
}

/** A part of a report. Markdown and HTML paint the same parts. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "code"; readonly text: string }
  | {
      readonly kind: "figures";
      readonly items: readonly { readonly label: string; readonly cell: Cell; readonly note?: string }[];
    }
  | { readonly kind: "chart"; readonly chart: Chart; readonly data?: ChartData }
  | { readonly kind: "histogram"; readonly histogram: Histogram; readonly data?: ChartData }
  /** A file inside the page; Markdown leaves it out. */
  | { readonly kind: "download"; readonly name: string; readonly label: string; readonly text: string }
  /** Short tables that stand beside each other where there is room. */
  | { readonly kind: "tables"; readonly tables: readonly Table[] }
  | Table;

/** What a drawing shows, for whoever reads figures: a table to unfold, and all of it as a file. */
export interface ChartData {
  readonly table: Table;
  readonly file?: { readonly name: string; readonly text: string };
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Page {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle: string;
  /** A word that must not be missed, before the title: whether this is money or paper. */
  readonly badge?: string;
  /** What a reader who checks needs, as names and values under the title. */
  readonly facts?: readonly (readonly [name: string, value: string])[];
  /** What must be read before any figure. */
  readonly notice: string;
  readonly sections: readonly Section[];
}

/** Figures by their names, one a row. */
export function figureTable(caption: string, rows: Table["rows"]): Table {
  return { kind: "table", caption, columns: columnsOf(["figure", "value"]), rows };
}

/** Columns by their titles; the first is a text, the others are figures unless they are named. */
export function columnsOf(titles: readonly string[], texts: readonly string[] = titles.slice(0, 1)): Table["columns"] {
  return titles.map((title) => ({ title, align: texts.includes(title) ? "text" : "figure" }));
}
