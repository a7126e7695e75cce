import { ok } from "../../../lib/result.js";
import { candleInterval } from "./candle-intervals.js";
import { candlesOf } from "./candles.js";
import type { Candle, PriceKind } from "./candles.js";
import { klineRow } from "./candle-wire.js";
import type { KlineRow } from "./candle-wire.js";
import { limitParam, missingParam, refuse, routeOf, windowParams } from "./public-route.js";
import type { PublicParams, PublicRoute, Read } from "./public-route.js";
import type { ServedMarket } from "./served-market.js";
import { symbolParam } from "./symbol-params.js";

interface KlineKind {
  readonly path: string;
  readonly symbolName: "symbol" | "pair";
  readonly price: PriceKind;
  readonly withVolume: boolean;
  /** What the row shows of the prices of its candle. */
  readonly show: (market: ServedMarket, symbol: string, candle: Candle) => Candle;
}

const STANDARD_LIMIT = 500;
const MOST_ROWS = 1_500;

const asIs = (_market: ServedMarket, _symbol: string, candle: Candle): Candle => candle;

/** The index of the past follows the mark exactly: only its present value has a distance of its own. */
const KINDS: readonly KlineKind[] = [
  { path: "/fapi/v1/klines", symbolName: "symbol", price: "last", withVolume: true, show: asIs },
  { path: "/fapi/v1/continuousKlines", symbolName: "pair", price: "last", withVolume: true, show: asIs },
  { path: "/fapi/v1/markPriceKlines", symbolName: "symbol", price: "mark", withVolume: false, show: asIs },
  { path: "/fapi/v1/indexPriceKlines", symbolName: "pair", price: "mark", withVolume: false, show: asIs },
  {
    path: "/fapi/v1/premiumIndexKlines",
    symbolName: "symbol",
    price: "last",
    withVolume: false,
    show: (market, symbol, candle) => premiumOf(market, symbol, candle),
  },
];

export function klineRoutes(market: ServedMarket): readonly (readonly [string, PublicRoute])[] {
  return KINDS.map((kind) => [kind.path, routeOf(klineWeight, (params) => readKlines(market, params, kind))]);
}

function klineWeight({ limit }: PublicParams): number {
  const rows = Number(limit ?? STANDARD_LIMIT);
  if (rows < 100) return 1;
  return rows < 500 ? 2 : rows <= 1_000 ? 5 : 10;
}

function readKlines(market: ServedMarket, params: PublicParams, kind: KlineKind): Read<readonly KlineRow[]> {
  const symbol = symbolParam(market, params, kind.symbolName);
  if (!symbol.ok) return symbol;
  if (params.interval === undefined || params.interval === "") return missingParam("interval");
  const interval = candleInterval(params.interval);
  if (interval === null) return refuse(-1120, "Invalid interval.");
  const limit = limitParam(params, { standard: STANDARD_LIMIT, most: MOST_ROWS });
  if (!limit.ok) return limit;
  const window = windowParams(params);
  if (!window.ok) return window;
  const history = market.history(symbol.value);
  if (history === null) return ok([]);
  const query = { interval, kind: kind.price, limit: limit.value, moment: market.moment(), ...window.value };
  const candles = candlesOf(history, market.sim, query);
  return ok(candles.map((candle) => klineRow(kind.show(market, symbol.value, candle), kind.withVolume)));
}

/** Premium of the contract over its index, as a share; bounded by what the candles of both show. */
function premiumOf(market: ServedMarket, symbol: string, candle: Candle): Candle {
  const history = market.history(symbol);
  const interval = { name: "", lengthMs: candle.closeMs - candle.openMs, anchorMs: candle.openMs };
  const query = {
    interval,
    kind: "mark",
    limit: 1,
    moment: market.moment(),
    startMs: candle.openMs,
    endMs: null,
  } as const;
  const mark = history === null ? undefined : candlesOf(history, market.sim, query)[0];
  const share = (price: number, base: number | undefined): number => (base === undefined ? 0 : price / base - 1);
  const [open, close] = [share(candle.open, mark?.open), share(candle.close, mark?.close)];
  return { ...candle, open, close, high: Math.max(open, close), low: Math.min(open, close) };
}
