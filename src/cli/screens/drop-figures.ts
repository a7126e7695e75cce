import type { FigureUnit } from "../../core/domain/drop-units.js";
import { count, measure, measureBoth } from "../../core/lib/format.js";

/** Four digits that say something: measures of signals have all kinds of sizes. */
function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** Told behind both figures; the others bring their unit along. */
const BEHIND: Readonly<Partial<Record<FigureUnit, string>>> = {
  adx: " ADX",
  atr: " ATR",
  bars: " bars",
  beta: " beta",
  bps: " bps",
  deviations: " σ",
  entries: " entries",
  imbalance: " imbalance",
  normal: "× normal",
  orders: " orders",
  positions: " positions",
  probability: " probability",
};

const WITH_UNIT: readonly (FigureUnit | null)[] = ["fraction", "multiple", "seconds"];

/** Cents say nothing of hundreds. */
function dollars(valueUsd: number): string {
  return Math.abs(valueUsd) < 100 ? measure(valueUsd, "usd") : count(valueUsd);
}

/** `0.1409 vs 0.25 ATR`, `2h vs 0s`, `12,300 vs 11,500 USDT`. */
export function comparison(measured: number, limit: number, unit: FigureUnit | null): string {
  if (unit !== null && WITH_UNIT.includes(unit)) return measureBoth(measured, limit, unit).join(" vs ");
  if (unit === "usd") return `${dollars(measured)} vs ${dollars(limit)} USDT`;
  return `${digits(measured)} vs ${digits(limit)}${unit === null ? "" : (BEHIND[unit] ?? "")}`;
}

/** The last name of a path, with which a person finds the setting; the whole path is in the document. */
export function lastName(setting: string): string {
  return setting.slice(setting.lastIndexOf(".") + 1);
}

/** `entry_strength = 0.25 ATR`: the value as the configuration has it, with the unit of the limit where it is the limit itself. */
export function settingText(
  setting: string,
  value: unknown,
  of: { readonly limit: number; readonly unit: FigureUnit } | null,
): string {
  const name = lastName(setting);
  if (typeof value === "boolean") return `${name} = ${String(value)}`;
  if (typeof value !== "number") return name;
  const isLimit = of !== null && value === of.limit;
  return `${name} = ${String(value)}${isLimit ? (BEHIND[of.unit] ?? (of.unit === "usd" ? " USDT" : "")) : ""}`;
}
