import { MINUTE_MS, SECOND_MS } from "./time.js";
import { cleanText } from "./text.js";

/** What a screen says of a figure that can't be known. */
export const UNKNOWN = "n/a";

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

function withThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Exact: rounds the text, half away from zero, without going through a float. */
function rounded(text: string, places: number): string | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign = "", whole = "0", fraction = ""] = match;
  const kept = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
  const scaled = (Number(fraction[places] ?? "0") >= 5 ? kept + 1n : kept).toString().padStart(places + 1, "0");
  const cut = scaled.length - places;
  const isZero = /^0+$/.test(scaled);
  const tail = places === 0 ? "" : `.${scaled.slice(cut)}`;
  return `${isZero ? "" : sign}${withThousands(scaled.slice(0, cut))}${tail}`;
}

/** `12345.678` → `12,345.68`. What is no decimal is shown as it is. */
export function money(text: string | null, places = 2): string {
  if (text === null) return UNKNOWN;
  return rounded(text, places) ?? cleanText(text);
}

function withSign(text: string): string {
  return /^\d/.test(text) && /[1-9]/.test(text) ? `+${text}` : text;
}

export function signedMoney(text: string | null, places = 2): string {
  return withSign(money(text, places));
}

/** A price with the places it needs: about seven digits in all. */
export function price(text: string | null): string {
  if (text === null) return UNKNOWN;
  const match = DECIMAL.exec(text);
  if (match === null) return cleanText(text);
  const whole = match[2] ?? "0";
  const leadingZeros = whole === "0" ? (/^0*/.exec(match[3] ?? "")?.[0].length ?? 0) : 0;
  const places = whole === "0" ? leadingZeros + 5 : Math.max(2, 7 - whole.length);
  return money(text, Math.min(places, (match[3] ?? "").length));
}

/** A quantity with all its digits. */
export function quantity(text: string | null): string {
  if (text === null) return UNKNOWN;
  const match = DECIMAL.exec(text);
  return match === null ? cleanText(text) : money(text, (match[3] ?? "").replace(/0+$/, "").length);
}

function fixed(value: number | null, places: number): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  const text = Math.abs(value).toFixed(places);
  return `${value < 0 && /[1-9]/.test(text) ? "-" : ""}${text.replace(/^\d+/, withThousands)}`;
}

function withUnit(text: string, unit: string): string {
  return text === UNKNOWN ? text : `${text}${unit}`;
}

/** A figure without a unit, such as a Sharpe ratio: `1.2345` → `1.23`. */
export function ratio(value: number | null, places = 2): string {
  return value === null ? UNKNOWN : value.toFixed(places);
}

/** A fraction as percent: `0.0512` → `5.12%`. */
export function percent(fraction: number | null, places = 2): string {
  return withUnit(fixed(fraction === null ? null : fraction * 100, places), "%");
}

export function signedPercent(fraction: number | null, places = 2): string {
  return withSign(percent(fraction, places));
}

export function bps(value: number | null, places = 1): string {
  return fixed(value, places);
}

/** A multiple of NAV: `1.42x`. */
export function multiple(value: number | null, places = 2): string {
  return withUnit(fixed(value, places), "x");
}

export function count(value: number | null): string {
  return fixed(value, 0);
}

const UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** A duration in its two largest units: `3d 4h`, `12m 5s`, `2.4s`, `40ms`. */
export function age(durationMs: number | null): string {
  if (durationMs === null || !Number.isFinite(durationMs)) return UNKNOWN;
  const sign = durationMs < 0 ? "-" : "";
  const lengthMs = Math.abs(durationMs);
  if (lengthMs === 0) return "0s";
  if (lengthMs < SECOND_MS) return `${sign}${String(Math.max(1, Math.round(lengthMs)))}ms`;
  if (lengthMs < MINUTE_MS) return `${sign}${(lengthMs / SECOND_MS).toFixed(lengthMs < 10 * SECOND_MS ? 1 : 0)}s`;
  const seconds = Math.floor(lengthMs / SECOND_MS);
  const largest = UNITS.findIndex(([, length]) => seconds >= length);
  let rest = seconds;
  const parts = UNITS.slice(largest, largest + 2).map(([unit, length]) => {
    const whole = Math.floor(rest / length);
    rest -= whole * length;
    return [whole, unit] as const;
  });
  const shown = parts.filter(([whole], index) => index === 0 || whole > 0);
  return `${sign}${shown.map(([whole, unit]) => `${String(whole)}${unit}`).join(" ")}`;
}

/** `2024-05-01T13:00:00Z` → `2024-05-01 13:00Z`; seconds where there are any. */
export function utc(instant: string | null): string {
  if (instant === null) return UNKNOWN;
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?(?:\.\d+)?Z$/.exec(instant);
  if (match === null) return cleanText(instant);
  const [, day = "", minutes = "", seconds = ""] = match;
  return `${day} ${minutes}${seconds === ":00" ? "" : seconds}Z`;
}

const BY_UNIT: Readonly<Record<string, (value: number) => string>> = {
  usd: (value) => fixed(value, 2),
  fraction: (value) => percent(value),
  multiple: (value) => multiple(value),
  count: (value) => count(value),
  seconds: (value) => age(value * SECOND_MS),
  bps: (value) => `${bps(value)} bps`,
};

/** A figure of a rule in the rule's unit. */
export function measure(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return UNKNOWN;
  return BY_UNIT[unit]?.(value) ?? String(value);
}

/** Scale and sign of a figure that needs more digits than its unit usually shows; an age has them all already. */
const FINER: Readonly<Record<string, readonly [scale: number, sign: string]>> = {
  usd: [1, ""],
  fraction: [100, "%"],
  multiple: [1, "x"],
  count: [1, ""],
  bps: [1, " bps"],
};

const MOST_DIGITS = 12;

/** A figure and its limit: with so many digits that two that differ look different, or the reader wonders what was wrong. */
export function measureBoth(measured: number | null, limit: number | null, unit: string): readonly [string, string] {
  const usual = [measure(measured, unit), measure(limit, unit)] as const;
  const [scale, sign] = FINER[unit] ?? [];
  if (usual[0] !== usual[1] || measured === limit || measured === null || limit === null) return usual;
  if (scale === undefined || sign === undefined) return usual;
  for (let digits = 3; digits <= MOST_DIGITS; digits++) {
    const [a, b] = [measured, limit].map((value) => `${String(Number((value * scale).toPrecision(digits)))}${sign}`);
    if (a !== undefined && b !== undefined && a !== b) return [a, b];
  }
  return usual;
}
