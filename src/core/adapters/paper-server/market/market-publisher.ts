import type { Instrument } from "../../../domain/instrument.js";
import type { Clock } from "../../../lib/clock.js";
import { isWithinBar, openingAfter, openOf } from "./candle-intervals.js";
import { candleAt } from "./candles.js";
import { klineFrame } from "./candle-wire.js";
import { dayFigures } from "./day-figures.js";
import type { DepthDelta } from "./depth-chain.js";
import { DepthPublisher } from "./depth-publisher.js";
import {
  bookTickerFrame,
  contractFrame,
  depthFrame,
  liquidationFrame,
  markFrame,
  miniTickerFrame,
  tickerFrame,
  tradeFrame,
} from "./market-frames.js";
import type { ForcedTrade } from "./market-frames.js";
import type { RecordedFrame } from "./recorded-depth.js";
import type { MarketListener, ServedMarket } from "./served-market.js";
import type { StreamHub } from "./stream-hub.js";
import type { StreamTopic } from "./stream-topic.js";
import type { TapeTrade } from "./trade-tape.js";

type KlineTopic = Extract<StreamTopic, { kind: "kline" }>;

/** Wall time between two frames where the name of a stream does not say it (streams pages, 2026-04). */
const EVERY_MS = { kline: 250, book_ticker: 100, mini_ticker: 500, ticker: 2_000 } as const;

/** Closed candles of one stream that are told at once: at high speed nobody reads more. */
const MOST_CLOSED = 1_500;

/**
 * Puts together what the streams carry. The pace is that of wall time, as at the venue, whatever the speed of the
 * market; beyond it every closed candle goes out, and last and mark price at each open, middle and close of a bar.
 */
export class MarketPublisher implements MarketListener {
  readonly depth: DepthPublisher;
  readonly #market: ServedMarket;
  readonly #hub: StreamHub;
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #dueMs = new Map<string, number>();
  /** End of the latest closed candle that was told, of intervals shorter than a bar. */
  readonly #closedMs = new Map<string, number>();
  /** Latest text of the streams that only speak when something has changed. */
  readonly #said = new Map<string, string>();

  constructor(market: ServedMarket, hub: StreamHub, clock: Pick<Clock, "monotonicMs">) {
    this.#market = market;
    this.#hub = hub;
    this.#clock = clock;
    this.depth = new DepthPublisher(market, hub);
  }

