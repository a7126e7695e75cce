import { type DataKind, type SeriesRows, timeColumn, valueColumns } from "../../domain/data-series.js";

/**
 * A series as CSV with a header: times in epoch ms, numbers in the shortest form that reads back as the same double,
 * nothing for a value that is not known.
 */
export function writeCsv(kind: DataKind, { timesMs, values }: SeriesRows): Uint8Array {
  const lines = [[timeColumn(kind), ...valueColumns(kind)].join(",")];
  for (const [row, timeMs] of timesMs.entries()) {
    const cells = values.map((column) => {
      const value = column[row] ?? NaN;
      return Number.isNaN(value) ? "" : String(value);
    });
    lines.push([String(timeMs), ...cells].join(","));
  }
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}
