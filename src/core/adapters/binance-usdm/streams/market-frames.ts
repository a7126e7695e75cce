import {
  type Fields,
  fieldsOf,
  levelsOf,
  type Prices,
  numberOf,
  priceOf,
  pricesOf,
  textOf,
  wholeOf,
} from "../../ccxt/market-fields.js";
import type { LiveMark } from "../../../ports/live-feed.js";
import type { BarRow } from "../../../domain/market-event.js";
import type { Candle, DepthSnapshot, MarketFrame } from "../../ccxt/market-types.js";

/**
 * A public frame, read by hand: hundreds arrive in a second. Null where it is none of ours or not as documented
 * (derivatives docs, market streams, 2026-10); a stream of such frames counts as silent.
 */
export function parseMarketFrame(message: unknown): MarketFrame | null {
  const frame = fieldsOf(message);
  if (frame === null) return null;
  switch (frame["e"]) {
    case "kline":
      return parseKline(frame);
    case "markPriceUpdate":
      return parseMark(frame);
    case "aggTrade":
      return parseTrade(frame);
    case "depthUpdate":
      return parseDepth(frame);
    default:
      return null;
  }
}

function parseKline(frame: Fields): MarketFrame | null {
  const kline = fieldsOf(frame["k"]);
  const symbol = textOf(frame["s"]);
  if (kline === null || symbol === null) return null;
  const intervalName = textOf(kline["i"]);
  const openTimeMs = wholeOf(kline["t"]);
  const prices = pricesOf([kline["o"], kline["h"], kline["l"], kline["c"]]);
  const volume = numberOf(kline["v"]);
  if (intervalName === null || openTimeMs === null || volume === null || typeof kline["x"] !== "boolean") return null;
  if (prices === null) return null;
  const candle = { symbol, openTimeMs, isClosed: kline["x"], ...prices, volume };
  return { kind: "bars", symbol, intervalName, candle };
}

function parseMark(frame: Fields): MarketFrame | null {
  const symbol = textOf(frame["s"]);
  const atMs = wholeOf(frame["E"]);
  const mark = priceOf(frame["p"]);
  if (symbol === null || atMs === null || mark === null) return null;
  const fundingRate = numberOf(frame["r"]);
  return {
    kind: "marks",
    symbol,
    // Delivery contracts have no funding: rate "" and time 0.
    mark: { symbol, atMs, mark, index: priceOf(frame["i"]), fundingRate, nextFundingMs: wholeOf(frame["T"]) || null },
  };
}

function parseTrade(frame: Fields): MarketFrame | null {
  const symbol = textOf(frame["s"]);
  const atMs = wholeOf(frame["T"]);
  const tradeId = wholeOf(frame["a"]);
  const price = priceOf(frame["p"]);
  const qty = numberOf(frame["q"]);
  if (symbol === null || atMs === null || tradeId === null || price === null || qty === null) return null;
  if (typeof frame["m"] !== "boolean") return null;
  const takerSide = frame["m"] ? "sell" : "buy";
  return { kind: "trades", symbol, tradeId, trade: { symbol, atMs, price, qty, takerSide } };
}

function parseDepth(frame: Fields): MarketFrame | null {
  const symbol = textOf(frame["s"]);
  const atMs = wholeOf(frame["T"]) ?? wholeOf(frame["E"]);
  const firstId = wholeOf(frame["U"]);
  const lastId = wholeOf(frame["u"]);
  const previousId = wholeOf(frame["pu"]);
  const bids = levelsOf(frame["b"]);
  const asks = levelsOf(frame["a"]);
  if (symbol === null || atMs === null || firstId === null || lastId === null || previousId === null) return null;
  if (bids === null || asks === null) return null;
  return { kind: "book", symbol, diff: { symbol, atMs, firstId, lastId, previousId, bids, asks } };
}

/** The answer of GET depth. */
export function parseDepthSnapshot(answer: unknown): DepthSnapshot | null {
  const fields = fieldsOf(answer);
  if (fields === null) return null;
  const lastId = wholeOf(fields["lastUpdateId"]);
  const atMs = wholeOf(fields["T"]) ?? wholeOf(fields["E"]);
  const bids = levelsOf(fields["bids"]);
  const asks = levelsOf(fields["asks"]);
  return lastId === null || atMs === null || bids === null || asks === null ? null : { lastId, atMs, bids, asks };
}

/** A row of GET klines or markPriceKlines. `isClosed` is for the caller to know: the answer doesn't say it. */
export function parseKlineRow(symbol: string, row: unknown): Omit<Candle, "isClosed"> | null {
  if (!Array.isArray(row)) return null;
  const cells = row as readonly unknown[];
  const openTimeMs = wholeOf(cells[0]);
  const prices = pricesOf(cells.slice(1, 5));
  const volume = numberOf(cells[5]);
  if (openTimeMs === null || volume === null) return null;
  if (prices === null) return null;
  return { symbol, openTimeMs, ...prices, volume };
}

/** The answer of GET premiumIndex for one symbol. */
export function parsePremiumIndex(answer: unknown): LiveMark | null {
  const fields = fieldsOf(answer);
  if (fields === null) return null;
  const [symbol, atMs, mark] = [textOf(fields["symbol"]), wholeOf(fields["time"]), priceOf(fields["markPrice"])];
  if (symbol === null || atMs === null || mark === null) return null;
  const fundingRate = numberOf(fields["lastFundingRate"]);
  const nextFundingMs = wholeOf(fields["nextFundingTime"]) || null;
  return { symbol, atMs, mark, index: priceOf(fields["indexPrice"]), fundingRate, nextFundingMs };
}

/** A bar as it is journaled; the mark bar of the same hour, or nulls. */
export function barRow(bar: Omit<Candle, "isClosed">, mark: Prices | null): BarRow {
  const { symbol, open, high, low, close, volume } = bar;
  return [
    symbol,
    open,
    high,
    low,
    close,
    volume,
    mark?.open ?? null,
    mark?.high ?? null,
    mark?.low ?? null,
    mark?.close ?? null,
  ];
}
