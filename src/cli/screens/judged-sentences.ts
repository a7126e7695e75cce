import { measureBoth, money, percent, UNKNOWN } from "../../core/lib/format.js";
import type { ConditionView, SizingView } from "./explain-view.js";

function factor(value: number | null): string {
  return value === null ? UNKNOWN : String(Number(value.toPrecision(4)));
}

/** `100,000.00 NAV × 5% × strength 0.8 × volatility 1.2 × bucket 1 = target 4,800.00`. */
export function sizingText(view: SizingView): string {
  const { nav, targetUsd, exposure, adaptive } = view;
  const wanted =
    exposure === null
      ? `${percent(view.tradeNavPct)} × strength ${factor(view.strength)} × volatility ${factor(view.volatilityScale)} × bucket ${factor(view.bucketMultiplier)}`
      : `exposure ${percent(exposure)}`;
  const usd = (value: number | null): string => money(value === null ? null : value.toFixed(8));
  return `NAV ${usd(nav)} × ${wanted}${adaptiveText(adaptive)} = target ${usd(targetUsd)} USDT`;
}

/** Only what scales at all. */
function adaptiveText({ base, drawdown, volatility, model, scale }: SizingView["adaptive"]): string {
  const parts = Object.entries({ base, drawdown, volatility, model }).filter(([, value]) => value !== 1);
  if (parts.length === 0) return "";
  return ` × adaptive ${factor(scale)} (${parts.map(([name, value]) => `${name} ${factor(value)}`).join(", ")})`;
}

/** Conditions that pass with more used than this are worth naming. */
const NEAR = 0.8;

function share({ measured, limit }: ConditionView): number {
  return measured === null || limit === null || limit <= 0 ? 0 : measured / limit;
}

/** Who refuses, what comes near, and what nobody could judge. */
export function rulesText({ conditions }: { readonly conditions: readonly ConditionView[] }): string {
  const of = (verdict: string): readonly ConditionView[] => conditions.filter((one) => one.verdict === verdict);
  const near = of("pass").filter((one) => share(one) >= NEAR && share(one) <= 1);
  const parts = [
    listed(
      "refused by",
      of("veto").map(({ rule }) => rule),
    ),
    listed(
      "near its limit",
      near.map((one) => `${one.rule} ${figures(one)}`),
    ),
    listed(
      "exempt as it only reduces",
      of("exempt").map(({ rule }) => rule),
    ),
    listed(
      "not evaluated",
      of("not_evaluated").map(({ rule, code, why }) => `${rule} ${code.replaceAll("_", " ")} (${why ?? ""})`),
    ),
  ].filter((part) => part !== "");
  const rules = new Set(conditions.map(({ rule }) => rule)).size;
  const passed = `${String(rules)} rules, ${String(of("pass").length)} of ${String(conditions.length)} conditions pass`;
  return [passed, ...parts].join("; ");
}

function figures({ measured, limit, unit }: ConditionView): string {
  return measureBoth(measured, limit, unit ?? "").join(" of ");
}

function listed(what: string, names: readonly string[]): string {
  return names.length === 0 ? "" : `${what} ${[...new Set(names)].join(", ")}`;
}
