import { cleanText, cutText, padEnd, padStart, visibleWidth } from "../../core/lib/text.js";
import type { Pane, Span } from "./pane.js";

export interface TableColumn<Row> {
  readonly title: string;
  readonly align?: "right";
  readonly cell: (row: Row) => Span;
  /** Rank among the columns that leave a narrow table, 1 first; left out: it stays. */
  readonly leaves?: number;
  /** A text may be cut to this; a number is whole or `####`. */
  readonly least?: number;
}

export interface TableRows<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  /** Index of the row under the cursor; null where none is. */
  readonly cursor: number | null;
  /** What is said where there are no rows. */
  readonly none: string;
  /** Columns that make room for those which do not fit, from the left; those that always stay are not counted. */
  readonly shift?: number;
}

interface Measured<Row> {
  readonly column: TableColumn<Row>;
  readonly width: number;
}

const GAP = 1;

function measure<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): Measured<Row>[] {
  return columns.map((column) => ({
    column,
    width: rows.reduce(
      (widest, row) => Math.max(widest, visibleWidth(cleanText(column.cell(row).text))),
      column.title.length,
    ),
  }));
}

const total = (columns: readonly { readonly width: number }[]): number =>
  columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/** Texts give way first, then whole columns in their declared order. */
function fitted<Row>(columns: readonly Measured<Row>[], room: number): readonly Measured<Row>[] {
  let staying = columns;
  for (;;) {
    const excess = total(staying) - room;
    if (excess <= 0) return staying;
    const spare = staying.reduce((sum, one) => sum + spareOf(one), 0);
    if (spare >= excess) return shrunk(staying, excess);
    const ranks = staying.map(({ column }) => column.leaves ?? Infinity);
    const lowest = Math.min(...ranks);
    if (lowest === Infinity) return shrunk(staying, spare);
    const leaving = ranks.indexOf(lowest);
    staying = staying.filter((_, index) => index !== leaving);
  }
}

function spareOf<Row>({ column, width }: Measured<Row>): number {
  return column.least === undefined ? 0 : Math.max(0, width - column.least);
}

function shrunk<Row>(columns: readonly Measured<Row>[], excess: number): readonly Measured<Row>[] {
  const widths = columns.map(({ width }) => width);
  for (let step = 0; step < excess; step++) {
    const spares = columns.map((one, index) => spareOf({ ...one, width: widths[index] ?? 0 }));
    const widest = spares.indexOf(Math.max(...spares));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return columns.map((one, index) => ({ ...one, width: widths[index] ?? 0 }));
}

/** Without the first ones that may leave, while something else has no room. */
function withoutFirst<Row>(columns: readonly Measured<Row>[], room: number, shift: number): readonly Measured<Row>[] {
  let staying = columns;
  for (let step = 0; step < shift && fitted(staying, room).length < staying.length; step++) {
    const leaving = staying.findIndex(({ column }) => column.leaves !== undefined);
    staying = staying.filter((_, index) => index !== leaving);
  }
  return staying;
}

/** First row shown so that the cursor stays in sight. */
export function firstVisible(cursor: number | null, rows: number, height: number): number {
  if (cursor === null || rows <= height) return 0;
  return Math.min(Math.max(0, cursor - Math.floor(height / 2)), rows - height);
}

/** Draws heading and rows; returns the number of rows that found room. */
export function drawTable<Row>(pane: Pane, { columns, rows, cursor, none, shift = 0 }: TableRows<Row>): number {
  if (rows.length === 0) {
    pane.write(1, 0, none, "dim");
    return 0;
  }
  const height = pane.height - 1;
  const first = firstVisible(cursor, rows.length, height);
  const visible = rows.slice(first, first + height);
  // Measured over what is in sight and around it, so that columns do not jump with every row.
  const measured = measure(columns, rows.slice(Math.max(0, first - height), first + 2 * height));
  const layout = fitted(withoutFirst(measured, pane.width - 1, shift), pane.width - 1);
  drawRow(pane, 0, layout, ({ column }) => ({ text: column.title, tone: "dim" }));
  visible.forEach((row, index) => {
    drawRow(pane, index + 1, layout, ({ column }) => column.cell(row));
    if (first + index === cursor) pane.select(index + 1);
  });
  return visible.length;
}

function drawRow<Row>(
  pane: Pane,
  y: number,
  layout: readonly Measured<Row>[],
  spanOf: (one: Measured<Row>) => Span,
): void {
  let x = 1;
  for (const one of layout) {
    const { text, tone } = spanOf(one);
    // A mark that is not set has no look either.
    pane.write(x, y, placed(cleanText(text), one), text.trim() === "" ? "plain" : tone);
    x += one.width + GAP;
  }
}

function placed<Row>(text: string, { column, width }: Measured<Row>): string {
  if (column.align === "right") return visibleWidth(text) > width ? "#".repeat(width) : padStart(text, width);
  return padEnd(cutText(text, width), width);
}
