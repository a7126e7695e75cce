/** Limits of one registered strategy, put together from strategy_registry.json and strategy_config.json. */
export interface StrategyCaps {
  readonly enabled: boolean;
  readonly maxNavPct: number;
  readonly maxConcurrent: number;
  readonly maxLeverage: number;
  readonly capacityUsd: number | null;
  /** Length of the strategy's bars, the unit of its horizon; an hour where it is left out. */
  readonly barMs?: number;
}

/** Limits of one symbol, put together from pairs_universe.json and risk_limits.json (the tighter one holds). */
export interface SymbolCaps {
  readonly tier: string | null;
  readonly enabled: boolean;
  readonly restricted: boolean;
  /** Tightest of per-symbol max_nav_pct, tier cap and global max_symbol_exposure_pct, and where it is set. */
  readonly maxNavPct: number;
  readonly maxNavPctSetting: string;
  readonly maxOrderNotionalUsd: number;
  readonly maxOrderNotionalSetting: string;
  readonly maxLeverage: number;
  readonly maxConcurrentPositions: number;
  /** Larger of the house minimum and the venue's MIN_NOTIONAL. */
  readonly minNotionalUsd: number;
  readonly minNotionalSetting: string;
}
