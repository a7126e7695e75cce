import type { SymbolCaps } from "../../domain/caps.js";
import { linearLimit } from "../../domain/size-limit.js";
import { accountLimit } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { symbolGrowth } from "../growth.js";
import { sizeRule } from "../rule.js";

/** The tightest share of NAV that one symbol may have, and where it is set. NaN for a symbol without caps. */
export function symbolCap(
  caps: SymbolCaps | null,
  ctx: Pick<RiskContext, "policy" | "book">,
): { readonly maxNavPct: number; readonly setting: string } {
  const everywhere = accountLimit(ctx, "max_symbol_exposure_pct");
  const own = caps?.maxNavPct ?? Number.NaN;
  if (own > everywhere.limit) return { maxNavPct: everywhere.limit, setting: everywhere.setting };
  return { maxNavPct: own, setting: caps?.maxNavPctSetting ?? "pairs_universe.universe" };
}

export const symbolExposure = sizeRule({
  id: "R08",
  codes: ["symbol_exposure"],
  title: "symbol exposure",
  sizeLimits(candidate, ctx) {
    const { maxNavPct, setting } = symbolCap(candidate.symbolRisk.caps, ctx);
    const facts = { clamp: "symbol_exposure", rule: "R08", code: "symbol_exposure", unit: "usd", setting } as const;
    return [linearLimit({ ...facts, limit: maxNavPct * ctx.navUsd }, symbolGrowth(candidate))];
  },
});
