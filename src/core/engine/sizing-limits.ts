import type { MarketView } from "../domain/market-view.js";
import { betaOf } from "../risk/context.js";
import type { RiskPolicy } from "../risk/policy.js";
import type { CorrelationGroup, SizingLimits } from "../sizing/limits.js";

const NO_LEASE = { maxGrossUsd: Infinity, navUsd: 1 };

/**
 * The risk limits as sizing reads them, with each symbol's β of now.
 *
 * maxGrossUsd: ceiling of a production lease; what is sized beyond it would only be turned back. Infinity without one.
 */
export function sizingLimits(
  view: MarketView,
  policy: RiskPolicy,
  { maxGrossUsd, navUsd }: { readonly maxGrossUsd: number; readonly navUsd: number } = NO_LEASE,
): SizingLimits {
  const { global } = policy.limits;
  const groups = Object.entries(global.correlation.groups).map(([name, group]): CorrelationGroup => {
    const all = group.symbols.includes("*");
    const members = [...view.symbols.values()].filter(({ symbol }) => all || group.symbols.includes(symbol));
    return {
      name,
      betaBySymbol: Object.fromEntries(members.map((member) => [member.symbol, betaOf(member, policy)])),
      maxBetaExposurePct: group.max_beta_exposure_pct,
      maxGrossPct: group.max_gross_exposure_pct,
    };
  });
  return {
    riskPerTradePct: global.risk_per_trade_pct,
    maxTradeNavPct: global.max_trade_nav_pct,
    maxGrossExposurePct: Math.min(global.max_gross_exposure_pct, maxGrossUsd / navUsd),
    maxNetExposurePct: global.max_net_exposure_pct,
    maxLeverage: global.max_leverage,
    correlationGroups: groups,
    minNotionalPolicy: global.min_notional_policy,
  };
}
