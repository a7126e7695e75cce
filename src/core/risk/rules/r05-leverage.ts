import { type Growth, linearLimit, type SizeLimit } from "../../domain/size-limit.js";
import { accountLimit, type SetLimit } from "../account-limits.js";
import type { RiskContext, SymbolRisk } from "../context.js";
import { scaled, sumGrowth, symbolGrowth } from "../growth.js";
import { type Candidate, sizeRule } from "../rule.js";

function symbolLeverage({ symbol, caps }: SymbolRisk, { policy }: RiskContext): SetLimit {
  const limit = caps?.maxLeverage ?? Number.NaN;
  const fromLimits =
    Object.hasOwn(policy.limits.per_symbol, symbol) && policy.limits.per_symbol[symbol]?.max_leverage === limit;
  return {
    limit,
    setting: fromLimits
      ? `risk_limits.per_symbol.${symbol}.max_leverage`
      : `pairs_universe.universe.${symbol}.max_leverage`,
  };
}

function positionLimit(candidate: Candidate, ctx: RiskContext): SetLimit {
  const bySymbol = symbolLeverage(candidate.symbolRisk, ctx);
  const byStrategy = {
    limit: candidate.strategyCaps?.maxLeverage ?? Number.NaN,
    setting: `strategy_config.strategies.${candidate.strategy}.max_leverage`,
  };
  return bySymbol.limit <= byStrategy.limit ? bySymbol : byStrategy;
}

function leverageLimit(clamp: string, { limit, setting }: SetLimit, growth: Growth): SizeLimit {
  return linearLimit({ clamp, rule: "R05", code: "leverage_exceeded", unit: "multiple", limit, setting }, growth);
}

/** Leverage is |notional| / NAV: of the position, and gross / NAV of the account. */
export const leverage = sizeRule({
  id: "R05",
  codes: ["leverage_exceeded"],
  title: "leverage",
  sizeLimits(candidate, ctx) {
    const { navUsd, sums } = ctx;
    const ofAccount = accountLimit(ctx, "max_leverage");
    const byNav = (growth: Growth): Growth => scaled(growth, 1 / navUsd);
    return [
      leverageLimit("position_leverage", positionLimit(candidate, ctx), byNav(symbolGrowth(candidate))),
      leverageLimit("account_leverage", ofAccount, byNav(sumGrowth(sums.grossUsd, candidate))),
    ];
  },
});
