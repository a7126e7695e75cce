import { titled } from "../paint/frame.js";
import type { Pane } from "../paint/pane.js";

/** No model is in use and no prediction is recorded: the page says so instead of showing empty columns. */
export function drawMl(pane: Pane): void {
  const body = titled(pane, "PREDICTIONS", "no model");
  const lines = [
    "No model trades here, and none is listened to.",
    "",
    "The screener has a hook for a meta signal: a model may say how likely a signal is to pay,",
    "and signals below a threshold are dropped. No prediction is recorded in this session, so",
    "there is no calibration, no drift and no driver to show. No figure here would be a real one.",
    "",
    "Where signals were dropped, and why: hedge doctor signals",
  ];
  lines.forEach((text, y) => body.write(1, y + 1, text, y === 0 ? "strong" : "plain"));
}
