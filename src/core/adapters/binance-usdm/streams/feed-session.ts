import type { FeedInterest, FeedListener, FeedStream, LiveMark } from "../../../ports/live-feed.js";
import { BarKeeper } from "./bar-keeper.js";
import { intervalName } from "../../ccxt/bar-interval.js";
import { BookKeeper } from "./book-keeper.js";
import type { FeedDeps } from "./feed.js";
import type { FeedTimes } from "./feed-times.js";
import { Freshness } from "./freshness.js";
import { MarkSamples } from "./mark-samples.js";
import { pollBooks, pollMarks, polling } from "./rest-polls.js";
import { settledMarkBar } from "./settled-mark-bar.js";
import { StreamLane } from "./stream-lane.js";
import type { MarketFrame } from "../../ccxt/market-types.js";

export type SessionDeps = Omit<FeedDeps, "times"> & { readonly times: FeedTimes; readonly signal: AbortSignal };

interface SymbolMarks {
  readonly samples: MarkSamples;
  lastAtMs: number;
}

/** One following of a feed: keepers for each symbol, a lane for each kind of stream, and REST where a lane fails. */
export class FeedSession {
  readonly #bars: ReadonlyMap<string, BarKeeper>;
  readonly #books: ReadonlyMap<string, BookKeeper>;
  readonly #marks: ReadonlyMap<string, SymbolMarks>;
  readonly #lastTradeId = new Map<string, number>();
  readonly #lanes: readonly StreamLane[];
  #finished: Promise<unknown> = Promise.resolve();

  constructor(
    readonly interest: FeedInterest,
    readonly listener: FeedListener,
    readonly deps: SessionDeps,
  ) {
    const { symbols, bookSymbols, barMs } = interest;
    this.#marks = new Map(symbols.map((name) => [name, { samples: new MarkSamples(barMs), lastAtMs: 0 }]));
    this.#bars = new Map(symbols.map((name) => [name, this.#barKeeper(name)]));
    this.#lanes = (["bars", "marks", "book", "trades"] as const).flatMap((kind) => {
      const names = kind === "bars" || kind === "marks" ? symbols : bookSymbols;
      return names.length === 0 ? [] : [this.#lane(kind, names)];
    });
    this.#books = new Map(bookSymbols.map((name) => [name, this.#bookKeeper(name)]));
  }

  async start(): Promise<void> {
    const { deps } = this;
    const { signal } = deps;
    const polls = [
      polling(deps, deps.times.checkEveryMs, async () => this.#check()),
      polling(deps, deps.times.pollEveryMs, () => pollMarks(this.#down("marks"), deps, (mark) => this.#onMark(mark))),
      polling(deps, deps.times.pollEveryMs, () => pollBooks(() => this.#brokenBooks(), deps, this.listener)),
    ];
    this.#finished = Promise.all([...this.#lanes.map((lane) => lane.run(signal)), ...polls]);
    await Promise.all(this.#lanes.map((lane) => lane.firstAttempt));
  }

  async finished(): Promise<void> {
    await this.#finished;
  }

  #lane(kind: FeedStream, symbols: readonly string[]): StreamLane {
    const { deps, listener, interest } = this;
    const names = { names: symbols, nowMs: deps.clock.monotonicMs() };
    const freshness = new Freshness(kind, deps.times.silenceMs[kind], listener, names);
    const request = { kind, symbols, interval: intervalName(interest.barMs) };
    const laneDeps = { ...deps, backOff: deps.times.reconnect, stableAfterMs: deps.times.stableAfterMs };
    return new StreamLane(request, freshness, laneDeps, {
      onFrame: (frame) => this.#onFrame(frame, freshness),
      onBroken: (reason) => {
        // What other streams say next stands for itself; a book is made of what came before.
        if (kind === "book") for (const keeper of this.#books.values()) keeper.onBroken(reason);
      },
    });
  }

  #onFrame(frame: MarketFrame, freshness: Freshness): void {
    const { symbol } = frame;
    if (frame.kind === "book") {
      this.#books.get(symbol)?.onDiff(frame.diff);
      return;
    }
    if (!freshness.heard(symbol, this.deps.clock.monotonicMs())) return;
    if (frame.kind === "marks") this.#onMark(frame.mark);
    else if (frame.kind === "bars") {
      if (frame.intervalName === intervalName(this.interest.barMs)) this.#bars.get(symbol)?.onCandle(frame.candle);
    } else if (frame.tradeId > (this.#lastTradeId.get(symbol) ?? -1)) {
      this.#lastTradeId.set(symbol, frame.tradeId);
      this.listener.onTrade(frame.trade);
    }
  }

  #onMark(mark: LiveMark): void {
    const known = this.#marks.get(mark.symbol);
    if (known === undefined || mark.atMs <= known.lastAtMs) return;
    known.lastAtMs = mark.atMs;
    known.samples.take(mark);
    this.listener.onMark(mark);
  }

  #check(): void {
    const nowMs = this.deps.clock.monotonicMs();
    for (const lane of this.#lanes) lane.check(nowMs);
    const barLane = this.#lanes.find(({ request }) => request.kind === "bars");
    for (const [symbol, keeper] of this.#bars) {
      keeper.check(barLane?.trouble === null && !barLane.freshness.isDown(symbol));
    }
  }

  #down(kind: FeedStream): readonly string[] {
    const lane = this.#lanes.find(({ request }) => request.kind === kind);
    return lane === undefined ? [] : lane.request.symbols.filter((symbol) => lane.freshness.isDown(symbol));
  }

  #brokenBooks(): readonly string[] {
    return this.#down("book").filter((symbol) => this.#books.get(symbol)?.isWhole !== true);
  }

  #barKeeper(symbol: string): BarKeeper {
    const { deps, listener, interest } = this;
    const { barMs } = interest;
    const samples = this.#marks.get(symbol)?.samples ?? new MarkSamples(barMs);
    return new BarKeeper({
      ...deps,
      symbol,
      barMs,
      markBar: (openTimeMs) => settledMarkBar({ symbol, openTimeMs, barMs, samples }, deps, deps.signal),
      onBar: (closeTimeMs, row) => listener.onBar(closeTimeMs, row),
    });
  }

  #bookKeeper(symbol: string): BookKeeper {
    const { deps, listener } = this;
    const freshness = this.#lanes.find(({ request }) => request.kind === "book")?.freshness;
    return new BookKeeper({
      ...deps,
      symbol,
      onBook: (book) => listener.onBook(book),
      onWhole: () => freshness?.heard(symbol, deps.clock.monotonicMs()),
      onGap: (reason) => freshness?.broken(symbol, reason),
    });
  }
}
