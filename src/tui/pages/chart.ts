import type { Pane } from "../paint/pane.js";
import { plot, type PlotRange, rangeOf } from "../paint/plot.js";
import type { Tone } from "../paint/theme.js";

export interface ChartLine {
  readonly values: readonly (number | null)[];
  readonly tone: Tone;
}

interface Chart {
  readonly lines: readonly ChartLine[];
  readonly label: (value: number) => string;
  /** Under the axis: the oldest, the newest. */
  readonly span: readonly [string, string];
  /** A value that is in sight whatever the others are. */
  readonly around?: number;
  /** What is said where nothing is known yet. */
  readonly none?: string;
}

/** Lines over time with labels on the left and the span below. */
export function drawChart(pane: Pane, { lines, label, span, around, none = "nothing to draw yet" }: Chart): void {
  const range = rangeOf(
    lines.map(({ values }) => values),
    around,
  );
  if (range === null) {
    pane.write(1, 0, none, "dim");
    return;
  }
  const { unicode, vertical, horizontal } = pane.theme.signs;
  const rows = Math.max(1, pane.height - 1);
  const labels = labelsOf(range, label, rows);
  const left = Math.max(...labels.map((text) => text.length)) + 1;
  const width = Math.max(1, pane.width - left - 3);
  labels.forEach((text, y) => {
    pane.writeRight(y, text, "dim", left);
    pane.write(left + 1, y, vertical, "dim");
  });
  for (const { values, tone } of lines) {
    plot(values, range, { width, height: rows, unicode }).forEach((text, y) => {
      writeOver(pane, left + 2, y, { text, tone });
    });
  }
  pane.write(left + 1, rows, (unicode ? "└" : "+") + horizontal.repeat(width), "dim");
  pane.write(left + 3, rows, ` ${span[0]} `, "dim");
  pane.writeRight(rows, ` ${span[1]} `, "dim", left + 1 + width);
}

/** Blanks of a later line leave an earlier one as it is. */
function writeOver(pane: Pane, x: number, y: number, { text, tone }: { text: string; tone: Tone }): void {
  for (const match of text.matchAll(/[^ ]+/g)) pane.write(x + match.index, y, match[0], tone);
}

/** At the top, the bottom and, where there is room, the middle. */
function labelsOf({ low, high }: PlotRange, label: (value: number) => string, rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, y) => {
    const isMarked = y === 0 || y === rows - 1 || (rows >= 5 && y === Math.floor(rows / 2));
    return isMarked ? label(rows === 1 ? high : high - ((high - low) * y) / (rows - 1)) : "";
  });
}
