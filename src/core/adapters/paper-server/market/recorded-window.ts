import type { BookSnapshot } from "../../../domain/book.js";
import type { VenueEvent } from "../../../domain/venue-event.js";
import { invariant, present } from "../../../lib/invariant.js";
import { HOUR_MS, SECOND_MS } from "../../../lib/time.js";
import type { SimVenue } from "../../../sim/venue.js";
import type { DepthChain } from "./depth-chain.js";
import { DepthBook } from "./depth-book.js";
import type { WireBook, WireLevel } from "./depth-book.js";
import { copyOf, placedBook, placedFrame } from "./recorded-place.js";
import type { RecordedPlace } from "./recorded-place.js";
import type { Grid } from "./wire-numbers.js";
import type { RecordedDepth, RecordedFrame, RecordedStream, RecordedTrade } from "./recorded-depth.js";
import type { MarketListener } from "./served-market.js";
import type { TapeTrade, TradeTape } from "./trade-tape.js";

/** Levels that the simulated venue fills from: deeper than any order here reaches. */
const SIM_LEVELS = 100;
/** From the last frame of a lap to the first of the next one: about what lies between two recorded frames. */
const LAP_PAUSE_MS = 50;

interface WindowParts {
  readonly stream: RecordedStream;
  readonly chain: DepthChain;
  readonly tape: TradeTape;
  /** Of the symbol's prices. */
  readonly grid: Grid;
  readonly sim: SimVenue;
  readonly listener: () => MarketListener | null;
}

/**
 * Plays a recorded stream into the market from its own time on, lap after lap until the bar ends in which it began.
 * Prices are moved by whole ticks: the first lap begins at the market's price, every other one where the lap before it
 * ended, so that nothing jumps. While it lasts, the symbol fills from the recorded book and trades, and its mark is the
 * middle of that book, once a second; afterwards the bars take over again.
 */
