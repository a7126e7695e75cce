/** Dots of a braille cell by column and row; U+2800 is the blank one. */
const DOTS = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const BRAILLE = 0x2800;
/** From the bottom of a cell to its top. */
const HEIGHTS = ["_", ".", "-", "'"] as const;

export interface PlotRange {
  readonly low: number;
  readonly high: number;
}

/** The span of the values that are known, a little room on both sides; null where none is. */
export function rangeOf(series: readonly (readonly (number | null)[])[], around?: number): PlotRange | null {
  const known = series.flat().filter((value): value is number => value !== null && Number.isFinite(value));
  if (around !== undefined) known.push(around);
  if (known.length === 0) return null;
  let [low, high] = [Infinity, -Infinity];
  for (const value of known) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const room = high > low ? (high - low) * 0.05 : Math.max(Math.abs(high) * 0.01, 1e-9);
  return { low: low - room, high: high + room };
}

/** Row of dots, 0 at the top. */
function dotRow(value: number, { low, high }: PlotRange, rows: number): number {
  const share = (value - low) / (high - low);
  return Math.min(rows - 1, Math.max(0, Math.round((1 - share) * (rows - 1))));
}

/** One value a column of dots: the last one of those that fall on it, so that only the newest column moves. */
export function bucketed(values: readonly (number | null)[], columns: number): readonly (number | null)[] {
  if (values.length <= columns) {
    if (values.length < 2) return values;
    return Array.from({ length: columns }, (_, column) => {
      return values[Math.min(values.length - 1, Math.floor((column * values.length) / columns))] ?? null;
    });
  }
  return Array.from({ length: columns }, (_, column) => {
    return values[Math.floor(((column + 1) * values.length) / columns) - 1] ?? null;
  });
}

export interface PlotSize {
  readonly width: number;
  readonly height: number;
  readonly unicode: boolean;
}

/** A line through the values as rows of text, oldest value on the left; blank where nothing is known. */
export function plot(values: readonly (number | null)[], range: PlotRange, size: PlotSize): readonly string[] {
  return size.unicode ? braillePlot(values, range, size) : asciiPlot(values, range, size);
}

function braillePlot(values: readonly (number | null)[], range: PlotRange, { width, height }: PlotSize): string[] {
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  const rows = height * 4;
  let previous: number | null = null;
  bucketed(values, width * 2).forEach((value, column) => {
    const row = value === null || !Number.isFinite(value) ? null : dotRow(value, range, rows);
    if (row !== null) {
      const from = previous ?? row;
      for (let y = Math.min(from, row); y <= Math.max(from, row); y++) setDot(cells, column, y);
    }
    previous = row;
  });
  return cells.map((line) =>
    Array.from(line, (dots) => (dots === 0 ? " " : String.fromCharCode(BRAILLE + dots))).join(""),
  );
}

function setDot(cells: readonly Uint8Array[], column: number, row: number): void {
  const line = cells[row >> 2];
  const cell = column >> 1;
  if (line === undefined || cell >= line.length) return;
  line[cell] = (line[cell] ?? 0) | DOTS[(column & 1) as 0 | 1][(row & 3) as 0 | 1 | 2 | 3];
}

function asciiPlot(values: readonly (number | null)[], range: PlotRange, { width, height }: PlotSize): string[] {
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  bucketed(values, width).forEach((value, column) => {
    if (value === null || !Number.isFinite(value)) return;
    const dot = height * 4 - 1 - dotRow(value, range, height * 4);
    const line = rows[height - 1 - (dot >> 2)];
    if (line !== undefined) line[column] = HEIGHTS[(dot & 3) as 0 | 1 | 2 | 3];
  });
  return rows.map((row) => row.join(""));
}

/** A value in one line of height: `▁▂▅█`, or `_.-'` without Unicode. */
export function sparkline(values: readonly (number | null)[], width: number, unicode: boolean): string {
  const range = rangeOf([values]);
  if (range === null) return "";
  const steps = unicode ? "▁▂▃▄▅▆▇█" : HEIGHTS.join("");
  return bucketed(values, width)
    .map((value) => {
      if (value === null) return " ";
      const share = (value - range.low) / (range.high - range.low);
      return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))] ?? " ";
    })
    .join("");
}
