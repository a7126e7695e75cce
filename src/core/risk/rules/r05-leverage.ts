import type { Violation } from "../../domain/intent.js";
import type { RiskContext, SymbolRisk } from "../context.js";
import { joined, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

interface SetLimit {
  readonly limit: number;
  readonly setting: string;
}

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

function positionLimit(order: ReviewedOrder, ctx: RiskContext): SetLimit {
  const bySymbol = symbolLeverage(order.symbolRisk, ctx);
  const byStrategy = {
    limit: order.strategyCaps?.maxLeverage ?? Number.NaN,
    setting: `strategy_config.strategies.${order.strategy}.max_leverage`,
  };
  return bySymbol.limit <= byStrategy.limit ? bySymbol : byStrategy;
}

function withinLeverage(measured: number, { limit, setting }: SetLimit, ctx: RiskContext): readonly Violation[] {
  return requireAtMost({ rule: "R05", code: "leverage_exceeded", measured, limit, unit: "multiple", setting }, ctx);
}

/** Leverage is |notional| / NAV: of the position, and gross / NAV of the account. */
export const leverage: RiskRule = {
  id: "R05",
  codes: ["leverage_exceeded"],
  title: "leverage",
  skipsReducing: true,
  check: (order, ctx) =>
    joined(
      withinLeverage(order.symbolAfterUsd / ctx.navUsd, positionLimit(order, ctx), ctx),
      withinLeverage(
        order.grossAfterUsd / ctx.navUsd,
        {
          limit: ctx.policy.limits.global.max_leverage,
          setting: "risk_limits.global.max_leverage",
        },
        ctx,
      ),
    ),
};
