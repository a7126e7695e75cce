import type { Bar } from "../domain/bar.js";
import type { SymbolFeatures, TrendRegime, VolatilityRegime } from "../domain/market-view.js";
import { DAY_MS } from "../lib/time.js";
import { createAdx, nextAdx, readAdx } from "../quant/adx.js";
import type { AdxState } from "../quant/adx.js";
import { createAtr, nextAtr, readAtr } from "../quant/atr.js";
import type { AtrState } from "../quant/atr.js";
import { createEma, nextEma } from "../quant/ema.js";
import type { EmaState } from "../quant/ema.js";
import { createEwma, nextEwma, readEwma } from "../quant/ewma-volatility.js";
import type { EwmaState } from "../quant/ewma-volatility.js";
import { createSma, nextSma, readSma } from "../quant/sma.js";
import type { SmaState } from "../quant/sma.js";
import { trueRangeOf } from "../quant/true-range.js";
import { closeDays, createDailyReturns, updateBetas } from "./daily-returns.js";
import type { DailyReturnsState } from "./daily-returns.js";

const ATR_PERIOD = 14;
const ADX_PERIOD = 14;
/** Below it the market has no trend: `range`. */
export const TREND_MIN_ADX = 20;
const TREND_EMA_PERIOD = 50;
/** The slope of the trend EMA is its change over so many bars. */
const TREND_SLOPE_BARS = 10;
const VOLATILITY_SHORT_BARS = 50;
export const VOLATILITY_LONG_BARS = 500;
/** A ratio below its edge belongs to the regime before it; from the last edge on it is panic. */
export const VOLATILITY_EDGES = { quiet: 0.5, normal: 1.5, hot: 2.5 } as const;
const EWMA_LAMBDA = 0.94;
/** With λ 0.94 the weights amount to about 32 returns; fewer are an anecdote. */
const EWMA_MIN_RETURNS = 32;
const YEAR_MS = 365 * DAY_MS;

/** What the features remember of one symbol: plain JSON data, a fold of its closed bars. */
export interface FeatureState {
  barsSeen: number;
  barMs: number;
  lastClose: number | null;
  readonly atr: AtrState;
  readonly adx: AdxState;
  readonly trendEma: EmaState;
  /** Newest values of the trend EMA, oldest first, at most TREND_SLOPE_BARS + 1. */
  readonly trendEmas: number[];
  readonly shortRange: SmaState;
  readonly longRange: SmaState;
  readonly ewma: EwmaState;
  readonly daily: DailyReturnsState;
}

export function createFeatureState(): FeatureState {
  return {
    barsSeen: 0,
    barMs: 0,
    lastClose: null,
    atr: createAtr(),
    adx: createAdx(),
    trendEma: createEma(),
    trendEmas: [],
    shortRange: createSma(),
    longRange: createSma(),
    ewma: createEwma(),
    daily: createDailyReturns(),
  };
}

/** Takes one closed bar of the symbol; all features but β, which needs the benchmark ({@link foldFeatures}). */
export function updateFeatures(state: FeatureState, bar: Bar): void {
  const range = trueRangeOf(bar.high, bar.low, state.lastClose);
  nextAtr(state.atr, bar, ATR_PERIOD);
  nextAdx(state.adx, bar, ADX_PERIOD);
  nextSma(state.shortRange, range, VOLATILITY_SHORT_BARS);
  nextSma(state.longRange, range, VOLATILITY_LONG_BARS);
  if (state.lastClose !== null) nextEwma(state.ewma, bar.close / state.lastClose - 1, EWMA_LAMBDA);
  const trendEma = nextEma(state.trendEma, bar.close, TREND_EMA_PERIOD);
  if (state.trendEma.seen >= TREND_EMA_PERIOD) state.trendEmas.push(trendEma);
  if (state.trendEmas.length > TREND_SLOPE_BARS + 1) state.trendEmas.shift();
  closeDays(state.daily, bar, state.lastClose);
  state.lastClose = bar.close;
  state.barMs = bar.closeTimeMs - bar.openTimeMs;
  state.barsSeen += 1;
}

/**
 * Takes all bars that closed at one instant, then brings each β up to date. The order of the bars doesn't matter:
 * β is computed once all of them, the benchmark's too, are in.
 */
export function foldFeatures(states: Record<string, FeatureState>, bars: readonly Bar[], benchmark: string): void {
  for (const bar of bars) updateFeatures((states[bar.symbol] ??= createFeatureState()), bar);
  updateBetas(
    bars.map((bar) => states[bar.symbol]?.daily),
    states[benchmark]?.daily,
  );
}

/** What the features say now; NaN or null where they still warm up. */
export function readFeatures(state: FeatureState): SymbolFeatures {
  const adx = readAdx(state.adx, ADX_PERIOD).adx;
  const volatilityRatio =
    readSma(state.shortRange, VOLATILITY_SHORT_BARS) / readSma(state.longRange, VOLATILITY_LONG_BARS);
  const measured = state.ewma.seen >= EWMA_MIN_RETURNS;
  return {
    barsSeen: state.barsSeen,
    trend: trendRegime(adx, state.trendEmas),
    volatility: volatilityRegime(volatilityRatio),
    volatilityRatio,
    adx,
    atr: readAtr(state.atr, ATR_PERIOD),
    annualVolatility: measured ? readEwma(state.ewma) * Math.sqrt(YEAR_MS / state.barMs) : Number.NaN,
    betaToBtc: state.daily.beta ?? Number.NaN,
  };
}

/** Regime of a ratio of mean true ranges; null when the ratio is not known. */
export function volatilityRegime(ratio: number): VolatilityRegime | null {
  if (ratio < VOLATILITY_EDGES.quiet) return "quiet";
  if (ratio < VOLATILITY_EDGES.normal) return "normal";
  if (ratio < VOLATILITY_EDGES.hot) return "hot";
  return ratio >= VOLATILITY_EDGES.hot ? "panic" : null;
}

function trendRegime(adx: number, emas: readonly number[]): TrendRegime | null {
  const oldest = emas[0];
  const newest = emas[TREND_SLOPE_BARS];
  if (oldest === undefined || newest === undefined || Number.isNaN(adx)) return null;
  const trending = adx >= TREND_MIN_ADX && newest !== oldest;
  if (!trending) return "range";
  return newest > oldest ? "up" : "down";
}
