import { ok } from "../../../lib/result.js";
import { MINUTE_MS } from "../../../lib/time.js";
import { dayFigures } from "./day-figures.js";
import { pastFunding } from "./funding-view.js";
import type { FundingPoint, FundingQuery } from "./funding-view.js";
import { changePercent } from "./market-frames.js";
import { limitParam, routeOf, windowParams } from "./public-route.js";
import type { PublicParams, PublicRoute, Read } from "./public-route.js";
import type { ServedMarket } from "./served-market.js";
import { rowsOf, symbolParam, weightByScope } from "./symbol-params.js";
import { wireNumber } from "./wire-numbers.js";

/** Default interval of funding; other ones are listed in fundingInfo. */
const USUAL_FUNDING_HOURS = 8;
const INTEREST_RATE = "0.00010000";
const OPEN_INTEREST_USD = 500_000_000;
/** "ADL Risk", 2026-11: rated anew so often. */
const ADL_RATING_MS = 30 * MINUTE_MS;

/** Tickers, marks, funding. */
export function priceRoutes(market: ServedMarket): readonly (readonly [string, PublicRoute])[] {
  const price = routeOf(weightByScope(1, 2), (params) => readPrice(market, params));
  return [
    ["/fapi/v1/ticker/price", price],
    ["/fapi/v2/ticker/price", price],
    ["/fapi/v1/ticker/24hr", routeOf(weightByScope(1, 40), (params) => readDay(market, params))],
    ["/fapi/v1/premiumIndex", routeOf(weightByScope(1, 10), (params) => readPremium(market, params))],
    // These two share a limit of their own and cost no weight.
    ["/fapi/v1/fundingRate", routeOf(0, (params) => readFunding(market, params))],
    ["/fapi/v1/fundingInfo", routeOf(0, () => ok(unusualFunding(market)))],
    ["/fapi/v1/openInterest", routeOf(1, (params) => readOpenInterest(market, params))],
    ["/fapi/v1/symbolAdlRisk", routeOf(1, (params) => readAdlRisk(market, params))],
  ];
}

/** There is nobody here against whom the account could be deleveraged, unless a script says so. */
function readAdlRisk(market: ServedMarket, params: PublicParams): Read<unknown> {
  const nowMs = market.time.nowMs();
  return rowsOf(market, params, (symbol) => ({ symbol, adlRisk: "low", updateTime: nowMs - (nowMs % ADL_RATING_MS) }));
}

function readPrice(market: ServedMarket, params: PublicParams): Read<unknown> {
  return rowsOf(market, params, (symbol) => {
    const prices = market.prices(symbol);
    return prices === null ? null : { symbol, price: wireNumber(prices.last), time: market.time.nowMs() };
  });
}

function readDay(market: ServedMarket, params: PublicParams): Read<unknown> {
  return rowsOf(market, params, (symbol) => {
    const figures = dayFigures(market, symbol);
    if (figures === null) return null;
    const { last, open, high, low, volume, quoteVolume, trades } = figures;
    const firstId = Math.floor(figures.openMs / 1_000);
    return {
      symbol,
      priceChange: wireNumber(last - open),
      priceChangePercent: changePercent(figures),
      weightedAvgPrice: wireNumber(volume > 0 ? quoteVolume / volume : last),
      lastPrice: wireNumber(last),
      lastQty: market.tape(symbol).latest(1)[0]?.qty ?? "0",
      openPrice: wireNumber(open),
      highPrice: wireNumber(high),
      lowPrice: wireNumber(low),
      volume: wireNumber(volume),
      quoteVolume: wireNumber(quoteVolume),
      openTime: figures.openMs,
      closeTime: figures.closeMs,
      firstId,
      lastId: firstId + trades,
      count: trades,
    };
  });
}

function readPremium(market: ServedMarket, params: PublicParams): Read<unknown> {
  return rowsOf(market, params, (symbol) => {
    const prices = market.prices(symbol);
    if (prices === null) return null;
    const markPrice = wireNumber(prices.mark);
    return {
      symbol,
      markPrice,
      indexPrice: wireNumber(prices.index),
      estimatedSettlePrice: markPrice,
      lastFundingRate: wireNumber(prices.fundingRate),
      interestRate: INTEREST_RATE,
      nextFundingTime: prices.nextFundingMs,
      time: market.time.nowMs(),
    };
  });
}

function readFunding(market: ServedMarket, params: PublicParams): Read<readonly object[]> {
  const limit = limitParam(params, { standard: 100, most: 1_000 });
  if (!limit.ok) return limit;
  const window = windowParams(params);
  if (!window.ok) return window;
  const named = params.symbol !== undefined && params.symbol !== "";
  const symbol = named ? symbolParam(market, params) : null;
  if (symbol?.ok === false) return symbol;
  const { nowMs } = market.moment();
  const rows = (symbol === null ? market.symbols() : [symbol.value]).flatMap((one) => {
    const points = settledOf(market, one, { ...window.value, nowMs, limit: limit.value });
    return points.map(({ atMs, rate, markPrice }) => ({
      symbol: one,
      fundingTime: atMs,
      fundingRate: wireNumber(rate),
      markPrice: markPrice === null ? "" : wireNumber(markPrice),
      rateType: "Regular",
    }));
  });
  return ok(rows.sort((a, b) => a.fundingTime - b.fundingTime).slice(0, limit.value));
}

/** As recorded until the symbol's interval was changed, afterwards what was settled here. */
function settledOf(market: ServedMarket, symbol: string, query: FundingQuery): readonly FundingPoint[] {
  const series = market.history(symbol)?.funding ?? null;
  const changed = market.fundingSince(symbol);
  const endMs = Math.min(query.endMs ?? query.nowMs, changed?.sinceMs ?? Infinity);
  const recorded = series === null ? [] : pastFunding(series, { ...query, endMs });
  const since = (changed?.settled ?? []).filter(
    ({ atMs }) => atMs >= (query.startMs ?? 0) && atMs <= (query.endMs ?? query.nowMs),
  );
  const all = [...recorded, ...since];
  return query.startMs === null ? all.slice(-query.limit) : all.slice(0, query.limit);
}

function unusualFunding(market: ServedMarket): readonly object[] {
  const unusual = [...market.instruments().values()].filter(
    ({ fundingIntervalHours }) => fundingIntervalHours !== USUAL_FUNDING_HOURS,
  );
  return unusual.map(({ symbol, fundingIntervalHours }) => ({
    symbol,
    adjustedFundingRateCap: "0.02000000",
    adjustedFundingRateFloor: "-0.02000000",
    fundingIntervalHours,
    disclaimer: false,
  }));
}

/** Nothing of it is recorded: a round sum of money at the last price. */
function readOpenInterest(market: ServedMarket, params: PublicParams): Read<object> {
  const symbol = symbolParam(market, params);
  if (!symbol.ok) return symbol;
  const last = market.prices(symbol.value)?.last ?? 1;
  return ok({ symbol: symbol.value, openInterest: (OPEN_INTEREST_USD / last).toFixed(3), time: market.time.nowMs() });
}
