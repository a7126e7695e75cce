import { wrapText } from "../../core/lib/text.js";
import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";
import type { Tone } from "../paint/theme.js";

const PARAGRAPHS: readonly (readonly [string, Tone])[] = [
  ["No model trades here, and none is listened to.", "strong"],
  [
    "The screener has a hook for a meta signal: a model may say how likely a signal is to pay, and signals below a " +
      "threshold are dropped. No prediction is recorded in this session, so there is no calibration, no drift and no " +
      "driver to show.",
    "plain",
  ],
  ["Nothing is wrong, and nothing has to be done: strategies trade without it.", "plain"],
  ["Where signals were dropped, and why:  hedge doctor signals", "plain"],
];

/** No model is in use and no prediction is recorded: the page says so instead of showing empty columns. */
export function drawMl(pane: Pane): void {
  const body = titled(pane, "PREDICTIONS", "no model");
  let y = 1;
  for (const [text, tone] of PARAGRAPHS) {
    for (const line of wrapText(text, Math.min(MOST_COLUMNS, body.width - 3))) body.write(1, y++, line, tone);
    y += 1;
  }
}

/** Longer lines are hard to follow. */
const MOST_COLUMNS = 90;
