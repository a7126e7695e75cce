import { forgetOldest } from "../../lib/forget-oldest.js";
import { atrWilder } from "../../quant/atr.js";
import { ema } from "../../quant/ema.js";
import { VOLATILITY_LONG_BARS } from "../../screener/features.js";
import { momentum } from "../../strategies/momentum.js";
import { momentumParamsSchema } from "../../strategies/momentum-params.js";
import type { KernelMarket } from "./market.js";
import type { MomentumPoint } from "./terms.js";

/** Columns of a market that are kept: every thread has its own, so what a wide grid names must not all stay. */
export const MOST_COLUMNS = 128;

/** Columns that combinations share: those of the windows that were asked for last are kept, others are computed again. */
export interface MomentumFeatures {
  ema(period: number): Float64Array;
  atr(period: number): Float64Array;
}

export function momentumFeatures(market: KernelMarket): MomentumFeatures {
  const kept = new Map<string, Float64Array>();
  return {
    ema: (period) => remember(kept, `ema ${String(period)}`, () => ema(market.close, period)),
    atr: (period) => remember(kept, `atr ${String(period)}`, () => atrWilder(market, period)),
  };
}

const DEFAULTS = momentumParamsSchema.parse({});

/**
 * Bars that momentum waits for before it opens anything, as in live trading: until older ones change its signal no more, and
 * until the screener knows the market's volatility regime.
 */
export function momentumWarmup({ fast, slow, atrPeriod }: MomentumPoint): number {
  const own = momentum.warmupBars({ ...DEFAULTS, fast, slow, atr_period: atrPeriod });
  return Math.max(own, VOLATILITY_LONG_BARS);
}

/** Least recently asked for first: a map keeps its keys in the order in which they were set. */
function remember(kept: Map<string, Float64Array>, key: string, make: () => Float64Array): Float64Array {
  const column = kept.get(key) ?? make();
  kept.delete(key);
  kept.set(key, column);
  forgetOldest(kept, MOST_COLUMNS);
  return column;
}
