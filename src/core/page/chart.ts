import {
  BOTTOM,
  figureSvg,
  fixed,
  HEIGHT,
  LEFT,
  range,
  RIGHT,
  type Scale,
  valueAxis,
  valueTick,
  WIDTH,
} from "./axes.js";

/** A line of a chart; points with NaN are left out. */
export interface ChartLine {
  readonly name: string;
  readonly atMs: readonly number[];
  readonly values: ArrayLike<number>;
}

export interface Chart {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What a reader who can't see it would want to know. */
  readonly description: string;
  /** One to six, drawn in the order of their colours. */
  readonly lines: readonly ChartLine[];
  /** A filled area from 0 to the one line. */
  readonly area: boolean;
  /** How a value of the axis is written. */
  readonly format: (value: number) => string;
  /** Equal distances are equal ratios; all values above 0, else the axis stays linear. */
  readonly logarithmic?: boolean;
}

/** A label nearer to the right edge ends at its tick, else it would be cut. */
const EDGE = 44;
/** More points than pixels draw nothing more. */
const MOST_POINTS = 720;

/** SVG of a chart; colours come from the page's style sheet (line-1 … line-6, area, grid, axis). */
export function chartSvg(chart: Chart): string {
  const { id, title, description, lines, area, format } = chart;
  const time = range(lines.flatMap(({ atMs }) => [atMs[0] ?? Number.NaN, atMs.at(-1) ?? Number.NaN]));
  const values = range([...lines.flatMap((line) => Array.from(line.values)), ...(area ? [0] : [])]);
  const { ticks, y } = valueAxis(values, chart.logarithmic === true && values.from > 0);
  const x = (atMs: number): number => LEFT + ((atMs - time.from) / (time.to - time.from || 1)) * (WIDTH - LEFT - RIGHT);
  const paths = lines.map((line, at) => {
    const drawn = thinned(line).map(([atMs, value]) => `${fixed(x(atMs))} ${fixed(y(value))}`);
    const path = `<path class="line line-${String(at + 1)}" d="M${drawn.join("L")}"/>`;
    if (!area || drawn.length === 0) return drawn.length === 0 ? "" : path;
    const edges = [x(line.atMs[0] ?? 0), x(line.atMs.at(-1) ?? 0)].map(fixed);
    const base = fixed(y(0));
    return `<path class="area" d="M${edges[0] ?? ""} ${base}L${drawn.join("L")}L${edges[1] ?? ""} ${base}Z"/>${path}`;
  });
  return figureSvg({ id, title, description }, [
    ...ticks.map((tick, at) => valueTick(y(tick), format(tick), at % 2 === 1)),
    ...monthTicks(time).map(({ atMs, label, minor }) => timeTick(x(atMs), label, minor)),
    ...paths,
  ]);
}

function timeTick(x: number, label: string, minor: boolean): string {
  const at = fixed(x);
  const style = minor ? ' class="minor"' : "";
  const anchor = x > WIDTH - EDGE ? "end" : "middle";
  return (
    `<path class="tick" d="M${at} ${String(HEIGHT - BOTTOM)}v5"/>` +
    `<text${style} x="${at}" y="${String(HEIGHT - 10)}" text-anchor="${anchor}">${label}</text>`
  );
}

interface TimeTick {
  readonly atMs: number;
  readonly label: string;
  readonly minor: boolean;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MOST_TIME_TICKS = 9;

/** First days of months, every so many of them; days where the span is shorter than two months. */
function monthTicks({ from, to }: Scale): readonly TimeTick[] {
  const start = new Date(from);
  const months: TimeTick[] = [];
  for (let at = 0; at < 1_200; at += 1) {
    const date = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + at, 1));
    if (date.getTime() > to) break;
    if (date.getTime() < from) continue;
    const year = String(date.getUTCFullYear());
    const name = MONTHS[date.getUTCMonth()] ?? "";
    months.push({ atMs: date.getTime(), label: `${name} ${year.slice(2)}`, minor: false });
  }
  if (months.length < 2)
    return [from, (from + to) / 2, to].map((atMs) => ({ atMs, label: dayLabel(atMs), minor: false }));
  const step = [1, 2, 3, 6, 12, 24, 60].find((every) => months.length / every <= MOST_TIME_TICKS) ?? 120;
  return months.filter((_, at) => at % step === 0).map((tick, at) => ({ ...tick, minor: at % 2 === 1 }));
}

function dayLabel(atMs: number): string {
  const date = new Date(atMs);
  return `${String(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ""}`;
}

/** At most as many points as pixels: of each stretch the lowest and the highest, in their order. */
function thinned({ atMs, values }: ChartLine): readonly (readonly [number, number])[] {
  const points: (readonly [number, number])[] = [];
  const stretch = Math.max(1, Math.ceil((2 * atMs.length) / MOST_POINTS));
  for (let from = 0; from < atMs.length; from += stretch) {
    let [low, high] = [-1, -1];
    for (let row = from; row < Math.min(atMs.length, from + stretch); row += 1) {
      const value = values[row] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      if (low < 0 || value < (values[low] ?? Number.NaN)) low = row;
      if (high < 0 || value > (values[high] ?? Number.NaN)) high = row;
    }
    const rows = low < 0 ? [] : low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
    points.push(...rows.map((row) => [atMs[row] ?? Number.NaN, values[row] ?? Number.NaN] as const));
  }
  return points;
}
