import { createRequire } from "node:module";
import type { Grid } from "./grid.js";
import { parseFrame } from "./parse-frame.js";

/** Names by which blessed-contrib knows the first eight colours of a terminal; the place of a name is its colour. */
const COLOURS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;
const AXIS = COLOURS[0];
const LABEL = COLOURS[7];
/** Lines that one chart can tell apart. */
export const CONTRIB_LINES = 6;

interface ContribChart {
  readonly lines: readonly (readonly number[])[];
  /** One for each value; those that have room are shown. */
  readonly labels: readonly string[];
  readonly low: number;
  readonly high: number;
  readonly width: number;
  readonly height: number;
}

interface Drawing {
  readonly _canvas: { frame(): string };
}

/** The part of blessed-contrib's line chart that draws: it needs a context, not a screen. */
interface LineChart {
  options: object;
  canvasSize: { readonly width: number; readonly height: number };
  ctx: Drawing;
  setData(lines: readonly object[]): void;
}

interface Contrib {
  readonly Line: { readonly prototype: LineChart };
  readonly Canvas: new (width: number, height: number) => { getContext(): Drawing };
}

let loaded: Contrib | null = null;

/** It brings a whole terminal library, a tenth of a second: only who looks at such a chart waits for it, once. */
function contrib(): Contrib {
  if (loaded !== null) return loaded;
  const require = createRequire(import.meta.url);
  const { Canvas } = require("drawille-canvas-blessed-contrib") as Pick<Contrib, "Canvas">;
  loaded = { Line: require("blessed-contrib/lib/widget/charts/line.js") as Contrib["Line"], Canvas };
  return loaded;
}

/**
 * blessed-contrib's line chart in braille, with its axes and labels, as cells: foreground 0 is an axis, 7 a label, 1 … 6 the lines in their
 * order. Values are finite; the first line has one for each label.
 */
export function contribLine({ lines, labels, low, high, width, height }: ContribChart): Grid {
  const { Line, Canvas } = contrib();
  // Below its labels it keeps a row that nothing is written in.
  const canvasSize = { width: width * 2, height: (height + 1) * 4 };
  const chart = Object.create(Line.prototype) as LineChart;
  chart.options = {
    minY: low,
    maxY: high,
    numYLabels: Math.max(2, Math.min(5, Math.floor(height / 3))),
    xLabelPadding: 5,
    xPadding: 10,
    showNthLabel: 1,
    style: { line: COLOURS[1], text: LABEL, baseline: AXIS },
    legend: {},
  };
  chart.canvasSize = canvasSize;
  chart.ctx = new Canvas(canvasSize.width, canvasSize.height).getContext();
  chart.setData(
    lines.slice(0, CONTRIB_LINES).map((values, index) => ({
      x: [...labels],
      y: [...values],
      style: { line: COLOURS[index + 1] },
    })),
  );
  return parseFrame(chart.ctx._canvas.frame(), width, height);
}
