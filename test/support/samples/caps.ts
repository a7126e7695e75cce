import type { StrategyCaps, SymbolCaps } from "../../../src/core/domain/caps.js";

/** A strategy that may use all of NAV. */
export function sampleStrategyCaps(changes: Partial<StrategyCaps> = {}): StrategyCaps {
  return { enabled: true, maxNavPct: 1, maxConcurrent: 10, maxLeverage: 3, capacityUsd: null, ...changes };
}

/** A core symbol that may hold half of NAV. */
export function sampleSymbolCaps(changes: Partial<SymbolCaps> = {}): SymbolCaps {
  return {
    tier: "CORE",
    enabled: true,
    restricted: false,
    maxNavPct: 0.5,
    maxNavPctSetting: "risk_limits.per_symbol.BTCUSDT.max_nav_pct",
    maxOrderNotionalUsd: 1_000_000,
    maxOrderNotionalSetting: "risk_limits.global.max_order_notional",
    maxLeverage: 3,
    maxConcurrentPositions: 1,
    minNotionalUsd: 10,
    minNotionalSetting: "risk_limits.global.min_notional_usdt",
    ...changes,
  };
}
