import type { BookSnapshot } from "../../domain/book.js";
import type { BarRow } from "../../domain/market-event.js";
import type { Clock } from "../../lib/clock.js";
import type { FeedListener, FeedStream, LiveFeed, LiveMark } from "../../ports/live-feed.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import { BarAssembler, type BarsEvent } from "./bar-assembler.js";
import { CyclePolls } from "./cycle-polls.js";
import type { InputQueue } from "./input-queue.js";
import { isNear } from "./near-now.js";

export interface LiveMarketOptions {
  readonly feed: LiveFeed;
  readonly queue: InputQueue;
  readonly clock: Clock;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  readonly symbols: readonly string[];
  readonly barMs: number;
  readonly graceMs: number;
  /** Longest wall time between two cycles: after it one is asked for without a bar. */
  readonly pollMs: number;
  /** Wall time between two journaled samples of the marks. */
  readonly markEveryMs: number;
  /** Symbols whose book is journaled with each sample of the marks; others only right before their bars. */
  readonly booksWanted: () => ReadonlySet<string>;
  /** Somebody else who needs every tick: the simulated venue of a dry run. */
  readonly also?: Pick<FeedListener, "onTrade" | "onBook" | "onMark">;
  readonly onBug: (error: unknown) => void;
}

/** Market data of a live session: what decisions look at is put into the queue, and thereby into the journal. */
export class LiveMarket {
  readonly #marks = new Map<string, LiveMark>();
  readonly #books = new Map<string, BookSnapshot>();
  /** By symbol: the book that the queue has got last. */
  readonly #told = new Map<string, BookSnapshot>();
  /** Close of the newest bar of each symbol that was told. */
  readonly #newestBarMs = new Map<string, number>();
  readonly #closing = new AbortController();
  #changedMarks = new Set<string>();

  constructor(readonly options: LiveMarketOptions) {}

  markOf(symbol: string): number | null {
    return this.#marks.get(symbol)?.mark ?? null;
  }

