import type { StrategyCaps } from "../../domain/caps.js";
import { requireAtMost, type RiskRule } from "../rule.js";

/** Share of NAV a strategy may have in all its positions: none while it is disabled, NaN while it is unknown. */
export function strategyCap(caps: StrategyCaps | null): number {
  if (caps === null) return Number.NaN;
  return caps.enabled ? caps.maxNavPct : 0;
}

export const strategyExposure: RiskRule = {
  id: "R15",
  codes: ["strategy_exposure"],
  title: "strategy exposure",
  skipsReducing: true,
  check: (order, ctx) =>
    requireAtMost(
      {
        rule: "R15",
        code: "strategy_exposure",
        measured: (ctx.strategyGrossUsd.get(order.strategy) ?? 0) + order.notionalUsd,
        limit: strategyCap(order.strategyCaps) * ctx.navUsd,
        unit: "usd",
        setting:
          order.strategyCaps?.enabled === false
            ? `strategy_registry.strategies.${order.strategy}.enabled`
            : `strategy_config.strategies.${order.strategy}.max_nav_pct`,
      },
      ctx,
    ),
};
