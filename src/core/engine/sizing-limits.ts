import type { MarketView } from "../domain/market-view.js";
import type { RiskPolicy } from "../risk/policy.js";
import { sizeLimits } from "../risk/size-limits.js";
import type { SizingLimits } from "../sizing/limits.js";

/**
 * The risk limits as sizing reads them: on the size of an order, those of review itself.
 *
 * maxGrossUsd: ceiling of a production lease; what is sized beyond it would only be turned back.
 */
export function sizingLimits(view: MarketView, policy: RiskPolicy, maxGrossUsd = Infinity): SizingLimits {
  const { risk_per_trade_pct: riskPerTradePct, min_notional_policy: minNotionalPolicy } = policy.limits.global;
  return {
    riskPerTradePct,
    minNotionalPolicy,
    maxGrossUsd,
    ofReview: ({ intent, price, book }) => sizeLimits(intent, price, { book, view, policy }),
  };
}
