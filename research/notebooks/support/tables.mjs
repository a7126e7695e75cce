// Tables of runs as columns, for notebooks.
import { readFileSync } from "node:fs";
import { openParquet } from "../../../dist/core/adapters/parquet/columns.js";
import { runFolder } from "./notebook.mjs";

/** Number columns of a Parquet file in a run's folder, as { name: Float64Array }. */
export async function columnsOfRun(id, file, names) {
  const path = `${runFolder(id)}/${file}`;
  const table = await openParquet(readFileSync(path), path);
  return table.readColumns(names);
}

/** NAV of a run as a line of a chart, in multiples of its first. */
export async function growthLine(name, id) {
  const { at_ms: atMs, nav } = await columnsOfRun(id, "equity.parquet", ["at_ms", "nav"]);
  return { name, atMs: [...atMs], values: nav.map((value) => value / nav[0]) };
}

/** A table with a first column of names and figures after it. */
export function table(caption, titles, rows) {
  const columns = titles.map((title, at) => ({ title, align: at === 0 ? "text" : "figure" }));
  return { kind: "table", caption, columns, rows };
}

/** Figures in boxes: [label, text, note]. */
export function figures(items) {
  return {
    kind: "figures",
    items: items.map(([label, text, note]) => ({ label, cell: { text }, ...(note === undefined ? {} : { note }) })),
  };
}

export function text(sentence) {
  return { kind: "text", text: sentence };
}

/**
 * Best value over all other parameters for each pair of two, painted by its share of the largest: a plateau is an even
 * colour, luck is a lone dot. columns: those of results.parquet.
 */
export function heatMap(caption, columns, { down, across, of, format }) {
  const distinct = (values) => [...new Set(values)].sort((a, b) => a - b);
  const largest = Math.max(...columns[of].filter(Number.isFinite).map(Math.abs));
  const best = new Map();
  columns[of].forEach((value, row) => {
    const key = `${columns[down][row]} ${columns[across][row]}`;
    if (Number.isFinite(value) && !(best.get(key) >= value)) best.set(key, value);
  });
  const xs = distinct(columns[across]);
  const rows = distinct(columns[down]).map((y) => [
    String(y),
    ...xs.map((x) => {
      const value = best.get(`${y} ${x}`);
      return value === undefined ? "" : { text: format(value), heat: value / largest };
    }),
  ]);
  return table(caption, [`${down} \\ ${across}`, ...xs.map(String)], rows);
}
