import type { DropReason, LimitUnit } from "./intent.js";

/** In what the figures of a drop are told: units of limits, and those that only signals and filters have. */
export type FigureUnit =
  | LimitUnit
  | "adx"
  | "atr"
  | "bars"
  | "beta"
  | "deviations"
  | "entries"
  | "imbalance"
  | "normal"
  | "orders"
  | "positions"
  | "probability";

const BY_REASON: Readonly<Partial<Record<DropReason, FigureUnit>> & Record<string, FigureUnit>> = {
  warmup: "bars",
  stale_bars: "seconds",
  between_bars: "seconds",
  regime_filter: "adx",
  // Mean true range of 50 over that of 500 bars.
  volatility_filter: "normal",
  spread_filter: "bps",
  book_filter: "usd",
  stale_book: "seconds",
  shallow_book: "bps",
  book_pressure: "imbalance",
  ml_veto: "probability",
  slots_full: "positions",
  strategy_slots_full: "positions",
  rebalance_band: "fraction",
  below_minimum: "usd",
  route_broken: "seconds",
  // Rules that count: of what.
  max_concurrent_positions: "positions",
  strategy_concurrency: "positions",
  symbol_concurrency: "positions",
};

/** Where one reason has several figures, and signals of strategies: by the last name of the setting. */
const BY_SETTING: Readonly<Record<string, FigureUnit>> = {
  entry_strength: "atr",
  max_stop_atr: "atr",
  entry_z: "deviations",
  stop_z: "deviations",
  max_p_value: "probability",
  min_beta: "beta",
  max_beta: "beta",
  max_adverse_imbalance: "imbalance",
  max_trades_per_symbol_per_hour: "entries",
  orders_10s: "orders",
  orders_1m: "orders",
};

/** Null where it is not known: a reason of another version, a setting of a strategy that is not ours. */
export function dropUnit(reason: string, setting: string): FigureUnit | null {
  const name = setting.slice(setting.lastIndexOf(".") + 1);
  return BY_SETTING[name] ?? BY_REASON[reason] ?? null;
}
