import type { StrategyCaps } from "../../domain/caps.js";
import { linearLimit, onTopOf } from "../../domain/size-limit.js";
import { sizeRule } from "../rule.js";

/** Share of NAV a strategy may have in all its positions: none while it is disabled, NaN while it is unknown. */
export function strategyCap(caps: StrategyCaps | null): number {
  if (caps === null) return Number.NaN;
  return caps.enabled ? caps.maxNavPct : 0;
}

export const strategyExposure = sizeRule({
  id: "R15",
  codes: ["strategy_exposure"],
  title: "strategy exposure",
  sizeLimits({ strategy, strategyCaps }, { navUsd, strategyGrossUsd }) {
    const setting =
      strategyCaps?.enabled === false
        ? `strategy_registry.strategies.${strategy}.enabled`
        : `strategy_config.strategies.${strategy}.max_nav_pct`;
    const facts = { clamp: "strategy_exposure", rule: "R15", code: "strategy_exposure", unit: "usd", setting } as const;
    return [
      linearLimit(
        { ...facts, limit: strategyCap(strategyCaps) * navUsd },
        onTopOf(strategyGrossUsd.get(strategy) ?? 0),
      ),
    ];
  },
});
