import { count } from "../core/lib/format.js";
import type { Paper } from "./paper.js";
import { padEnd, visibleWidth, wrapText } from "../core/lib/text.js";
import type { Tone } from "./tint.js";

const LABEL_WIDTH = 14;

/** A label and what stands behind it. */
export interface Figure {
  readonly label: string;
  /** Figures that stay whole; where a line is full the next one begins with a figure. */
  readonly parts: readonly string[];
  readonly tone?: Tone;
}

const BETWEEN_FIGURES = "   ";

/** Labels in a column, figures behind them. */
export function figureLines(figures: readonly Figure[], { width, tint }: Paper): readonly string[] {
  return figures.flatMap(({ label, parts, tone }) =>
    packed(parts, width - LABEL_WIDTH - 2).map((line, index) => {
      const head = tint(padEnd(index === 0 ? label : "", LABEL_WIDTH), "dim");
      return `  ${head}${tone === undefined ? line : tint(line, tone)}`;
    }),
  );
}

/** As many figures a line as fit; a figure wider than a line is wrapped by itself. */
function packed(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const joined = lines.length === 0 ? part : `${lines[lines.length - 1] ?? ""}${BETWEEN_FIGURES}${part}`;
    if (lines.length > 0 && visibleWidth(joined) <= width) lines[lines.length - 1] = joined;
    else lines.push(...wrapText(part, width));
  }
  return lines;
}

/** `1 cycle`, `2 cycles`. */
export function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}
