import type { BarRow } from "../domain/market-event.js";
import type { BookSnapshot } from "../domain/book.js";

export interface LiveMark {
  readonly symbol: string;
  readonly atMs: number;
  readonly mark: number;
  readonly index: number | null;
  /** Estimate for the coming settlement. */
  readonly fundingRate: number | null;
  readonly nextFundingMs: number | null;
}

export interface LiveTrade {
  readonly symbol: string;
  readonly atMs: number;
  readonly price: number;
  readonly qty: number;
  readonly takerSide: "buy" | "sell";
}

/** Market data by kind; each has its own staleness. */
export type FeedStream = "bars" | "marks" | "book" | "trades";

/** Whoever takes live market data. Calls come in the order of arrival; stamps are venue time. */
export interface FeedListener {
  /** A closed bar, with the mark bar of the same hour where there is one. Each closing instant once per symbol. */
  onBar(closeTimeMs: number, row: BarRow): void;
  onMark(mark: LiveMark): void;
  onTrade(trade: LiveTrade): void;
  /** The best levels whenever they change, and at rest while their stream lives; never from a book with a gap. */
  onBook(book: BookSnapshot): void;
  /** Tells once when a stream of a symbol falls silent or breaks, and once when it lives again. */
  onStream(stream: FeedStream, symbol: string, up: boolean, reason: string): void;
}

export interface FeedInterest {
  readonly symbols: readonly string[];
  readonly barMs: number;
  /** Symbols whose book and trades are wanted as well. */
  readonly bookSymbols: readonly string[];
}

/** Live public market data of one venue: streams first, REST where they fail. */
export interface LiveFeed {
  /** Closed bars [fromMs, toMs) on open time, oldest first, with mark bars; gaps stay gaps. Errors: throws VenueError. */
  history(
    symbol: string,
    barMs: number,
    range: { readonly fromMs: number; readonly toMs: number },
  ): Promise<readonly (readonly [closeTimeMs: number, row: BarRow])[]>;
  follow(interest: FeedInterest, listener: FeedListener): Promise<void>;
  close(): Promise<void>;
}
