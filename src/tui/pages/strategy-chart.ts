import { signedPercent } from "../../core/lib/format.js";
import { DAY_MS } from "../../core/lib/time.js";
import type { StrategyItem } from "../model/lists.js";
import { contribLine, CONTRIB_LINES } from "../paint/contrib-line.js";
import { titled } from "../paint/frame.js";
import type { Pane, Span } from "../paint/pane.js";
import { rangeOf } from "../paint/plot.js";
import { lookOf } from "../paint/style.js";
import type { Tone } from "../paint/theme.js";
import { drawChart } from "./chart.js";
import type { DrawContext } from "./draw-context.js";
import { windowDays } from "../model/ui-state.js";
import { dayText } from "./words.js";

const OTHER_TONES: readonly Tone[] = ["up", "down", "title", "warn", "plain"];
/** From here on a chart has room for labels of its own on both axes. */
const LARGE = { width: 60, height: 12 };

interface StrategyLine {
  readonly strategy: string;
  /** The start is 100. */
  readonly values: readonly number[];
  readonly tone: Tone;
}

/** The one under the cursor strong, the others each in a look of its own. */
function linesOf({ view, ui }: DrawContext, current: StrategyItem): readonly StrategyLine[] {
  const { strategies } = view;
  const others = strategies.filter(({ strategy }) => strategy !== current.strategy);
  return strategies.map(({ strategy, curve }) => ({
    strategy,
    values: curve.slice(-windowDays(ui)).map((value) => value * 100),
    tone:
      strategy === current.strategy
        ? "strong"
        : (OTHER_TONES[others.findIndex((other) => other.strategy === strategy) % OTHER_TONES.length] ?? "plain"),
  }));
}

/** Which line is which, also without colours: by the height at which it ends. */
function legend(lines: readonly StrategyLine[]): readonly Span[] {
  return lines.map(({ strategy, values, tone }) => ({
    text: `${strategy} ${values.at(-1)?.toFixed(1) ?? "n/a"}   `,
    tone,
  }));
}

/** Results of all strategies since the start. `large`: on a page of their own. */
export function drawStrategyChart(pane: Pane, context: DrawContext, current: StrategyItem): void {
  const lines = linesOf(context, current);
  const body = titled(pane, "RESULT so far, start = 100", newestDays(lines[0]?.values.length ?? 0));
  body.line(0, legend(lines), 1);
  const chart = body.part(0, 1);
  const isLarge = context.ui.open && chart.width >= LARGE.width && chart.height >= LARGE.height;
  if (isLarge && pane.theme.signs.unicode && drawLarge(chart, context, lines)) return;
  const span = daySpan(context, lines[0]?.values.length ?? 0);
  drawChart(chart, { lines, label: (value) => value.toFixed(1), span });
}

/** What each day brought, as a share of the start. */
export function drawDailyResults(pane: Pane, context: DrawContext, { strategy, curve }: StrategyItem): void {
  const daily = curve.map((value, index) => value - (curve[index - 1] ?? 1)).slice(-windowDays(context.ui));
  // The first value of a curve that was cut holds all that was before it.
  const values = daily.length === curve.length ? daily.slice(1) : daily;
  const body = titled(pane, `RESULTS of ${strategy} by day, share of the start`, newestDays(values.length));
  const label = (value: number): string => signedPercent(value, 2);
  drawChart(body, { lines: [{ values, tone: "strong" }], label, span: daySpan(context, values.length), around: 0 });
}

const newestDays = (count: number): string => `newest ${String(count)} days`;

function daySpan({ view }: DrawContext, count: number): readonly [string, string] {
  const days = count === 0 ? [] : view.fund.days.slice(-count);
  const text = (day: { readonly day: number } | undefined): string => (day === undefined ? "" : dayText(day.day));
  return [text(days[0]), text(days.at(-1))];
}

/** False where it can't be drawn: a curve has another length or a value that is no number. */
function drawLarge(pane: Pane, { view }: DrawContext, lines: readonly StrategyLine[]): boolean {
  const range = rangeOf(lines.map(({ values }) => values));
  const count = lines[0]?.values.length ?? 0;
  const isWhole = lines.every(({ values }) => values.length === count && values.every(Number.isFinite));
  const last = view.fund.days.at(-1)?.day;
  if (range === null || last === undefined || count < 2 || !isWhole || lines.length > CONTRIB_LINES) return false;
  const labels = Array.from({ length: count }, (_, index) => dayLabel(last - (count - 1 - index)));
  const { width, height } = pane;
  const grid = contribLine({ lines: lines.map(({ values }) => values), labels, ...range, width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const character = grid.characters[at] ?? " ";
      const colour = lookOf(grid.styles[at] ?? 0).foreground ?? 7;
      if (character !== " ") pane.write(x, y, character, lines[colour - 1]?.tone ?? "dim");
    }
  }
  return true;
}

/** `07-22` */
const dayLabel = (day: number): string => new Date(day * DAY_MS).toISOString().slice(5, 10);
