import type { Instrument } from "../../../domain/instrument.js";
import type { PaperMarket } from "../seam.js";
import type { Moment } from "./candles.js";
import type { DepthChain, DepthDelta } from "./depth-chain.js";
import type { FundingPoint } from "./funding-view.js";
import type { SymbolHistory } from "./market-history.js";
import type { RecordedFrame } from "./recorded-depth.js";
import type { TapeTrade, TradeTape } from "./trade-tape.js";

/** Whoever publishes the market. Calls come while the market catches up, in the order in which things happen. */
export interface MarketListener {
  /** The bars that end here are closed. */
  onBarsClosed(atMs: number): void;
  /** Last and mark prices have jumped: a bar's open, middle or close. */
  onPhase(atMs: number): void;
  onTrade(symbol: string, trade: TapeTrade): void;
  /** The book of a symbol goes over into the recorded one. */
  onBridge(symbol: string, delta: DepthDelta): void;
  onRecorded(symbol: string, frame: RecordedFrame): void;
  onInstrument(instrument: Instrument): void;
}

/** The market with all that its public side shows. */
export interface ServedMarket extends PaperMarket {
  readonly seed: number;
  /** Market time at which it opened, on a full hour. */
  readonly openedMs: number;
  moment(): Moment;
  symbols(): readonly string[];
  history(symbol: string): SymbolHistory | null;
  /** The chain of differences as it was left. */
  chain(symbol: string): DepthChain;
  /** The book of this moment and its chain of differences. */
  depth(symbol: string): DepthChain;
  tape(symbol: string): TradeTape;
  nextFunding(symbol: string): FundingPoint;
  /** What a symbol has settled since its interval was changed, and when that was; null where it never was. */
  fundingSince(symbol: string): { readonly sinceMs: number; readonly settled: readonly FundingPoint[] } | null;
  /** Whether the recorded stream drives the book: then differences come by `onRecorded` alone. */
  isRecorded(symbol: string): boolean;
  /** A trade in every symbol that trades synthetically: called once a second of wall time. */
  printTrades(): void;
  /** When the market moves by itself next; null at the end of the data. */
  nextMoveMs(): number | null;
  listen(listener: MarketListener): void;
}
