/** Which way a setting has to move to let more risk through. */
type Direction = "up" | "down" | "listed" | "unlisted";

export interface DirectionRule {
  /** Dotted path; `*` stands for one name. */
  readonly pattern: string;
  /** up, down: a larger or smaller value loosens. listed, unlisted: adding to, or taking from, a list loosens. */
  readonly loosens: Direction;
  /** The limits that end trading or protect positions: a looser one is an error to miss. */
  readonly vital?: boolean;
  /** What an absent value or null stands for: no limit at all. */
  readonly absent?: "unlimited";
}

const up = (pattern: string): DirectionRule => ({ pattern, loosens: "up" });
const down = (pattern: string): DirectionRule => ({ pattern, loosens: "down" });
const vital = (pattern: string): DirectionRule => ({ pattern, loosens: "up", vital: true });
const cap = (pattern: string): DirectionRule => ({ pattern, loosens: "up", absent: "unlimited" });

const GLOBAL = "risk_limits.global";
const UNIVERSE = "pairs_universe.universe.*";
const SETTINGS = "strategy_config";

/** The first rule that fits decides; what fits none is neutral. */
export const DIRECTIONS: readonly DirectionRule[] = [
  ...["daily_loss_limit_pct", "hard_daily_loss_pct", "max_nav_drawdown_pct", "hard_drawdown_pct"].map((key) =>
    vital(`${GLOBAL}.${key}`),
  ),
  ...["max_leverage", "max_gross_exposure_pct", "max_unprotected_seconds"].map((key) => vital(`${GLOBAL}.${key}`)),
  ...[
    "max_net_exposure_pct",
    "max_venue_exposure_pct",
    "max_symbol_exposure_pct",
    "max_trade_nav_pct",
    "risk_per_trade_pct",
    "max_order_notional",
    "max_concurrent_positions",
    "max_trades_per_symbol_per_hour",
    "nav_tolerance_pct",
    "max_quote_depeg_pct",
    "tiers.*.per_symbol_nav_pct",
    "correlation.groups.*.max_beta_exposure_pct",
    "correlation.groups.*.max_gross_exposure_pct",
    "liquidation.max_stop_share",
  ].map((key) => up(`${GLOBAL}.${key}`)),
  // 0 switches these two off: see switchedOff.
  ...["loss_streak.trades", "veto_burst.vetoes"].map((key) => up(`${GLOBAL}.${key}`)),
  ...[
    "cooldown_minutes_after_stop",
    "loss_streak.cooldown_minutes",
    "veto_burst.window_minutes",
    "veto_burst.cooldown_minutes",
    "min_notional_usdt",
    "correlation.default_beta",
    "liquidation.majors_shock_pct",
    "liquidation.others_shock_pct",
    "liquidation.min_margin_ratio",
    "min_hours_to_delisting",
  ].map((key) => down(`${GLOBAL}.${key}`)),
  { pattern: `${GLOBAL}.liquidation.majors`, loosens: "listed" },
  { pattern: `${GLOBAL}.correlation.groups.*.symbols`, loosens: "unlisted" },
  up("risk_limits.nav_freshness_seconds"),
  { pattern: "risk_limits.restricted_symbols", loosens: "unlisted" },
  { pattern: "risk_limits.quote_symbols", loosens: "listed" },
  ...["max_nav_pct", "max_order_notional", "max_leverage"].map((key) => cap(`risk_limits.per_symbol.*.${key}`)),
  down("risk_limits.per_symbol.*.min_notional"),
  ...["enabled", "max_leverage", "caps.max_nav_pct", "caps.max_order_notional", "caps.max_concurrent_positions"].map(
    (key) => up(`${UNIVERSE}.${key}`),
  ),
  ...["min_notional", "min_gross_usd"].map((key) => down(`${UNIVERSE}.${key}`)),
  ...["enabled", "max_concurrent"].map((key) => up(`strategy_registry.strategies.*.${key}`)),
  cap("strategy_registry.strategies.*.capacity_usd"),
  { pattern: "strategy_registry.strategies.*.symbols", loosens: "listed" },
  ...["max_nav_pct", "max_leverage"].map((key) => up(`${SETTINGS}.strategies.*.${key}`)),
  ...["quiet", "normal", "hot", "panic"].map((key) => up(`${SETTINGS}.strategies.*.volatility_buckets.${key}`)),
  ...[
    "trade_nav_percentage",
    "vol_target",
    "vol_scale_min",
    "vol_scale_max",
    "adaptive_scale",
    "free_margin_fraction",
  ].map((key) => up(`${SETTINGS}.sizing.${key}`)),
  ...["exit_slippage_bps", "taker_fee_bps"].map((key) => down(`${SETTINGS}.sizing.${key}`)),
  ...["disaster_stop_atr", "liquidation_fraction", "protect_deadline_ms", "replace_timeout_ms"].map((key) =>
    vital(`${SETTINGS}.exits.${key}`),
  ),
  cap(`${SETTINGS}.intents.max_concurrent_positions`),
  up(`${SETTINGS}.bar_grace_seconds`),
  ...["max_spread_bps", "max_adverse_imbalance"].map((key) => cap(`${SETTINGS}.screener.order_book.${key}`)),
  ...["entry", "exit", "protective"].map((key) => up(`router_policy.max_slippage_bps.${key}`)),
  up("router_policy.unknown_size_factor"),
];

export function directionOf(path: string): DirectionRule | null {
  const keys = path.split(".");
  return DIRECTIONS.find(({ pattern }) => fits(pattern.split("."), keys)) ?? null;
}

function fits(pattern: readonly string[], keys: readonly string[]): boolean {
  return pattern.length === keys.length && pattern.every((name, index) => name === "*" || name === keys[index]);
}

/** Counts of which 0 means «never». */
export function switchedOff(path: string, value: unknown): boolean {
  return value === 0 && /\.(?:loss_streak\.trades|veto_burst\.vetoes)$/.test(path);
}
