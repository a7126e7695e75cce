import type { Signal } from "../domain/intent.js";
import { DAY_MS, HOUR_MS } from "../lib/time.js";
import { createAtr, nextAtr, readAtr, wilderDecay } from "../quant/atr.js";
import type { AtrState } from "../quant/atr.js";
import { createEwma, nextEwma, readEwma } from "../quant/ewma-volatility.js";
import type { EwmaState } from "../quant/ewma-volatility.js";
import type { HeldDirection, StrategyDefinition } from "./definition.js";
import { volTargetParamsSchema } from "./vol-target-params.js";
import type { VolTargetParams } from "./vol-target-params.js";

/** Plain JSON data, a fold of closed bars. */
export interface VolTargetState {
  bars: number;
  /** Bars the parameters ask for, kept so that no reading computes it again. */
  readonly warmup: number;
  /** Newest last, one more than the longest horizon. */
  readonly closes: number[];
  readonly volatility: EwmaState;
  readonly atr: AtrState;
}

const BAR_MS = 4 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
/** Change of the newest figure that older bars may still make after the warm-up, as a fraction of it. */
const WARMUP_TOLERANCE = 1e-9;
/** How many times too large volatility and ATR may have been when the fold began. */
const WORST_START = 1_000;

/**
 * Trend by the signs of past returns, sized to a volatility.
 *
 * direction = mean sign of the returns over `horizons`, −1…1; exposure = direction × min(max_leverage,
 * target_vol / volatility), a signed multiple of NAV, where volatility is the EWMA of bar returns, annualised (365 days).
 * Held positions follow the exposure beyond `rebalance_band`; the disaster stop is the only stop.
 */
export const volTarget: StrategyDefinition<VolTargetParams, VolTargetState> = {
  id: "vol_target",
  title: "Sign of returns, sized to a volatility",
  barMs: BAR_MS,
  sizing: "exposure",
  params: volTargetParamsSchema,
  foldParams: ["horizons", "lambda", "atr_period"],

  warmupBars({ horizons, lambda, atr_period }) {
    const squares = Math.log(WARMUP_TOLERANCE / WORST_START ** 2) / Math.log(lambda);
    const ranges = Math.log(WARMUP_TOLERANCE / WORST_START) / Math.log(wilderDecay(atr_period));
    return Math.max(Math.max(...horizons) + 1, 1 + Math.ceil(squares), atr_period + Math.ceil(ranges));
  },

  create: (params) => ({
    bars: 0,
    warmup: volTarget.warmupBars(params),
    closes: [],
    volatility: createEwma(),
    atr: createAtr(),
  }),

  next(state, bar, { horizons, lambda, atr_period }): void {
    const before = state.closes.at(-1);
    if (before !== undefined) nextEwma(state.volatility, bar.close / before - 1, lambda);
    nextAtr(state.atr, bar, atr_period);
    state.closes.push(bar.close);
    if (state.closes.length > Math.max(...horizons) + 1) state.closes.shift();
    state.bars += 1;
  },

  signal(state, held, params): Signal {
    if (state.bars < state.warmup) {
      const detail = { measured: state.bars, limit: state.warmup, setting: "params.lambda" };
      return { kind: "none", reason: "warmup", detail, zone: 0 };
    }
    return signalOf(state, held, params);
  },
};

/** Mean sign of the returns over the horizons, −1…1; NaN before there are so many bars. */
function directionOf({ closes }: VolTargetState, { horizons }: VolTargetParams): number {
  const newest = closes.at(-1) ?? Number.NaN;
  const signs = horizons.map((bars) => Math.sign(newest - (closes.at(-1 - bars) ?? Number.NaN)));
  return signs.reduce((sum, sign) => sum + sign, 0) / signs.length;
}

/** EWMA of the bar returns, a fraction a year. */
export function annualVolatility({ volatility }: VolTargetState): number {
  return readEwma(volatility) * Math.sqrt(YEAR_MS / BAR_MS);
}

function signalOf(state: VolTargetState, held: HeldDirection, params: VolTargetParams): Signal {
  const mean = directionOf(state, params);
  const volatility = annualVolatility(state);
  const atr = readAtr(state.atr, params.atr_period);
  const zone = mean > 0 ? 1 : mean < 0 ? -1 : 0;
  const known = volatility > 0 && Number.isFinite(volatility) && atr > 0 && Number.isFinite(atr);
  if (zone !== 0 && known) {
    const full = Math.min(params.max_leverage, params.target_vol / volatility);
    return {
      kind: "target",
      direction: zone === 1 ? "long" : "short",
      strength: Math.abs(mean),
      exposure: mean * full,
      rebalanceBand: params.rebalance_band,
      exits: { stopDistance: 0, atr, trailDistance: null, takeProfits: [], maxBars: null },
      zone,
      reasons: [
        `mean sign ${mean.toFixed(2)} of returns over ${params.horizons.join(", ")} bars`,
        `volatility ${volatility.toFixed(4)} a year, full exposure ${full.toFixed(4)}`,
      ],
    };
  }
  if (held !== "flat" && zone === 0) {
    const reasons = ["the signs of the returns cancel out"];
    return { kind: "target", direction: "flat", strength: 0, exposure: null, exits: null, zone, reasons };
  }
  return { kind: "none", reason: "no_signal", detail: null, zone };
}
