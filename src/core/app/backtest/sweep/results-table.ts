import type { TableColumn } from "../../../adapters/parquet/table-bytes.js";
import type { SweepRow } from "../../../research/sweep/sweep-document.js";

/** One row a combination: its parameters, then its metrics; what is unknown is NaN. */
export function resultColumns(rows: readonly SweepRow[]): readonly TableColumn[] {
  const [first] = rows;
  const column = (name: string, values: readonly (number | null)[]): TableColumn => ({
    name,
    kind: "double",
    values: values.map((value) => value ?? Number.NaN),
  });
  return [
    ...Object.keys(first?.params ?? {}).map((name) =>
      column(
        name,
        rows.map(({ params }) => params[name] ?? null),
      ),
    ),
    ...Object.keys(first?.metrics ?? {}).map((name) => {
      const key = name as keyof SweepRow["metrics"];
      return column(
        name,
        rows.map(({ metrics }) => metrics[key]),
      );
    }),
  ];
}
