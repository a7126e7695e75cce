import { bookOfNow, isOfNow } from "../domain/book-age.js";
import type { BookSnapshot } from "../domain/book.js";
import type { Direction, DropDetail, DropReason } from "../domain/intent.js";
import type { SymbolFeatures, SymbolView, TrendRegime, VolatilityRegime } from "../domain/market-view.js";
import { depthBands } from "../quant/book/depth-bands.js";
import { bookPressure } from "../quant/book/pressure.js";
import { holdsUsd, leastSlippageBps } from "../quant/book/sweep.js";
import { depthWithinUsd, imbalance, knownReachBps, microprice, midPrice, spreadBps } from "../quant/order-book.js";
import { TREND_MIN_ADX, VOLATILITY_EDGES, VOLATILITY_LONG_BARS } from "./features.js";
import { pressurePolicy, type ScreenerPolicy } from "./policy.js";

/** What a strategy's settings ask of the market before it may open; part of strategy_config.json `strategies`. */
export interface SignalFilters {
  readonly volatility_buckets: { readonly [Regime in VolatilityRegime]?: number | undefined };
  readonly allowed_trends: { readonly long: readonly TrendRegime[]; readonly short: readonly TrendRegime[] } | null;
}

/** Why a signal goes no further. */
export interface FilterDrop {
  readonly reason: DropReason;
  readonly detail: DropDetail | null;
}

/** A drop with its figure. NaN has no JSON form and says nothing, so an unknown figure leaves the detail out. */
export function dropOf(reason: DropReason, measured: number, limit: number, setting: string): FilterDrop {
  return { reason, detail: Number.isFinite(measured) ? { measured, limit, setting } : null };
}

/** Size multiplier of a strategy in a volatility regime; 0 where the regime is not listed or not known yet. */
export function bucketMultiplier(filters: SignalFilters, regime: VolatilityRegime | null): number {
  return regime === null ? 0 : (filters.volatility_buckets[regime] ?? 0);
}

interface FilterInput {
  readonly strategyId: string;
  readonly direction: Exclude<Direction, "flat">;
  readonly view: SymbolView;
  readonly filters: SignalFilters;
  readonly policy: ScreenerPolicy;
}

/** The first filter that an entry fails, null if it passes all. Exits are never filtered. */
export function filterEntry(input: FilterInput): FilterDrop | null {
  const { book } = input.view;
  return (
    trendDrop(input) ??
    volatilityDrop(input) ??
    (book === null ? null : (oldBookDrop(input.view) ?? bookDrop(input, book)))
  );
}

/** A book that is not of now says nothing for an entry; risk refuses it as well (R16). */
function oldBookDrop({ bookAge }: SymbolView): FilterDrop | null {
  if (bookAge === undefined || isOfNow(bookAge)) return null;
  const setting = "risk_limits.global.market_quality.max_book_age_seconds";
  return dropOf("stale_book", bookAge.seconds, bookAge.limitSeconds, setting);
}

function trendDrop({ strategyId, direction, view, filters }: FilterInput): FilterDrop | null {
  if (filters.allowed_trends === null) return null;
  const { trend, adx } = view.features;
  const setting = `strategy_config.strategies.${strategyId}.allowed_trends.${direction}`;
  const allowed = trend !== null && filters.allowed_trends[direction].includes(trend);
  return allowed ? null : dropOf("regime_filter", adx, TREND_MIN_ADX, setting);
}

function volatilityDrop({ strategyId, view, filters }: FilterInput): FilterDrop | null {
  const { volatility, volatilityRatio, barsSeen } = view.features;
  const setting = `strategy_config.strategies.${strategyId}.volatility_buckets`;
  if (volatility === null) return dropOf("warmup", barsSeen, VOLATILITY_LONG_BARS, setting);
  const open = bucketMultiplier(filters, volatility) > 0;
  return open ? null : dropOf("volatility_filter", volatilityRatio, edgeOf(volatility), `${setting}.${volatility}`);
}

/** The edge that brought a ratio into its regime: the upper one for quiet, the lower one for all others. */
function edgeOf(regime: VolatilityRegime): number {
  if (regime === "panic") return VOLATILITY_EDGES.hot;
  return regime === "hot" ? VOLATILITY_EDGES.normal : VOLATILITY_EDGES.quiet;
}

