import type { Result } from "../../lib/result.js";
import type { FeedStream, LiveMark, LiveTrade } from "../../ports/live-feed.js";
import type { PriceAndQty } from "./market-fields.js";

/** A candle of the venue, finished or not. */
export interface Candle {
  readonly symbol: string;
  readonly openTimeMs: number;
  readonly isClosed: boolean;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A change of the order book: absolute quantities, 0 removes a level. Ids are below 2^53 (13 digits in 2024). */
export interface DepthDiff {
  readonly symbol: string;
  readonly atMs: number;
  readonly firstId: number;
  readonly lastId: number;
  readonly previousId: number;
  readonly bids: readonly PriceAndQty[];
  readonly asks: readonly PriceAndQty[];
  /** It is the whole book, whatever came before. */
  readonly isSnapshot?: true;
}

export interface DepthSnapshot {
  readonly lastId: number;
  readonly atMs: number;
  readonly bids: readonly PriceAndQty[];
  readonly asks: readonly PriceAndQty[];
}

export type MarketFrame =
  | { readonly kind: "bars"; readonly symbol: string; readonly intervalName: string; readonly candle: Candle }
  | { readonly kind: "marks"; readonly symbol: string; readonly mark: LiveMark }
  | { readonly kind: "trades"; readonly symbol: string; readonly tradeId: number; readonly trade: LiveTrade }
  | { readonly kind: "book"; readonly symbol: string; readonly diff: DepthDiff };

export interface StreamRequest {
  readonly kind: FeedStream;
  readonly symbols: readonly string[];
  /** Of the candles: `1h`. */
  readonly interval: string;
}

/** One connection that carries one kind of stream for many symbols. */
export interface MarketLink {
  /** Why it is over. */
  readonly ended: Promise<string>;
  end(reason: string): void;
}

export interface LinkListener {
  onOpen(): void;
  /** A frame as parsed JSON. */
  onMessage(message: unknown): void;
}

export interface MarketSockets {
  open(request: StreamRequest, listener: LinkListener): MarketLink;
}

/** Why a question got no answer that can be used. */
export interface ReadFailure {
  readonly reason: string;
  /** How long the venue asked us to stay away. */
  readonly retryAfterMs: number | null;
}

export type KlineBar = Omit<Candle, "isClosed">;

/** Candles that open in [fromMs, toMs), oldest first, at most `limit`; the last may still be running. */
export interface KlineRange {
  readonly symbol: string;
  readonly barMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

/** The public questions the feed asks. Limits, retries and hosts are the business of whoever answers. */
export interface PublicRest {
  klines(range: KlineRange): Promise<Result<readonly KlineBar[], ReadFailure>>;
  markKlines(range: KlineRange): Promise<Result<readonly KlineBar[], ReadFailure>>;
  depth(symbol: string, levels: number): Promise<Result<DepthSnapshot, ReadFailure>>;
  marks(symbols: readonly string[]): Promise<Result<readonly LiveMark[], ReadFailure>>;
}