  /**
   * Tells the history as warm-up, one event an instant, and then follows the market.
   *
   * range: open times of the history; what closed up to its start is in the books already. Null: no bar is told, now or
   * later, so that the next session still finds where its own history goes on.
   * Errors: those of the feed where the history can't be read.
   */
  async start(range: { readonly fromMs: number; readonly toMs: number } | null): Promise<void> {
    const { feed, symbols, barMs } = this.options;
    if (range === null) {
      await feed.follow(
        { symbols, barMs, bookSymbols: symbols },
        this.#listener(() => undefined),
      );
      void this.#sampleMarks().catch(this.options.onBug);
      return;
    }
    // The feed first: what closes while the history is read waits, and no bar falls between the two.
    const waiting: [number, BarRow][] = [];
    const gate: { take: (closeTimeMs: number, row: BarRow) => void } = {
      take: (closeTimeMs, row) => void waiting.push([closeTimeMs, row]),
    };
    const onBar = (closeTimeMs: number, row: BarRow): void => {
      gate.take(closeTimeMs, row);
    };
    await feed.follow({ symbols, barMs, bookSymbols: symbols }, this.#listener(onBar));
    const told = await this.#tellHistory(range);
    const polls = this.#polls(told);
    const assembler = this.#assembler(told, polls);
    for (const [closeTimeMs, row] of waiting) assembler.onBar(closeTimeMs, row);
    gate.take = (closeTimeMs, row) => {
      assembler.onBar(closeTimeMs, row);
    };
    void this.#sampleMarks().catch(this.options.onBug);
    void polls.run().catch(this.options.onBug);
  }

  #polls(told: ReadonlyMap<string, number>): CyclePolls {
    const { queue, symbols } = this.options;
    const poll = (atMs: number, isLate: (closeTimeMs: number) => boolean): void => {
      this.#sample(atMs);
      const missing = symbols.filter((symbol) => isLate(this.#newestBarMs.get(symbol) ?? -Infinity));
      queue.push({ type: "poll.elapsed", atMs, missing });
    };
    for (const [symbol, closeTimeMs] of told) this.#newestBarMs.set(symbol, closeTimeMs);
    return new CyclePolls({ ...this.options, poll, closing: this.#closing.signal }, Math.max(...told.values()));
  }

  #assembler(told: ReadonlyMap<string, number>, polls: CyclePolls): BarAssembler {
    const beforeBars = (atMs: number): void => {
      this.#sample(atMs);
    };
    const tell = (event: BarsEvent): void => {
      this.options.queue.push(event);
      for (const [symbol] of event.rows) this.#newestBarMs.set(symbol, event.atMs);
      if (!event.warmup) polls.barsTold(event.atMs);
    };
    return new BarAssembler({ ...this.options, tell, beforeBars, closing: this.#closing.signal }, told);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.options.feed.close();
  }

  /** Returns the close of the newest bar of each symbol; where none came, the start of the range. */
  async #tellHistory(range: { readonly fromMs: number; readonly toMs: number }): Promise<ReadonlyMap<string, number>> {
    const { feed, queue, symbols, barMs } = this.options;
    const newest = new Map(symbols.map((symbol) => [symbol, range.fromMs]));
    if (range.fromMs >= range.toMs) return newest;
    const byInstant = new Map<number, BarRow[]>();
    for (const symbol of symbols) {
      for (const [closeTimeMs, row] of await feed.history(symbol, barMs, range)) {
        const rows = byInstant.get(closeTimeMs) ?? [];
        rows.push(row);
        byInstant.set(closeTimeMs, rows);
        newest.set(symbol, closeTimeMs);
      }
    }
    for (const atMs of [...byInstant.keys()].sort((a, b) => a - b)) {
      const rows = byInstant.get(atMs) ?? [];
      const missing = symbols.filter((symbol) => !rows.some((row) => row[0] === symbol));
      queue.push({ type: "market.bars", atMs, barMs, warmup: true, rows, missing });
    }
    return newest;
  }

  #listener(onBar: FeedListener["onBar"]): FeedListener {
    const { also, queue, venueClock } = this.options;
    return {
      onBar,
      onMark: (mark) => {
        this.#marks.set(mark.symbol, mark);
        this.#changedMarks.add(mark.symbol);
        also?.onMark(mark);
      },
      onTrade: (trade) => {
        also?.onTrade(trade);
      },
      onBook: (book) => {
        this.#books.set(book.symbol, book);
        also?.onBook(book);
      },
      onStream: (stream, symbol, up, reason) => {
        if (stream === "book" && !up) this.#forget(symbol);
        const channel = channelOf(stream);
        if (channel !== null)
          queue.push({ type: "connection.changed", atMs: venueClock.nowMs(), channel, symbol, up, reason });
      },
    };
  }

  #forget(symbol: string): void {
    this.#books.delete(symbol);
    this.#told.delete(symbol);
  }

  /** Marks and books as a decision at this instant sees them. */
  #sample(atMs: number): void {
    this.#tellMarks(atMs);
    this.#tellBooks(atMs, () => true);
  }

  /** Each book once, with its own stamp: whether it is of now is for the decision to judge. */
  #tellBooks(atMs: number, isWanted: (symbol: string) => boolean): void {
    const { queue, venueClock } = this.options;
    const nowMs = Math.max(atMs, venueClock.nowMs());
    for (const book of this.#books.values()) {
      const { symbol, atMs: stampMs } = book;
      if (!isWanted(symbol) || this.#told.get(symbol) === book) continue;
      this.#told.set(symbol, book);
      // Its clock may be a little ahead of what we take it for; time does not follow a stamp that is wrong.
      const toldAtMs = isNear(stampMs, nowMs, venueClock) ? Math.max(nowMs, stampMs) : nowMs;
      queue.push({
        type: "market.book",
        atMs: toldAtMs,
        symbol,
        ...(stampMs === toldAtMs ? {} : { stampMs }),
        bids: pairsOf(book.bids),
        asks: pairsOf(book.asks),
      });
    }
  }

  #tellMarks(atMs: number): void {
    if (this.#changedMarks.size === 0) return;
    const rows = [...this.#changedMarks].flatMap((symbol) => {
      const known = this.#marks.get(symbol);
      return known === undefined ? [] : [[symbol, known.mark, known.index, known.fundingRate] as const];
    });
    this.#changedMarks = new Set();
    this.options.queue.push({ type: "market.marks", atMs, rows });
  }

  async #sampleMarks(): Promise<void> {
    const { clock, venueClock, markEveryMs } = this.options;
    const { signal } = this.#closing;
    for (;;) {
      await clock.sleep(markEveryMs, signal);
      if (signal.aborted) return;
      const atMs = venueClock.nowMs();
      this.#tellMarks(atMs);
      const wanted = this.options.booksWanted();
      this.#tellBooks(atMs, (symbol) => wanted.has(symbol));
    }
  }
}

function channelOf(stream: FeedStream): "bars" | "marks" | "book" | null {
  return stream === "trades" ? null : stream;
}

function pairsOf(levels: BookSnapshot["bids"]): (readonly [number, number])[] {
  return levels.map(({ price, qty }) => [price, qty] as const);
}
