import { escaped } from "./escaped.js";

export const WIDTH = 720;
export const HEIGHT = 260;
/** Room for the figures of the axis, also where a phone shows them larger. */
export const LEFT = 80;
export const RIGHT = 12;
const TOP = 12;
export const BOTTOM = 34;

export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** Where values lie, and the round ones among them. */
interface ValueAxis {
  readonly ticks: readonly number[];
  readonly y: (value: number) => number;
}

/** Smallest and largest of what is finite; 0 … 1 of nothing. */
export function range(values: readonly number[]): Scale {
  let [from, to] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  return from <= to ? { from, to } : { from: 0, to: 1 };
}

/** Round values around a range, four to eight of them. */
export function niceTicks({ from, to }: Scale): readonly number[] {
  const span = to - from || Math.abs(to) || 1;
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.floor(from / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(to / step - 1e-9));
  // Twelve digits: 3 × 0.1 is 0.3 on an axis.
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** logarithmic: all values are above 0. */
export function valueAxis(values: Scale, logarithmic: boolean): ValueAxis {
  const all = niceTicks(values);
  // A tick at 0 has no logarithm; the axis begins at the lowest value then.
  const ticks = logarithmic ? all.filter((tick) => tick > 0) : all;
  const place = logarithmic ? Math.log : (value: number): number => value;
  const from = place(Math.min(ticks[0] ?? values.from, logarithmic ? values.from : Infinity));
  const to = place(ticks.at(-1) ?? values.to);
  return { ticks, y: (value) => TOP + (1 - (place(value) - from) / (to - from || 1)) * (HEIGHT - TOP - BOTTOM) };
}

export function valueTick(y: number, label: string, minor: boolean): string {
  const at = fixed(y);
  const style = minor ? ' class="minor"' : "";
  return (
    `<path class="grid" d="M${String(LEFT)} ${at}H${String(WIDTH - RIGHT)}"/>` +
    `<text${style} x="${String(LEFT - 6)}" y="${at}" dy="4" text-anchor="end">${escaped(label)}</text>`
  );
}

interface FigureWords {
  /** Unique on the page; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** A drawing with the words for whoever can't see it. */
export function figureSvg({ id, title, description }: FigureWords, parts: readonly string[]): string {
  return [
    `<svg viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escaped(title)}</title><desc id="${id}-desc">${escaped(description)}</desc>`,
    ...parts,
    "</svg>",
  ].join("");
}

export function fixed(value: number): string {
  return Number(value.toFixed(1)).toString();
}
