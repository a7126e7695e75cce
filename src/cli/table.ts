import { layOut, type MeasuredColumn } from "./table-layout.js";
import { cleanText, cutText, padEnd, padStart, visibleWidth, wrapText } from "../core/lib/text.js";
import type { Tint, Tone } from "./tint.js";

export interface Cell {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

export interface Column<Row> {
  readonly title: string;
  /** Default left. "decimal" lines up the decimal points. */
  readonly align?: "left" | "right" | "decimal";
  readonly cell: (row: Row) => Cell | string;
  /** A text may be cut to this width where the terminal is narrow. Numbers are never cut. */
  readonly minWidth?: number;
  /** Columns that may leave a narrow terminal, lowest first; without it a column always stays. */
  readonly leaves?: number;
}

interface Table<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly width: number;
  readonly tint: Tint;
}

interface MeasuredCells extends MeasuredColumn {
  readonly align: "left" | "right" | "decimal";
  readonly cells: readonly Cell[];
}

type Frame = Pick<Table<never>, "width" | "tint">;

const GAP = "  ";

function rowNumbers(columns: readonly MeasuredCells[]): readonly number[] {
  return columns[0]?.cells.map((_cell, index) => index) ?? [];
}

function cellOf<Row>(column: Column<Row>, row: Row): Cell {
  const cell = column.cell(row);
  return typeof cell === "string" ? { text: cleanText(cell) } : { text: cleanText(cell.text), tone: cell.tone };
}

/** Width behind the integer part of a number: point, decimals and unit. */
function tailWidth(text: string): number {
  const match = /^[-+]?[\d,]*\d/.exec(text);
  return match === null ? 0 : text.length - match[0].length;
}

/** Pads the tails to one width, so that right alignment puts the points below each other. */
function alignDecimals(cells: readonly Cell[]): readonly Cell[] {
  const widest = Math.max(0, ...cells.map(({ text }) => tailWidth(text)));
  return cells.map((cell) => ({ ...cell, text: cell.text + " ".repeat(widest - tailWidth(cell.text)) }));
}

function measure<Row>(column: Column<Row>, rows: readonly Row[]): MeasuredCells {
  const align = column.align ?? "left";
  const raw = rows.map((row) => cellOf(column, row));
  const cells = align === "decimal" ? alignDecimals(raw) : raw;
  return {
    title: column.title,
    align,
    cells,
    width: cells.reduce((widest, { text }) => Math.max(widest, visibleWidth(text)), visibleWidth(column.title)),
    minWidth: align === "left" ? column.minWidth : undefined,
    leaves: column.leaves,
  };
}

function place(text: string, column: MeasuredCells): string {
  const fitting = cutText(text, column.width);
  return column.align === "left" ? padEnd(fitting, column.width) : padStart(fitting, column.width);
}

/** Too narrow for a table: one line a figure, nothing left out. */
function renderCards(columns: readonly MeasuredCells[], { width, tint }: Frame): readonly string[] {
  const titleWidth = Math.min(
    Math.max(0, ...columns.map(({ title }) => visibleWidth(title))),
    Math.floor(width / 2) - 2,
  );
  return rowNumbers(columns).flatMap((index) => [
    ...(index > 0 ? [""] : []),
    ...columns.flatMap((column) => {
      const { text, tone } = column.cells[index] ?? { text: "" };
      return wrapText(text.trim(), width - titleWidth - GAP.length).map((line, part) => {
        const title = padEnd(part === 0 ? cutText(column.title, titleWidth) : "", titleWidth);
        return `${tint(title, "dim")}${GAP}${tone === undefined ? line : tint(line, tone)}`.trimEnd();
      });
    }),
  ]);
}

function renderRows(columns: readonly MeasuredCells[], { tint }: Frame): readonly string[] {
  const heading = columns.map((column) => place(column.title, column)).join(GAP);
  const lines = rowNumbers(columns).map((index) =>
    columns
      .map((column) => {
        const { text, tone } = column.cells[index] ?? { text: "" };
        const placed = place(text, column);
        return tone === undefined ? placed : tint(placed, tone);
      })
      .join(GAP)
      .trimEnd(),
  );
  return [tint(heading.trimEnd(), "title"), ...lines];
}

/**
 * Lines of a table, none wider than the terminal. A narrow one first gets shorter texts, then fewer columns
 * (named below the table), at last one line a figure. A number is shown whole or not at all.
 */
export function renderTable<Row>(table: Table<Row>): readonly string[] {
  const measured = table.columns.map((column) => measure(column, table.rows));
  const layout = layOut(measured, table.width, GAP.length);
  if (layout === null) return renderCards(measured, table);
  const lines = renderRows(layout.columns, table);
  if (layout.left.length === 0) return lines;
  const note = `not shown at ${String(table.width)} columns: ${layout.left.join(", ")}`;
  return [...lines, ...wrapText(note, table.width).map((line) => table.tint(line, "dim"))];
}
