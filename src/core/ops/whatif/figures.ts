import type { LimitUnit } from "../../domain/intent.js";

/** 12345.678 → `12,345.68`. */
export function digitGrouped(value: number, places: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(places).split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0 ? "-" : ""}${digits}${fraction === undefined ? "" : `.${fraction}`}`;
}

function timeText(seconds: number): string {
  if (seconds < 120) return `${plain(seconds)} s`;
  if (seconds < 7_200) return `${plain(seconds / 60)} min`;
  return `${plain(seconds / 3_600)} h`;
}

/** At most four digits that say something. */
function plain(value: number): string {
  return String(Number(value.toPrecision(4)));
}

const BY_UNIT: Readonly<Record<LimitUnit, (value: number) => string>> = {
  usd: (value) => `${digitGrouped(value, 2)} USD`,
  fraction: (value) => `${plain(value * 100)} %`,
  multiple: (value) => `${plain(value)} ×`,
  count: (value) => digitGrouped(value, 0),
  seconds: timeText,
  bps: (value) => `${plain(value)} bps`,
  state: plain,
};

/** A figure of a rule in words; one that can't be known says so. */
export function figureText(value: number | null, unit: LimitUnit): string {
  return value === null ? "unknown" : BY_UNIT[unit](value);
}
