/**
 * What became of the settings of the Python system this project replaces (its v5.10 to v6.2). Paths are
 * `file.key.key` with `*` for one name and a last `**` for all below. The first row that fits decides.
 */
export type PredecessorRow =
  /** Same meaning, perhaps another place (`*` are filled in from the left). */
  | { readonly from: string; readonly to: string }
  /** No equal here: why, and what to do. Never guessed. */
  | { readonly from: string; readonly remark: string; readonly fix: string };

const same = (...paths: readonly string[]): readonly PredecessorRow[] =>
  paths.map((path) => ({ from: path, to: path }));

const GLOBAL = "risk_limits.global";
const REGISTRY = "strategy_registry.strategies.*";
const SETTINGS = "strategy_config.strategies.*";
const NO_FIXED_STOPS = "exits are distances in ATR, not fixed shares of the price";
const NO_RSI = "momentum here is the distance of two EMAs in ATR; it has no RSI bands";
const NO_MODEL = "no model screens signals in this build";

export const PREDECESSOR_TABLE: readonly PredecessorRow[] = [
  ...same(
    ...[
      "daily_loss_limit_pct",
      "cooldown_minutes_after_stop",
      "max_trades_per_symbol_per_hour",
      "max_gross_exposure_pct",
      "max_symbol_exposure_pct",
      "max_nav_drawdown_pct",
      "max_concurrent_positions",
      "max_leverage",
      "min_notional_usdt",
      "max_trade_nav_pct",
      "tiers.*.per_symbol_nav_pct",
    ].map((key) => `${GLOBAL}.${key}`),
    ...["nav_freshness_seconds", "reset_timezone", "quote_symbols", "restricted_symbols"].map(
      (key) => `risk_limits.${key}`,
    ),
    ...["min_notional", "max_order_notional", "max_leverage", "max_nav_pct"].map(
      (key) => `risk_limits.per_symbol.*.${key}`,
    ),
  ),
  {
    from: `${GLOBAL}.trade_equity_nav_pct`,
    remark: "may be the NAV share of one trade, which stands in strategy_config.json here",
    fix: "Set strategy_config.sizing.trade_nav_percentage yourself, then remove it.",
  },
  {
    from: `${GLOBAL}.drawdown_alert_pct`,
    remark: "there is no alert level among the limits",
    fix: "Remove it; max_nav_drawdown_pct stops opening, hard_drawdown_pct flattens.",
  },
  {
    from: `${GLOBAL}.symbol_notional_share_cap_pct`,
    remark: "caps on a symbol are shares of NAV here, not of gross exposure",
    fix: "Choose a share of NAV in risk_limits.per_symbol.<symbol>.max_nav_pct, then remove it.",
  },
  {
    from: `${GLOBAL}.symbol_drawdown_cap_pct`,
    remark: "there is no drawdown limit by symbol",
    fix: "Remove it; cooldown_minutes_after_stop rests a symbol after a stop.",
  },
  {
    from: "risk_limits.fail_closed_on_nav_stale",
    remark: "a stale NAV always refuses new risk and can't be told not to",
    fix: "Remove it.",
  },
  {
    from: "risk_limits.non_prod.**",
    remark: "modes decide what may write to a venue; paper is the default and never does",
    fix: "Remove it.",
  },
  {
    from: "risk_limits.testnet_overrides.**",
    remark: "limits have no second set for the testnet",
    fix: "Keep a second folder for the testnet and name it with --config.",
  },
  ...same("pairs_universe.version", "pairs_universe.symbols"),
  ...same(
    ...["symbol", "tier", "bucket", "enabled", "status", "target_leverage", "max_leverage", "min_notional"].map(
      (key) => `pairs_universe.universe.*.${key}`,
    ),
    ...["min_gross_usd", "caps.max_nav_pct", "caps.max_order_notional", "caps.max_concurrent_positions"].map(
      (key) => `pairs_universe.universe.*.${key}`,
    ),
  ),
  ...same(...["id", "enabled", "max_concurrent", "capacity_usd", "symbols", "tags"].map((key) => `${REGISTRY}.${key}`)),
  { from: `${REGISTRY}.module`, to: `${REGISTRY}.strategy` },
  {
    from: `${REGISTRY}.sandbox`,
    remark: "a strategy is tried out in mode paper or dry-run, not by a flag of its own",
    fix: "Remove it.",
  },
  {
    from: `${REGISTRY}.confidence`,
    remark: "a strategy is weighted by nothing but its signal's strength",
    fix: "Lower its capacity_usd or strategy_config max_nav_pct, then remove it.",
  },
  ...same("strategy_config.version", "strategy_config.poll_seconds", "strategy_config.universe"),
  ...same("strategy_config.sizing.taker_fee_bps"),
  {
    from: "strategy_config.sizing.slippage_bps",
    remark: "may be the slippage assumed on stops, or that of entries",
    fix: "Set sizing.exit_slippage_bps (stops) and router_policy.max_slippage_bps.entry yourself, then remove it.",
  },
  {
    from: "strategy_config.sizing.default_leverage",
    remark: "leverage is limited by strategy and symbol, there is no default",
    fix: "Set strategies[].max_leverage, then remove it.",
  },
  {
    from: "strategy_config.sizing.vol_target_bps",
    remark: "sizing.vol_target is annual volatility as a fraction; basis points of which span isn't known",
    fix: "Set sizing.vol_target yourself, then remove it.",
  },
  {
    from: "strategy_config.sizing.atr_*",
    remark: "the ATR belongs to a strategy and to its bars",
    fix: "Set strategies[].params.atr_period, then remove it.",
  },
  {
    from: "strategy_config.use_futures",
    remark: "USD-M perpetuals are all that is traded",
    fix: "Remove it.",
  },
  {
    from: "strategy_config.nav.**",
    remark: "NAV is wallet plus unrealised PnL at mark, nothing else",
    fix: "Remove it; paper starts with runtime.paper.start_nav_usdt.",
  },
  {
    from: "strategy_config.signals.momentum.ema_fast",
    remark: "moved to strategies[].params.fast of each momentum strategy",
    fix: "Write it there.",
  },
  {
    from: "strategy_config.signals.momentum.ema_slow",
    remark: "moved to strategies[].params.slow of each momentum strategy",
    fix: "Write it there.",
  },
  { from: "strategy_config.signals.momentum.rsi_*", remark: NO_RSI, fix: "Remove it; params.entry_strength decides." },
  {
    from: "strategy_config.signals.zscore.**",
    remark: "relative_value isn't in this build",
    fix: "Remove it.",
  },
  {
    from: "strategy_config.signals.timeframe",
    remark: "each strategy has its own timeframe",
    fix: "Set strategies[].timeframe, then remove it.",
  },
  { from: "strategy_config.signals.enable_ai_screener", remark: NO_MODEL, fix: "Remove it." },
  {
    from: "strategy_config.signals.use_shared_risk_gate",
    remark: "every order passes the same risk review and can't go round it",
    fix: "Remove it.",
  },
  { from: "strategy_config.ml.**", remark: NO_MODEL, fix: "Remove it." },
  ...same(...["id", "label", "timeframe"].map((key) => `${SETTINGS}.${key}`)),
  {
    from: `${SETTINGS}.enabled`,
    remark: "moved to strategy_registry.strategies.<id>.enabled",
    fix: "Remove it here; the registry decides.",
  },
  {
    from: `${SETTINGS}.symbol`,
    remark: "moved to strategy_registry.strategies.<id>.symbols",
    fix: "Write it there.",
  },
  ...same(`${SETTINGS}.params.atr_period`),
  { from: `${SETTINGS}.params.risk.atr_period`, to: `${SETTINGS}.params.atr_period` },
  { from: `${SETTINGS}.params.risk.max_bars`, to: `${SETTINGS}.params.max_bars` },
  {
    from: `${SETTINGS}.params.risk.atr_mult`,
    remark: "may be the distance of the stop or of the trail",
    fix: "Set params.stop_atr (stop) or params.trail_atr (trail) yourself, then remove it.",
  },
  { from: `${SETTINGS}.params.risk.fixed_sl_pct`, remark: NO_FIXED_STOPS, fix: "Set params.stop_atr, then remove it." },
  {
    from: `${SETTINGS}.params.risk.fixed_tp_pct`,
    remark: NO_FIXED_STOPS,
    fix: "Set params.take_profit, then remove it.",
  },
  { from: `${SETTINGS}.params.risk.trail.**`, remark: NO_FIXED_STOPS, fix: "Set params.trail_atr, then remove it." },
  { from: `${SETTINGS}.params.entry.**`, remark: NO_RSI, fix: "Remove it; params.entry_strength decides." },
  {
    from: `${SETTINGS}.params.per_trade_nav_pct`,
    remark: "the NAV share of a trade is the same for all strategies",
    fix: "Set strategy_config.sizing.trade_nav_percentage, then remove it.",
  },
  {
    from: `${SETTINGS}.params.leverage`,
    remark: "may be the venue's leverage setting or a limit",
    fix: "Set strategies[].max_leverage (a limit of |notional| / NAV) yourself, then remove it.",
  },
  {
    from: `${SETTINGS}.params.bucket`,
    remark: "moved to pairs_universe.universe[].tier of the symbol",
    fix: "Write it there.",
  },
  { from: "symbol_tiers.*", remark: "moved to pairs_universe.universe[].tier", fix: "Write it there." },
  {
    from: "settings.automerge_discovery",
    remark: "symbols are never added by themselves",
    fix: "Remove it.",
  },
  { from: "settings.features.**", remark: "there are no feature switches", fix: "Remove it." },
];
