import type { Instrument } from "../../../domain/instrument.js";
import { MINUTE_MS } from "../../../lib/time.js";
import { TRIGGER_PROTECT } from "../venue-bounds.js";
import type { RestLimits } from "../rest/rate-limits.js";
import { contractStatus, deliveryMs } from "./contract-status.js";
import { placesOf, tickGrid } from "./wire-numbers.js";

/** Stop types are listed although the order endpoint refuses them: clients look here before they send (2025-12-09). */
const ORDER_TYPES = [
  "LIMIT",
  "MARKET",
  "STOP",
  "STOP_MARKET",
  "TAKE_PROFIT",
  "TAKE_PROFIT_MARKET",
  "TRAILING_STOP_MARKET",
] as const;

const TIMES_IN_FORCE = ["GTC", "IOC", "FOK", "GTX", "GTD", "RPI"] as const;
const MOST_PRICE = "4529764";
const MOST_OPEN_ORDERS = 200;
const TAKE_BOUND = "0.05";

interface InfoMoment {
  readonly nowMs: number;
  /** When the contracts were listed. */
  readonly openedMs: number;
  readonly limits: RestLimits;
}

export function exchangeInfo(instruments: Iterable<Instrument>, { nowMs, openedMs, limits }: InfoMoment): object {
  const symbols = [...instruments];
  const quotes = [...new Set(symbols.map(({ quoteAsset }) => quoteAsset))];
  return {
    timezone: "UTC",
    serverTime: nowMs,
    futuresType: "U_MARGINED",
    rateLimits: rateLimitsOf(limits),
    exchangeFilters: [],
    assets: quotes.map((asset) => ({ asset, marginAvailable: true, autoAssetExchange: "-10000" })),
    symbols: symbols.map((instrument) => symbolInfo(instrument, openedMs)),
  };
}

function symbolInfo(instrument: Instrument, openedMs: number): object {
  const { symbol, baseAsset, quoteAsset, stepSize } = instrument;
  return {
    symbol,
    pair: symbol,
    contractType: "PERPETUAL",
    deliveryDate: deliveryMs(instrument),
    // Nobody recorded when they were listed: a year before the market opens.
    onboardDate: openedMs - 365 * 24 * 60 * MINUTE_MS,
    status: contractStatus(instrument),
    maintMarginPercent: "2.5000",
    requiredMarginPercent: "5.0000",
    baseAsset,
    quoteAsset,
    marginAsset: quoteAsset,
    // More places than the tick has, as at the venue: who rounds to this is wrong.
    pricePrecision: tickGrid(instrument).places,
    quantityPrecision: placesOf(stepSize),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: "COIN",
    underlyingSubType: [],
    triggerProtect: TRIGGER_PROTECT.toFixed(4),
    liquidationFee: String(instrument.liquidationFeeRate),
    marketTakeBound: TAKE_BOUND,
    maxMoveOrderLimit: 10_000,
    filters: filtersOf(instrument),
    orderTypes: ORDER_TYPES,
    timeInForce: TIMES_IN_FORCE,
  };
}

function filtersOf(instrument: Instrument): readonly object[] {
  const { tickSize, stepSize, minQty, maxQty, marketMaxQty, minNotional } = instrument;
  return [
    // The smallest price is a tick, so that (price − minimum) is on the grid exactly where the price is.
    { filterType: "PRICE_FILTER", minPrice: tickSize, maxPrice: MOST_PRICE, tickSize },
    { filterType: "LOT_SIZE", minQty, maxQty, stepSize },
    { filterType: "MARKET_LOT_SIZE", minQty, maxQty: marketMaxQty, stepSize },
    { filterType: "MAX_NUM_ORDERS", limit: MOST_OPEN_ORDERS },
    { filterType: "MIN_NOTIONAL", notional: minNotional },
    {
      filterType: "PERCENT_PRICE",
      multiplierUp: instrument.percentPriceUp.toFixed(4),
      multiplierDown: instrument.percentPriceDown.toFixed(4),
      multiplierDecimal: "4",
    },
    { filterType: "POSITION_RISK_CONTROL", positionControlSide: "NONE" },
  ];
}

function rateLimitsOf(limits: RestLimits): readonly object[] {
  const { weightPerMinute, ordersPerMinute, ordersPerTenSeconds } = limits;
  return [
    { rateLimitType: "REQUEST_WEIGHT", interval: "MINUTE", intervalNum: 1, limit: weightPerMinute },
    { rateLimitType: "ORDERS", interval: "MINUTE", intervalNum: 1, limit: ordersPerMinute },
    { rateLimitType: "ORDERS", interval: "SECOND", intervalNum: 10, limit: ordersPerTenSeconds },
  ];
}
