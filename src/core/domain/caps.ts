/** Limits of one account beside those of every account; shares of its own NAV. */
export interface AccountCaps {
  /** `reducing`: it opens nothing, and what it holds goes by its exits. */
  readonly state: "active" | "reducing";
  readonly limits: Readonly<Partial<Record<AccountLimit, number>>>;
  /** Path of the account in the configuration. */
  readonly setting: string;
}

/** Named as the limits of all accounts are in risk_limits.global. */
export type AccountLimit =
  | "max_trade_nav_pct"
  | "max_symbol_exposure_pct"
  | "max_gross_exposure_pct"
  | "max_net_exposure_pct"
  | "max_leverage"
  | "max_concurrent_positions"
  | "daily_loss_limit_pct"
  | "max_nav_drawdown_pct";

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