export class RecordedWindow {
  readonly #parts: WindowParts;
  readonly #depthFrames: readonly RecordedFrame[];
  /** The difference after each one of a lap. */
  readonly #following = new Map<RecordedFrame, RecordedDepth>();
  readonly #untilMs: number;
  /** The book as it was recorded; the market's is this one at its place. */
  #raw = new DepthBook();
  #place: RecordedPlace | null = null;
  #next = 0;
  #idsOfLap: number | null = null;
  #isOver = false;
  #markedMs = 0;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    const { frames } = parts.stream;
    this.#depthFrames = frames.filter(({ event }) => event.e === "depthUpdate");
    for (const [at, frame] of this.#depthFrames.entries()) {
      const after = this.#depthFrames[at + 1]?.event;
      if (after?.e === "depthUpdate") this.#following.set(frame, after);
    }
    this.#untilMs = Math.floor(present(frames[0], "recorded frame").atMs / HOUR_MS + 1) * HOUR_MS;
  }

  get symbol(): string {
    return this.#parts.stream.symbol;
  }

  get isPlaying(): boolean {
    return this.#place !== null && !this.#isOver;
  }

  nextMs(): number | null {
    const frame = this.#parts.stream.frames[this.#next];
    return this.#isOver || frame === undefined ? null : frame.atMs + (this.#place?.timeMs ?? 0);
  }

  /** Plays one frame. */
  play(): readonly VenueEvent[] {
    const { stream, sim } = this.#parts;
    if (this.#place === null) this.#enter();
    const frame = present(stream.frames[this.#next], "recorded frame");
    this.#next += 1;
    const placed = placedFrame(frame, present(this.#place, "place of the stream"));
    const events = [...this.#show(frame, placed), ...this.#mark(placed.atMs)];
    if (this.#next === stream.frames.length) this.#startLap();
    this.#isOver = (this.nextMs() ?? Infinity) >= this.#untilMs;
    const market = sim.state.markets[stream.symbol];
    if (this.#isOver && market !== undefined) market.book = null;
    return events;
  }

  #enter(): void {
    const { stream, chain, sim, grid, listener } = this.#parts;
    const last = sim.state.markets[stream.symbol]?.last ?? middleOf(stream.start);
    const ticks = Math.round((last - middleOf(stream.start)) / grid.unit);
    this.#place = { lap: 0, timeMs: 0, updateIds: 0, tradeIds: 0, ticks, grid };
    this.#raw.apply(stream.start.bids, stream.start.asks);
    chain.become(placedBook(stream.start, this.#place));
    listener()?.onBridge(stream.symbol, chain.bridgeTo(this.#firstDepth().pu));
  }

  /** The next lap goes on in time, in numbers and at the price at which this one has ended. */
  #startLap(): void {
    const { frames, start } = this.#parts.stream;
    const before = present(this.#place, "place of the stream");
    const lengthMs = present(frames.at(-1), "recorded frame").atMs - present(frames[0], "recorded frame").atMs;
    const tradeIds = frames.flatMap(({ event }) => (event.e === "trade" ? [event.t] : []));
    const count = (tradeIds.at(-1) ?? 0) - (tradeIds[0] ?? 0) + 1;
    const moved = Math.round((middleOf(this.#raw.top(1)) - middleOf(start)) / before.grid.unit);
    this.#place = {
      ...before,
      lap: before.lap + 1,
      timeMs: before.timeMs + lengthMs + LAP_PAUSE_MS,
      updateIds: before.updateIds + this.#lapIds(),
      tradeIds: before.tradeIds + count,
      ticks: before.ticks + moved,
    };
    this.#raw = new DepthBook();
    this.#raw.apply(start.bids, start.asks);
    this.#next = 0;
  }

  #firstDepth(): RecordedDepth {
    const event = present(this.#depthFrames[0], "recorded depth").event;
    invariant(event.e === "depthUpdate", "a depth frame is a difference");
    return event;
  }

  #show(recorded: RecordedFrame, placed: RecordedFrame): readonly VenueEvent[] {
    const { stream, chain, sim, listener } = this.#parts;
    const { event, atMs } = placed;
    let shown = placed;
    let events: readonly VenueEvent[] = [];
    if (event.e === "depthUpdate" && recorded.event.e === "depthUpdate") {
      this.#raw.apply(recorded.event.b, recorded.event.a);
      const difference = this.#isLapStart(recorded)
        ? { ...event, pu: chain.publishedId, ...this.#wholeChange() }
        : event;
      if (difference !== event) shown = { ...placed, ...rewritten(placed, difference) };
      chain.record(difference, this.#nextFirstId(recorded));
      events = sim.book(this.#snapshot(atMs));
    } else if (event.e === "trade") {
      const takerSide = event.m ? "sell" : "buy";
      events = sim.trade({ symbol: stream.symbol, atMs, price: Number(event.p), qty: Number(event.q), takerSide });
      const printed = this.#parts.tape.print(tapeTrade(event), event.t);
      listener()?.onTrade(stream.symbol, printed);
    }
    listener()?.onRecorded(stream.symbol, shown);
    return events;
  }

  /** A later lap begins with everything that makes the book of its start out of that of the lap before. */
  #isLapStart(frame: RecordedFrame): boolean {
    return (this.#place?.lap ?? 0) > 0 && frame === this.#depthFrames[0];
  }

  #wholeChange(): Pick<RecordedDepth, "b" | "a"> {
    const place = present(this.#place, "place of the stream");
    const { bids, asks } = this.#parts.chain.changesTo(placedBook(this.#raw.top(Infinity), place));
    return { b: bids.map(copyOf), a: asks.map(copyOf) };
  }

  /** `U` of the difference that follows; the first one of a lap follows the last one of the lap before. */
  #nextFirstId(frame: RecordedFrame): number {
    const updateIds = this.#place?.updateIds ?? 0;
    const following = this.#following.get(frame);
    if (following !== undefined) return following.U + updateIds;
    return this.#firstDepth().U + updateIds + this.#lapIds();
  }

  /** Update numbers of a lap, those of the best prices included: they run ahead of the differences. */
  #lapIds(): number {
    this.#idsOfLap ??= this.#parts.stream.frames.reduce(
      (most, { event }) => (event.e === "trade" ? most : Math.max(most, event.u)),
      0,
    );
    return this.#idsOfLap - this.#firstDepth().pu + 1;
  }

  #mark(atMs: number): readonly VenueEvent[] {
    if (atMs < this.#markedMs + SECOND_MS) return [];
    this.#markedMs = atMs;
    const { bids, asks } = this.#parts.chain.top(1);
    const [bid, ask] = [bids[0], asks[0]];
    if (bid === undefined || ask === undefined) return [];
    return this.#parts.sim.mark(this.symbol, (Number(bid[0]) + Number(ask[0])) / 2, atMs);
  }

  #snapshot(atMs: number): BookSnapshot {
    const { bids, asks } = this.#parts.chain.top(SIM_LEVELS);
    return { symbol: this.symbol, atMs, bids: bids.map(toNumbers), asks: asks.map(toNumbers) };
  }
}

function middleOf({ bids, asks }: WireBook): number {
  return (Number(bids[0]?.[0]) + Number(asks[0]?.[0])) / 2;
}

function rewritten({ text }: RecordedFrame, event: RecordedDepth): Pick<RecordedFrame, "text" | "event"> {
  const wire = JSON.parse(text) as object;
  return { text: JSON.stringify({ ...wire, pu: event.pu, b: event.b, a: event.a }), event };
}

function toNumbers([price, qty]: WireLevel): { readonly price: number; readonly qty: number } {
  return { price: Number(price), qty: Number(qty) };
}

function tapeTrade({ T, p, q, m }: RecordedTrade): Omit<TapeTrade, "id"> {
  return { atMs: T, price: p, qty: q, buyerIsMaker: m };
}
