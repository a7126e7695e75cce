import { DAY_MS } from "../lib/time.js";
import type { Cell } from "./page.js";

/** A figure that can't be known. */
export const UNKNOWN = "n/a";

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `-1234.5` → `−1,234.50`, with a real minus. */
export function decimal(value: number | null, places = 2): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const [whole = "0", fraction = ""] = Math.abs(value).toFixed(places).split(".");
  const text = `${grouped(whole)}${fraction === "" ? "" : `.${fraction}`}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A fraction as percent. */
export function percent(fraction: number | null, places = 2): string {
  const text = decimal(fraction === null ? null : fraction * 100, places);
  // The sign never stands at the beginning of a line.
  return text === UNKNOWN ? text : `${text}\u00a0%`;
}

export function signedPercent(fraction: number | null, places = 2): string {
  const text = percent(fraction, places);
  return fraction !== null && fraction > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

const THOUSANDS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** A round figure of an axis: `97.5k`, `1.25M`. */
export function compact(value: number): string {
  const [size, unit] = THOUSANDS.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  const text = Number((value / size).toPrecision(6)).toString();
  return `${text.replace("-", "−")}${unit}`;
}

/** Percent of an axis: `−7.5%`. */
export function compactPercent(fraction: number): string {
  return `${compact(fraction * 100)}%`;
}

export function count(value: number): string {
  return decimal(value, 0);
}

/** Good above 0, bad below. */
export function toned(value: number | null, text: string): Cell {
  if (value === null || value === 0 || !Number.isFinite(value)) return { text };
  return { text, tone: value > 0 ? "good" : "bad" };
}

/** UTC day of an instant. */
export function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** UTC day by its number since 1970-01-01. */
export function dayOf(number: number): string {
  return day(number * DAY_MS);
}

/** `2024-05-01 13:00`. */
export function minute(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
}
