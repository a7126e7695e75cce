import { toNumber } from "../../lib/decimal.js";
import type { LiveMark } from "../../ports/live-feed.js";
import {
  fieldsOf,
  levelsOf,
  numberOf,
  type PriceAndQty,
  priceOf,
  pricesOf,
  textOf,
  wholeOf,
} from "../ccxt/market-fields.js";
import type { DepthDiff, MarketFrame } from "../ccxt/market-types.js";
import type { Contract, Contracts } from "./contracts.js";

/** Our names of candle lengths at this venue; those of six hours and more begin at midnight UTC only under these names. */
const BARS: Readonly<Record<string, string>> = {
  ...{ "1m": "1m", "3m": "3m", "5m": "5m", "15m": "15m", "30m": "30m", "1h": "1H", "2h": "2H", "4h": "4H" },
  ...{ "6h": "6Hutc", "12h": "12Hutc", "1d": "1Dutc" },
};

/** Null for a length that the venue has no candles of. */
export function barName(interval: string): string | null {
  return BARS[interval] ?? null;
}

/** The index of a swap bears its name without the last part: `BTC-USDT`. */
export function indexOf({ instId }: Contract): string {
  return instId.replace(/-SWAP$/, "");
}

type Row = unknown;
interface Told {
  readonly channel: string;
  readonly instId: string;
  readonly isSnapshot: boolean;
  readonly rows: readonly Row[];
}

/** What a frame tells of which channel; null for answers to what we asked and for what is not as documented. */
function toldBy(message: unknown): Told | null {
  const frame = fieldsOf(message);
  const arg = fieldsOf(frame?.["arg"]);
  const [channel, instId] = [textOf(arg?.["channel"]), textOf(arg?.["instId"])];
  const rows = frame?.["data"];
  if (channel === null || instId === null || !Array.isArray(rows) || rows.length > 1_000) return null;
  return { channel, instId, isSnapshot: frame?.["action"] === "snapshot", rows: rows as readonly Row[] };
}

/**
 * Public frames of the venue as those of the feed (docs-v5, public channels, 2026-06). Marks, index prices and funding come
 * over channels of their own: a mark is told with the newest of the others.
 */
export class MarketTranslator {
  readonly #index = new Map<string, number>();
  readonly #funding = new Map<string, Pick<LiveMark, "fundingRate" | "nextFundingMs">>();

  constructor(readonly contracts: Contracts) {}

  framesOf(message: unknown): readonly MarketFrame[] {
    const told = toldBy(message);
    if (told === null) return [];
    return told.rows.flatMap((row) => this.#frameOf(told, row) ?? []);
  }

  #frameOf(told: Told, row: Row): MarketFrame | null {
    const { channel, instId } = told;
    const fields = fieldsOf(row);
    if (channel === "index-tickers") {
      const price = priceOf(fields?.["idxPx"]);
      if (price !== null) this.#index.set(instId, price);
      return null;
    }
    const contract = this.contracts.byInstId(instId);
    if (contract === null) return null;
    if (channel === "funding-rate") {
      const fundingRate = numberOf(fields?.["fundingRate"]);
      this.#funding.set(instId, { fundingRate, nextFundingMs: wholeOf(fields?.["fundingTime"]) });
      return null;
    }
    if (channel.startsWith("candle")) return candleFrame(channel.slice("candle".length), contract, row);
    if (fields === null) return null;
    if (channel === "mark-price") return this.#markFrame(contract, fields);
    if (channel === "books") return bookFrame(contract, fields, told.isSnapshot);
    return channel === "trades" ? tradeFrame(contract, fields) : null;
  }

  #markFrame(contract: Contract, fields: Readonly<Record<string, unknown>>): MarketFrame | null {
    const { symbol, instId } = contract;
    const [atMs, mark] = [wholeOf(fields["ts"]), priceOf(fields["markPx"])];
    if (atMs === null || mark === null) return null;
    const index = this.#index.get(indexOf(contract)) ?? null;
    const { fundingRate, nextFundingMs } = this.#funding.get(instId) ?? { fundingRate: null, nextFundingMs: null };
    return { kind: "marks", symbol, mark: { symbol, atMs, mark, index, fundingRate, nextFundingMs } };
  }
}

/** `[ts, o, h, l, c, vol, volCcy, volCcyQuote, confirm]`; `volCcy` is base currency. */
export function candleOf(row: unknown): ({ readonly openTimeMs: number; readonly isClosed: boolean } & Figures) | null {
  if (!Array.isArray(row)) return null;
  const cells = row as readonly unknown[];
  const openTimeMs = wholeOf(cells[0]);
  const prices = pricesOf(cells.slice(1, 5));
  // Candles of mark prices have no volume: their sixth cell says whether they are closed.
  const isOfTrades = cells.length > 6;
  const volume = isOfTrades ? numberOf(cells[6]) : 0;
  if (openTimeMs === null || prices === null || volume === null) return null;
  return { openTimeMs, isClosed: cells[isOfTrades ? 8 : 5] === "1", ...prices, volume };
}

interface Figures {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

function candleFrame(bar: string, { symbol }: Contract, row: unknown): MarketFrame | null {
  const candle = candleOf(row);
  const intervalName = Object.keys(BARS).find((name) => BARS[name] === bar);
  if (candle === null || intervalName === undefined) return null;
  return { kind: "bars", symbol, intervalName, candle: { symbol, ...candle } };
}

function bookFrame(
  contract: Contract,
  fields: Readonly<Record<string, unknown>>,
  isSnapshot: boolean,
): MarketFrame | null {
  const { symbol } = contract;
  const [atMs, lastId] = [wholeOf(fields["ts"]), wholeOf(fields["seqId"])];
  const previousId = fields["prevSeqId"] === -1 ? -1 : wholeOf(fields["prevSeqId"]);
  const [bids, asks] = [baseLevels(contract, fields["bids"]), baseLevels(contract, fields["asks"])];
  if (atMs === null || lastId === null || previousId === null || bids === null || asks === null) return null;
  const diff: DepthDiff = { symbol, atMs, firstId: previousId + 1, lastId, previousId, bids, asks };
  return { kind: "book", symbol, diff: isSnapshot ? { ...diff, isSnapshot } : diff };
}

/** Quantities of levels are contracts. */
export function baseLevels({ baseInContract }: Contract, value: unknown): readonly PriceAndQty[] | null {
  const base = toNumber(baseInContract);
  return levelsOf(value)?.map(([price, contracts]): PriceAndQty => [price, contracts * base]) ?? null;
}

function tradeFrame(contract: Contract, fields: Readonly<Record<string, unknown>>): MarketFrame | null {
  const { symbol, baseInContract } = contract;
  const [atMs, tradeId] = [wholeOf(fields["ts"]), wholeOf(fields["tradeId"])];
  const [price, contracts] = [priceOf(fields["px"]), numberOf(fields["sz"])];
  const takerSide = fields["side"];
  if (atMs === null || tradeId === null || price === null || contracts === null) return null;
  if (takerSide !== "buy" && takerSide !== "sell") return null;
  const qty = contracts * toNumber(baseInContract);
  return { kind: "trades", symbol, tradeId, trade: { symbol, atMs, price, qty, takerSide } };
}
