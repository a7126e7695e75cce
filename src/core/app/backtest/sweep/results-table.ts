import type { TableColumn } from "../../../adapters/parquet/table-bytes.js";
import { SYMBOL_AXIS } from "../../../research/sweep/symbol-axis.js";
import type { SweepRow } from "../../../research/sweep/sweep-document.js";

/** One row a combination: its parameters (its market where these are an axis), then its metrics; what is unknown is NaN. */
export function resultColumns(rows: readonly SweepRow[]): readonly TableColumn[] {
  const [first] = rows;
  const column = (name: string, values: readonly (number | null)[]): TableColumn => ({
    name,
    kind: "double",
    values: values.map((value) => value ?? Number.NaN),
  });
  return [
    ...Object.keys(first?.params ?? {}).map((name) => {
      const values = rows.map(({ params }) => params[name] ?? Number.NaN);
      return name === SYMBOL_AXIS
        ? ({ name, kind: "text", values: values.map(String) } as const)
        : column(name, values.map(Number));
    }),
    ...Object.keys(first?.metrics ?? {}).map((name) => {
      const key = name as keyof SweepRow["metrics"];
      return column(
        name,
        rows.map(({ metrics }) => metrics[key]),
      );
    }),
  ];
}
