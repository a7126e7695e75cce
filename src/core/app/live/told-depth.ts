import type { ToldDepth } from "../../adapters/binance-usdm/streams/told-levels.js";
import type { Config } from "../../config/config-files.js";
import { DEPTH_BANDS_BPS } from "../../screener/filters.js";

/** As much of a book as anything that is decided looks at: levels by number, bands and slippage limits by distance. */
export function toldDepth({
  runtime,
  strategy_config: strategy,
  risk_limits: risk,
  router_policy: router,
}: Config): ToldDepth {
  const { imbalance_levels: levels, depth_bps: depthBps } = strategy.screener.order_book;
  const { max_slippage_bps: slippageBps } = risk.global.market_quality;
  return {
    levels: Math.max(runtime.live.book_levels, levels),
    reachBps: Math.max(...DEPTH_BANDS_BPS, depthBps, slippageBps, router.max_slippage_bps.entry),
  };
}
