import type { SymbolCaps } from "../../domain/caps.js";
import { linearLimit } from "../../domain/size-limit.js";
import type { RiskPolicy } from "../policy.js";
import { symbolGrowth } from "../growth.js";
import { sizeRule } from "../rule.js";

/** The tightest share of NAV that one symbol may have, and where it is set. NaN for a symbol without caps. */
export function symbolCap(
  caps: SymbolCaps | null,
  policy: RiskPolicy,
): { readonly maxNavPct: number; readonly setting: string } {
  const everywhere = policy.limits.global.max_symbol_exposure_pct;
  const own = caps?.maxNavPct ?? Number.NaN;
  if (own > everywhere) return { maxNavPct: everywhere, setting: "risk_limits.global.max_symbol_exposure_pct" };
  return { maxNavPct: own, setting: caps?.maxNavPctSetting ?? "pairs_universe.universe" };
}

export const symbolExposure = sizeRule({
  id: "R08",
  codes: ["symbol_exposure"],
  title: "symbol exposure",
  sizeLimits(candidate, { navUsd, policy }) {
    const { maxNavPct, setting } = symbolCap(candidate.symbolRisk.caps, policy);
    const facts = { clamp: "symbol_exposure", rule: "R08", code: "symbol_exposure", unit: "usd", setting } as const;
    return [linearLimit({ ...facts, limit: maxNavPct * navUsd }, symbolGrowth(candidate))];
  },
});
