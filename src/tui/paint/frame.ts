import { visibleWidth } from "../../core/lib/text.js";
import type { Pane } from "./pane.js";
import type { Tone } from "./theme.js";

/** A rule with a title on its left and a note on its right: `─EQUITY 24h──────── .4s ─`. Returns what is below it. */
export function titled(pane: Pane, title: string, note = "", tone: Tone = "dim"): Pane {
  const { horizontal } = pane.theme.signs;
  pane.write(0, 0, horizontal.repeat(pane.width), "dim");
  pane.write(1, 0, ` ${title} `, "title");
  if (note !== "" && visibleWidth(title) + visibleWidth(note) + 8 <= pane.width) {
    pane.writeRight(0, ` ${note} `, tone, pane.width - 1);
  }
  return pane.part(0, 1);
}

/** Two panes with a line between them; `left` columns for the first. */
export function besides(pane: Pane, left: number): readonly [Pane, Pane] {
  for (let y = 0; y < pane.height; y++) pane.write(left, y, pane.theme.signs.vertical, "dim");
  return [pane.part(0, 0, left), pane.part(left + 1, 0)];
}

/** How much of something is used: `███████░░░`. */
export function bar(pane: Pane, share: number | null, width: number): string {
  const { full, empty } = pane.theme.signs;
  if (share === null || !Number.isFinite(share)) return "?".padEnd(width);
  const cells = Math.min(width, Math.max(share > 0.005 ? 1 : 0, Math.round(share * width)));
  return full.repeat(cells) + empty.repeat(width - cells);
}
