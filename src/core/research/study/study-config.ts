import type { Config } from "../../config/config-files.js";
import { twapPolicy } from "../../routing/policy.js";

/** Far beyond what a study can reach: such a limit decides nothing. */
const NO_LIMIT = 1e9;
const NO_BPS = 10_000;
/** Multiples and shares of NAV. */
const WIDE = 1_000;

interface StudyTerms {
  /** Share of the NAV that each market has: the notional of strength 1, and what an exposure is a multiple of. 0…1. */
  readonly weight: number;
}

/**
 * The configuration under which a strategy is studied: its own rules, fees, slippage, funding and stops stay; what else
 * decides about an order in live trading (limits of risk, size by volatility, maker orders, slices, impact, timers) is taken out,
 * so that the figures are those of the rules alone. The sweep's kernels compute this, and the event engine run under
 * this configuration is what they are compared with.
 */
export function studyConfig(config: Config, { weight }: StudyTerms): Config {
  const { strategy_config: strategy, router_policy: router, runtime } = config;
  const { maker, taker } = router;
  return {
    ...config,
    strategy_config: {
      ...strategy,
      intents: { ...strategy.intents, max_concurrent_positions: null },
      screener: { ...strategy.screener, order_book: { ...strategy.screener.order_book, max_adverse_imbalance: 1 } },
      sizing: {
        ...strategy.sizing,
        trade_nav_percentage: 1,
        vol_scale_min: 1,
        vol_scale_max: 1,
        // Scales targets of strength and of exposure alike.
        adaptive_scale: weight,
        free_margin_fraction: WIDE,
        drawdown_scale: { ...strategy.sizing.drawdown_scale, floor: 1 },
        volatility_scale: { ...strategy.sizing.volatility_scale, floor: 1 },
      },
      strategies: strategy.strategies.map((settings) => ({
        ...settings,
        max_nav_pct: WIDE,
        max_leverage: WIDE,
        allowed_trends: null,
        volatility_buckets: { quiet: 1, normal: 1, hot: 1, panic: 1 },
      })),
    },
    strategy_registry: unboundRegistry(config),
    pairs_universe: unboundUniverse(config),
    risk_limits: unboundLimits(config),
    router_policy: {
      ...router,
      maker: { ...maker, enabled: false, exits: false },
      taker: { ...taker, entry_type: "market" },
      max_slippage_bps: { entry: NO_BPS, exit: NO_BPS, protective: NO_BPS },
      unknown_size_factor: 1,
      twap: { ...twapPolicy(router), enabled: false },
    },
    runtime: {
      ...runtime,
      sim: {
        ...runtime.sim,
        impact_at_full_volume_bps: 0,
        max_fill_volume_share: 1,
        max_partial_fills: 1,
        latency_jitter_ms: 0,
      },
    },
  };
}

function unboundRegistry({ strategy_registry: registry }: Config): Config["strategy_registry"] {
  const strategies = Object.entries(registry.strategies).map(([id, entry]) => [
    id,
    { ...entry, max_concurrent: WIDE, capacity_usd: null },
  ]);
  return { ...registry, strategies: Object.fromEntries(strategies) as Config["strategy_registry"]["strategies"] };
}

function unboundUniverse({ pairs_universe: pairs }: Config): Config["pairs_universe"] {
  const caps = { max_nav_pct: WIDE, max_order_notional: NO_LIMIT };
  return {
    ...pairs,
    universe: pairs.universe.map((entry) => ({
      ...entry,
      max_leverage: WIDE,
      caps: { ...entry.caps, ...caps },
    })),
  };
}

function unboundLimits({ risk_limits: limits }: Config): Config["risk_limits"] {
  const { global } = limits;
  const tiers = Object.keys(global.tiers).map((tier) => [tier, { per_symbol_nav_pct: WIDE }]);
  const groups = Object.entries(global.correlation.groups).map(([name, group]) => [
    name,
    { ...group, max_beta_exposure_pct: WIDE, max_gross_exposure_pct: WIDE },
  ]);
  return {
    ...limits,
    per_symbol: {},
    restricted_symbols: [],
    global: {
      ...global,
      daily_loss_limit_pct: 1,
      hard_daily_loss_pct: 1,
      max_nav_drawdown_pct: 1,
      hard_drawdown_pct: 1,
      cooldown_minutes_after_stop: 0,
      loss_streak: { ...global.loss_streak, trades: 0 },
      veto_burst: { ...global.veto_burst, vetoes: 0 },
      max_trades_per_symbol_per_hour: NO_LIMIT,
      max_gross_exposure_pct: WIDE,
      max_net_exposure_pct: WIDE,
      max_venue_exposure_pct: WIDE,
      max_symbol_exposure_pct: WIDE,
      max_trade_nav_pct: WIDE,
      risk_per_trade_pct: WIDE,
      max_order_notional: NO_LIMIT,
      max_leverage: WIDE,
      max_concurrent_positions: NO_LIMIT,
      tiers: Object.fromEntries(tiers) as Config["risk_limits"]["global"]["tiers"],
      correlation: {
        ...global.correlation,
        groups: Object.fromEntries(groups) as Config["risk_limits"]["global"]["correlation"]["groups"],
      },
      liquidation: { ...global.liquidation, max_stop_share: 1, min_margin_ratio: 0 },
      market_quality: {
        ...global.market_quality,
        max_spread_bps: NO_BPS,
        max_slippage_bps: NO_BPS,
        max_divergence_bps: NO_BPS,
        max_funding_pct: 1,
      },
    },
  };
}