  /** Once a while of wall time: whatever is due. */
  tick(): void {
    const wallMs = this.#clock.monotonicMs();
    const topics = this.#hub.topics();
    this.depth.tick(topics, wallMs);
    for (const topic of topics) this.#publishDue(topic, wallMs);
    const streams = new Set(topics.map(({ stream }) => stream));
    for (const known of [this.#dueMs, this.#closedMs]) {
      for (const stream of known.keys()) if (!streams.has(stream)) known.delete(stream);
    }
    for (const key of this.#said.keys()) if (!streams.has(key.split(" ")[0] ?? "")) this.#said.delete(key);
  }

  onBarsClosed(atMs: number): void {
    for (const topic of this.#hub.topics()) {
      if (topic.kind !== "kline") continue;
      if (isWithinBar(topic.interval)) this.#closeCandles(topic, atMs);
      else if (openOf(topic.interval, atMs) === atMs) this.#kline(topic, atMs - 1, atMs);
    }
  }

  onPhase(atMs: number): void {
    const wallMs = this.#clock.monotonicMs();
    for (const topic of this.#hub.topics()) {
      if (topic.kind === "mark") {
        this.#dueMs.set(topic.stream, wallMs + topic.everyMs);
        this.#marks(topic.stream, topic.symbol, atMs);
      }
      if (topic.kind === "mini_ticker") this.#tickers(topic.stream, topic.symbol, miniTickerFrame);
    }
  }

  onTrade(symbol: string, trade: TapeTrade): void {
    for (const topic of this.#hub.topics()) {
      if (topic.kind === "trades" && topic.symbol === symbol) {
        this.#send(topic.stream, tradeFrame(symbol, this.#market.time.nowMs(), trade));
      }
    }
  }

  onBridge(symbol: string, delta: DepthDelta): void {
    this.depth.publish(symbol, delta, null);
  }

  onRecorded(symbol: string, { event, text }: RecordedFrame): void {
    if (event.e === "depthUpdate") this.depth.publish(symbol, event, text);
    if (event.e !== "bookTicker") return;
    for (const topic of this.#hub.topics()) {
      const isMeant = topic.kind === "book_ticker" && (topic.symbol ?? symbol) === symbol;
      if (isMeant) this.#hub.publish(topic.stream, text);
    }
  }

  /** Somebody was liquidated. */
  forced(trade: ForcedTrade): void {
    for (const topic of this.#hub.topics()) {
      const isMeant = topic.kind === "liquidation" && (topic.symbol ?? trade.symbol) === trade.symbol;
      if (isMeant) this.#send(topic.stream, liquidationFrame(trade));
    }
  }

  onInstrument(instrument: Instrument): void {
    for (const { kind, stream } of this.#hub.topics()) {
      if (kind === "contract_info") this.#send(stream, contractFrame(instrument, this.#market.time.nowMs()));
    }
  }

  #publishDue(topic: StreamTopic, wallMs: number): void {
    const nowMs = this.#market.time.nowMs();
    switch (topic.kind) {
      case "kline":
        if (isWithinBar(topic.interval)) this.#closeCandles(topic, nowMs);
        if (this.#isDue(topic.stream, EVERY_MS.kline, wallMs)) this.#kline(topic, nowMs, nowMs);
        break;
      case "mark":
        if (this.#isDue(topic.stream, topic.everyMs, wallMs)) this.#marks(topic.stream, topic.symbol, nowMs);
        break;
      case "book_ticker":
        if (this.#isDue(topic.stream, EVERY_MS.book_ticker, wallMs)) this.#touches(topic.stream, topic.symbol, nowMs);
        break;
      case "mini_ticker":
        if (this.#isDue(topic.stream, EVERY_MS.mini_ticker, wallMs))
          this.#tickers(topic.stream, topic.symbol, miniTickerFrame);
        break;
      case "ticker":
        if (this.#isDue(topic.stream, EVERY_MS.ticker, wallMs)) this.#tickers(topic.stream, topic.symbol, tickerFrame);
        break;
      case "partial_depth":
        if (this.#isDue(topic.stream, topic.everyMs, wallMs)) this.#partialDepth(topic.stream, topic, nowMs);
        break;
      default:
    }
  }

  /** The candle around `atMs`, told at `sentMs`; beyond the end of the data there is none. */
  #kline({ stream, symbol, interval, continuous }: KlineTopic, atMs: number, sentMs: number): void {
    const history = this.#market.history(symbol);
    if (history === null) return;
    const candle = candleAt(history, this.#market.sim, { interval, moment: this.#market.moment(), atMs });
    if (candle === null) return;
    const isClosed = sentMs === candle.closeMs;
    this.#send(stream, klineFrame(candle, { atMs: sentMs, symbol, interval: interval.name, continuous, isClosed }));
  }

  /** Tells every candle shorter than a bar that has ended since the last time. */
  #closeCandles(topic: KlineTopic, nowMs: number): void {
    const { interval, stream } = topic;
    const openMs = openOf(interval, nowMs);
    const latestMs = openingAfter(interval, openMs, -MOST_CLOSED);
    const toldMs = Math.max(this.#closedMs.get(stream) ?? openMs, latestMs);
    this.#closedMs.set(stream, openMs);
    for (let closeMs = toldMs + interval.lengthMs; closeMs <= openMs; closeMs += interval.lengthMs) {
      this.#kline(topic, closeMs - 1, closeMs);
    }
  }

  #marks(stream: string, symbol: string | null, atMs: number): void {
    const frames: object[] = [];
    for (const one of this.#symbols(symbol)) {
      const prices = this.#market.prices(one);
      if (prices !== null) frames.push(markFrame(one, atMs, prices));
    }
    this.#sendAll(stream, symbol, frames);
  }

  #tickers(stream: string, symbol: string | null, frameOf: typeof tickerFrame): void {
    const frames: object[] = [];
    for (const one of this.#symbols(symbol)) {
      const figures = dayFigures(this.#market, one);
      if (figures !== null) frames.push(frameOf(one, this.#market.time.nowMs(), figures));
    }
    this.#sendAll(stream, symbol, frames);
  }

  #touches(stream: string, symbol: string | null, atMs: number): void {
    for (const one of this.#symbols(symbol)) {
      if (this.#market.isRecorded(one)) continue;
      const chain = this.#market.depth(one);
      const { bids, asks } = chain.top(1);
      const [bid, ask] = [bids[0], asks[0]];
      const key = `${stream} ${one}`;
      const said = JSON.stringify([bid, ask]);
      if (bid === undefined || ask === undefined || this.#said.get(key) === said) continue;
      this.#said.set(key, said);
      this.#send(stream, bookTickerFrame(one, atMs, { updateId: chain.snapshot(0).lastUpdateId, bid, ask }));
    }
  }

  #partialDepth(stream: string, topic: { readonly symbol: string; readonly levels: number }, atMs: number): void {
    if (!this.#market.instruments().has(topic.symbol)) return;
    const { lastUpdateId, bids, asks } = this.#market.depth(topic.symbol).snapshot(topic.levels);
    const delta = { U: lastUpdateId, u: lastUpdateId, pu: lastUpdateId - 1, b: bids, a: asks };
    this.#send(stream, depthFrame(topic.symbol, atMs, delta));
  }

  #symbols(symbol: string | null): readonly string[] {
    return symbol === null ? this.#market.symbols() : [symbol];
  }

  #isDue(stream: string, everyMs: number, wallMs: number): boolean {
    if (wallMs < (this.#dueMs.get(stream) ?? -Infinity)) return false;
    this.#dueMs.set(stream, wallMs + everyMs);
    return true;
  }

  /** One frame for one symbol, a list for all of them. */
  #sendAll(stream: string, symbol: string | null, frames: readonly object[]): void {
    const [only] = frames;
    if (symbol === null) this.#send(stream, frames);
    else if (only !== undefined) this.#send(stream, only);
  }

  #send(stream: string, frame: object): void {
    this.#hub.publish(stream, JSON.stringify(frame));
  }
}