function bookDrop({ direction, policy }: FilterInput, book: BookSnapshot): FilterDrop | null {
  const limits = policy.order_book;
  const path = "strategy_config.screener.order_book";
  if (limits.max_spread_bps !== null) {
    const measured = spreadBps(book.bids[0]?.price, book.asks[0]?.price);
    const within = measured <= limits.max_spread_bps;
    if (!within) return dropOf("spread_filter", measured, limits.max_spread_bps, `${path}.max_spread_bps`);
  }
  if (limits.max_adverse_imbalance !== null) {
    const towardsBids = imbalance(book.bids, book.asks, limits.imbalance_levels);
    const measured = direction === "long" ? -towardsBids : towardsBids;
    const within = measured <= limits.max_adverse_imbalance;
    if (!within) return dropOf("book_filter", measured, limits.max_adverse_imbalance, `${path}.max_adverse_imbalance`);
  }
  const pressure = pressurePolicy(limits);
  if (pressure.limit !== null) {
    const towardsBids = bookPressure(book, pressure.halvingBps);
    const measured = direction === "long" ? -towardsBids : towardsBids;
    const within = measured <= pressure.limit;
    if (!within) return dropOf("book_pressure", measured, pressure.limit, `${path}.${pressure.setting}`);
  }
  if (limits.min_depth_usd !== null) {
    const side = direction === "long" ? book.asks : book.bids;
    const measured = depthWithinUsd(side, midPrice(book), limits.depth_bps);
    const within = measured >= limits.min_depth_usd;
    if (within) return null;
    // What is known of the band is too little, and not all of it is known.
    const reachBps = knownReachBps(side, midPrice(book));
    if (reachBps <= limits.depth_bps) return dropOf("shallow_book", reachBps, limits.depth_bps, `${path}.depth_bps`);
    return dropOf("book_filter", measured, limits.min_depth_usd, `${path}.min_depth_usd`);
  }
  return null;
}

/** Distances from the mid within which a proto-intent tells the depth of each side. */
export const DEPTH_BANDS_BPS = [10, 25, 50] as const;

/** Notional of which a proto-intent tells what taking it would cost against the mid, on each side. */
const SLIPPAGE_OF_USD = 10_000;

/** Features of a proto-intent by name; those not known yet are left out. */
export function featureFigures(view: SymbolView, policy: ScreenerPolicy): Readonly<Record<string, number>> {
  const { adx, atr, volatilityRatio, annualVolatility, betaToBtc, trend } = view.features;
  const figures: Record<string, number> = {};
  const tell = (name: string, figure: number): void => {
    if (Number.isFinite(figure)) figures[name] = figure;
  };
  tell("adx", adx);
  tell("atr", atr);
  tell("volatilityRatio", volatilityRatio);
  tell("annualVolatility", annualVolatility);
  tell("betaToBtc", betaToBtc);
  if (trend !== null) tell("trend", trend === "up" ? 1 : trend === "down" ? -1 : 0);
  const book = bookOfNow(view);
  if (book !== null) {
    const { bids, asks } = book;
    tell("spreadBps", spreadBps(bids[0]?.price, asks[0]?.price));
    tell("imbalance", imbalance(bids, asks, policy.order_book.imbalance_levels));
    tell("pressure", bookPressure(book, pressurePolicy(policy.order_book).halvingBps));
    tell("microprice", microprice(bids, asks));
    // A band that goes beyond the last level known holds more than was counted, and what a book can't fill has no price.
    for (const { distanceBps, bidUsd, askUsd, bidsEnd, asksEnd } of depthBands(book, DEPTH_BANDS_BPS)) {
      if (!bidsEnd) tell(`bidDepth${String(distanceBps)}BpsUsd`, bidUsd);
      if (!asksEnd) tell(`askDepth${String(distanceBps)}BpsUsd`, askUsd);
    }
    for (const side of ["buy", "sell"] as const) {
      if (!holdsUsd(book, side, SLIPPAGE_OF_USD)) continue;
      tell(`${side}Slippage10kUsdBps`, leastSlippageBps(book, side, SLIPPAGE_OF_USD));
    }
  }
  return figures;
}

/** The market's part of the reasons: `trend up, ADX 31.2`. */
export function marketReasons({ trend, adx, volatility, volatilityRatio }: SymbolFeatures): string[] {
  const reasons: string[] = [];
  if (trend !== null) reasons.push(`trend ${trend}, ADX ${adx.toFixed(1)}`);
  if (volatility !== null) reasons.push(`volatility ${volatility}, ratio ${volatilityRatio.toFixed(2)}`);
  return reasons;
}
