import { BOTTOM, figureSvg, fixed, HEIGHT, LEFT, range, RIGHT, valueAxis, valueTick, WIDTH } from "./axes.js";
import { escaped } from "./escaped.js";

/** A value marked across the bars. */
interface Mark {
  readonly name: string;
  readonly value: number;
}

export interface Histogram {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly values: ArrayLike<number>;
  readonly marks: readonly Mark[];
  /** How a value is written. */
  readonly format: (value: number) => string;
}

/** Values from `from` up to but not `to`; the last bin has its end as well. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

const MOST_BINS = 41;
const LEAST_BINS = 9;

/** Bins of one width, one of their edges at 0; by the square root of the number of values, 9 to 41 of them. */
export function binsOf(values: ArrayLike<number>): readonly Bin[] {
  const finite = Array.from(values).filter(Number.isFinite);
  if (finite.length === 0) return [];
  const { from, to } = range(finite);
  const wanted = Math.min(MOST_BINS, Math.max(LEAST_BINS, Math.round(Math.sqrt(finite.length))));
  const width = (to - from || Math.abs(to) || 1) / wanted;
  const first = Math.floor(from / width);
  const last = Math.max(first + 1, Math.ceil(to / width));
  const counts = new Array<number>(last - first).fill(0);
  for (const value of finite) {
    const at = Math.min(counts.length - 1, Math.max(0, Math.floor(value / width) - first));
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts.map((count, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, count }));
}

/** SVG of a histogram: bars below 0 and above it in the colours of loss and gain, marks as dashed lines with their names. */
export function histogramSvg({ id, title, description, values, marks, format }: Histogram): string {
  const bins = binsOf(values);
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const { ticks, y } = valueAxis(range([0, ...bins.map(({ count }) => count)]), false);
  const x = (value: number): number => LEFT + ((value - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const bars = bins.map((bin) => {
    const [left, right, top] = [x(bin.from) + 0.5, x(bin.to) - 0.5, y(bin.count)];
    const tone = bin.to <= 1e-12 ? "loss" : "gain";
    return `<path class="${tone}" d="M${fixed(left)} ${fixed(y(0))}V${fixed(top)}H${fixed(right)}V${fixed(y(0))}Z"/>`;
  });
  return figureSvg({ id, title, description }, [
    ...ticks.filter(Number.isInteger).map((tick, at) => valueTick(y(tick), String(tick), at % 2 === 1)),
    ...axisLabels(from, to).map((value) => label(x(value), format(value))),
    ...bars,
    ...marks.filter(({ value }) => value >= from && value <= to).map((mark, at) => markLine(x(mark.value), mark, at)),
  ]);
}

/** 0 where it lies inside, and both ends. */
function axisLabels(from: number, to: number): readonly number[] {
  return [from, ...(from < 0 && to > 0 ? [0] : []), to];
}

function label(x: number, text: string): string {
  const anchor = x < LEFT + 20 ? "start" : x > WIDTH - RIGHT - 20 ? "end" : "middle";
  return `<text x="${fixed(x)}" y="${String(HEIGHT - 10)}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

/** The name stands where the bars are lower: on the outer side of a mark that has room there. */
const NAME_ROOM = 150;

function markLine(x: number, { name }: Mark, at: number): string {
  const top = 16 + at * 18;
  const outside = x - LEFT > NAME_ROOM;
  const place = outside ? `x="${fixed(x - 5)}" text-anchor="end"` : `x="${fixed(x + 5)}"`;
  return (
    `<path class="mark" d="M${fixed(x)} ${String(top - 6)}V${String(HEIGHT - BOTTOM)}"/>` +
    `<text class="mark-name" ${place} y="${String(top + 2)}">${escaped(name)}</text>`
  );
}
