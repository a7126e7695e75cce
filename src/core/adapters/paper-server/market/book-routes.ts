import { ok } from "../../../lib/result.js";
import { limitParam, refuse, routeOf, wholeParam, windowParams } from "./public-route.js";
import type { PublicParams, PublicRoute, Read } from "./public-route.js";
import type { ServedMarket } from "./served-market.js";
import { rowsOf, symbolParam, weightByScope } from "./symbol-params.js";
import type { TapeTrade } from "./trade-tape.js";
import { wireNumber } from "./wire-numbers.js";

const DEPTH_LIMITS: readonly number[] = [5, 10, 20, 50, 100, 500, 1_000];
const STANDARD_DEPTH = 500;

/** Order book and trades. */
export function bookRoutes(market: ServedMarket): readonly (readonly [string, PublicRoute])[] {
  const depth = routeOf(depthWeight, (params) => readDepth(market, params));
  return [
    ["/fapi/v1/depth", depth],
    ["/fapi/v1/rpiDepth", routeOf(20, (params) => readDepth(market, params))],
    ["/fapi/v1/trades", routeOf(5, (params) => readTrades(market, params, tradeRow))],
    ["/fapi/v1/historicalTrades", routeOf(200, (params) => readTrades(market, params, tradeRow))],
    ["/fapi/v1/aggTrades", routeOf(20, (params) => readTrades(market, params, aggregateRow))],
    ["/fapi/v1/ticker/bookTicker", routeOf(weightByScope(2, 5), (params) => readTouch(market, params))],
  ];
}

function depthWeight({ limit }: PublicParams): number {
  const levels = Number(limit ?? STANDARD_DEPTH);
  if (levels <= 50) return 2;
  return levels <= 100 ? 5 : levels <= 500 ? 10 : 20;
}

function readDepth(market: ServedMarket, params: PublicParams): Read<object> {
  const symbol = symbolParam(market, params);
  if (!symbol.ok) return symbol;
  const limit = wholeParam(params, "limit");
  if (!limit.ok) return limit;
  const levels = limit.value ?? STANDARD_DEPTH;
  if (!DEPTH_LIMITS.includes(levels)) return refuse(-4021, `Depth limit ${levels} is not valid.`);
  const { lastUpdateId, bids, asks } = market.depth(symbol.value).snapshot(levels);
  const nowMs = market.time.nowMs();
  return ok({ lastUpdateId, E: nowMs, T: nowMs, bids, asks });
}

function readTouch(market: ServedMarket, params: PublicParams): Read<unknown> {
  return rowsOf(market, params, (symbol) => {
    const { lastUpdateId, bids, asks } = market.depth(symbol).snapshot(1);
    const [bid, ask] = [bids[0], asks[0]];
    if (bid === undefined || ask === undefined) return null;
    const [bidPrice, bidQty] = bid;
    const [askPrice, askQty] = ask;
    return { symbol, bidPrice, bidQty, askPrice, askQty, time: market.time.nowMs(), lastUpdateId };
  });
}

/** The market remembers its latest thousand trades of each symbol, from its opening on. */
function readTrades(market: ServedMarket, params: PublicParams, rowOf: (trade: TapeTrade) => object): Read<object> {
  const symbol = symbolParam(market, params);
  if (!symbol.ok) return symbol;
  const limit = limitParam(params, { standard: 500, most: 1_000 });
  if (!limit.ok) return limit;
  const window = windowParams(params);
  if (!window.ok) return window;
  const fromId = wholeParam(params, "fromId");
  if (!fromId.ok) return fromId;
  const { startMs, endMs } = window.value;
  const trades = market.tape(symbol.value).all();
  const meant = trades.filter(({ id, atMs }) => {
    if (fromId.value !== null) return id >= fromId.value;
    return atMs >= (startMs ?? 0) && atMs <= (endMs ?? Infinity);
  });
  const fromStart = fromId.value !== null || startMs !== null;
  return ok((fromStart ? meant.slice(0, limit.value) : meant.slice(-limit.value)).map(rowOf));
}

function tradeRow({ id, price, qty, atMs, buyerIsMaker }: TapeTrade): object {
  const quoteQty = wireNumber(Number(price) * Number(qty));
  return { id, price, qty, quoteQty, time: atMs, isBuyerMaker: buyerIsMaker, isRPITrade: false };
}

function aggregateRow({ id, price, qty, atMs, buyerIsMaker }: TapeTrade): object {
  return { a: id, p: price, q: qty, nq: qty, f: id, l: id, T: atMs, m: buyerIsMaker };
}
