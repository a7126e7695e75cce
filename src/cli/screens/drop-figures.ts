import type { FigureUnit } from "../../core/domain/drop-units.js";
import { measure, percent } from "../format.js";

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

/** `0.1409 vs 0.25 ATR`, `2h vs 0s`, `12,300.00 vs 11,500.00 USDT`. */
export function comparison(measured: number, limit: number, unit: FigureUnit | null): string {
  if (unit !== null && WITH_UNIT.includes(unit)) return `${measure(measured, unit)} vs ${measure(limit, unit)}`;
  if (unit === "usd") return `${measure(measured, unit)} vs ${measure(limit, unit)} USDT`;
  return `${digits(measured)} vs ${digits(limit)}${unit === null ? "" : (BEHIND[unit] ?? "")}`;
}

/** The last name of a path, with which a person finds the setting; the whole path is in the document. */
export function lastName(setting: string): string {
  return setting.slice(setting.lastIndexOf(".") + 1);
}

/**
 * `entry_strength = 0.25 ATR`: a name that ends with its unit is not told it twice, shares are percent, and a value that is the
 * limit itself has the limit's unit.
 */
export function settingText(
  setting: string,
  value: unknown,
  of: { readonly limit: number; readonly unit: FigureUnit } | null,
): string {
  const name = lastName(setting);
  if (typeof value === "boolean") return `${name} = ${String(value)}`;
  if (typeof value !== "number") return name;
  if (name.endsWith("_pct")) return `${name} = ${percent(value)}`;
  const isLimit = of !== null && value === of.limit;
  return `${name} = ${String(value)}${isLimit ? (BEHIND[of.unit] ?? (of.unit === "usd" ? " USDT" : "")) : ""}`;
}
