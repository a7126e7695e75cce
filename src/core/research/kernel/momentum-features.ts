import { atrWilder } from "../../quant/atr.js";
import { ema } from "../../quant/ema.js";
import { VOLATILITY_LONG_BARS } from "../../screener/features.js";
import { momentum } from "../../strategies/momentum.js";
import { momentumParamsSchema } from "../../strategies/momentum-params.js";
import type { KernelMarket } from "./market.js";
import type { MomentumPoint } from "./terms.js";

/** Columns that combinations share: each distinct window is computed once. */
export interface MomentumFeatures {
  ema(period: number): Float64Array;
  atr(period: number): Float64Array;
}

export function momentumFeatures(market: KernelMarket): MomentumFeatures {
  const averages = new Map<number, Float64Array>();
  const ranges = new Map<number, Float64Array>();
  return {
    ema: (period) => remember(averages, period, () => ema(market.close, period)),
    atr: (period) => remember(ranges, period, () => atrWilder(market, period)),
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

function remember(known: Map<number, Float64Array>, key: number, make: () => Float64Array): Float64Array {
  const column = known.get(key) ?? make();
  known.set(key, column);
  return column;
}
