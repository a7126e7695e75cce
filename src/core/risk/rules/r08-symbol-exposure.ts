import type { SymbolCaps } from "../../domain/caps.js";
import type { RiskPolicy } from "../policy.js";
import { requireAtMost, type RiskRule } from "../rule.js";

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

export const symbolExposure: RiskRule = {
  id: "R08",
  codes: ["symbol_exposure"],
  title: "symbol exposure",
  skipsReducing: true,
  check(order, ctx) {
    const { navUsd, policy } = ctx;
    const { maxNavPct, setting } = symbolCap(order.symbolRisk.caps, policy);
    const limit = maxNavPct * navUsd;
    return requireAtMost(
      {
        rule: "R08",
        code: "symbol_exposure",
        measured: order.symbolAfterUsd,
        limit,
        unit: "usd",
        setting,
      },
      ctx,
    );
  },
};
