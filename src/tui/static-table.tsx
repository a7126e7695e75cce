import { createRequire } from "node:module";
import * as ink from "ink";
import type { PropsWithChildren, ReactElement } from "react";

type Row = Readonly<Record<string, string>>;

interface TableProps {
  readonly data: readonly Row[];
  readonly columns: readonly string[];
  readonly header: (props: PropsWithChildren) => ReactElement;
  readonly cell: (props: PropsWithChildren<{ readonly column: number }>) => ReactElement;
  readonly skeleton: (props: PropsWithChildren) => ReactElement;
}

interface TableLook {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

/** A border, a blank on both sides of each cell, and a line between the columns. */
const EDGES = 3;

/**
 * ink-table is CommonJS and asks for Ink, which can't be required: a module that waits while it loads is for `import` alone.
 * It is handed the Ink that is loaded already.
 */
function loadTable(): (props: TableProps) => ReactElement {
  const require = createRequire(import.meta.url);
  const place = require.resolve("ink");
  require.cache[place] ??= Object.assign(Object.create(null) as NodeJS.Module, {
    id: place,
    filename: place,
    loaded: true,
    exports: ink,
  });
  const { default: Table } = require("ink-table") as { readonly default: (props: TableProps) => ReactElement };
  return Table;
}

/** Figures stand right in their column. */
function aligned(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  const widths = new Map(columns.map((name) => [name, widthOf(rows, name)]));
  const isFigure = (text: string): boolean => /^[\d.,-]+$/.test(text);
  return rows.map((row) =>
    Object.fromEntries(
      columns.map((name) => {
        const text = row[name] ?? "";
        return [name, isFigure(text) ? text.padStart(widths.get(name) ?? 0) : text];
      }),
    ),
  );
}

const widthOf = (rows: readonly Row[], name: string): number =>
  Math.max(name.length, ...rows.map((row) => row[name]?.length ?? 0));

/**
 * A small table with borders for a terminal, as lines. All cells are one-column characters; empty where the terminal is too narrow, since
 * a figure that is cut is a wrong one.
 */
export function staticTable(rows: readonly Row[], { width, colour }: TableLook): readonly string[] {
  const columns = Object.keys(rows[0] ?? {});
  const needed = columns.reduce((sum, name) => sum + widthOf(rows, name) + EDGES, 1);
  if (columns.length === 0 || needed > width) return [];
  const Table = loadTable();
  const plain = ({ children }: PropsWithChildren): ReactElement => <ink.Text>{children}</ink.Text>;
  const strong = ({ children }: PropsWithChildren): ReactElement => <ink.Text bold>{children}</ink.Text>;
  const dim = ({ children }: PropsWithChildren): ReactElement => <ink.Text dimColor>{children}</ink.Text>;
  const look = colour
    ? { header: strong, cell: plain, skeleton: dim }
    : { header: plain, cell: plain, skeleton: plain };
  const text = ink.renderToString(<Table data={aligned(rows, columns)} columns={columns} {...look} />, {
    columns: needed,
  });
  return text.split("\n");
}
