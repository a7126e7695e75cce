/** Lines of cells; texts of ours hold no comma, quote or line break. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}

/** Days of a chart. */
export function daysCsv(
  days: readonly string[],
  columns: readonly (readonly [name: string, values: ArrayLike<number>])[],
): string {
  const cell = (value: number | undefined): string => (Number.isFinite(value) ? String(value) : "");
  return csv(
    ["day", ...columns.map(([name]) => name)],
    days.map((day, row) => [day, ...columns.map(([, values]) => cell(values[row]))]),
  );
}
