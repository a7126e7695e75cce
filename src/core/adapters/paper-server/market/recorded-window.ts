import type { BookSnapshot } from "../../../domain/book.js";
import type { VenueEvent } from "../../../domain/venue-event.js";
import { present } from "../../../lib/invariant.js";
import { SECOND_MS } from "../../../lib/time.js";
import type { SimVenue } from "../../../sim/venue.js";
import type { DepthChain } from "./depth-chain.js";
import type { WireLevel } from "./depth-book.js";
import type { RecordedFrame, RecordedStream, RecordedTrade } from "./recorded-depth.js";
import type { MarketListener } from "./served-market.js";
import type { TapeTrade, TradeTape } from "./trade-tape.js";

/** Levels that the simulated venue fills from: deeper than any order here reaches. */
const SIM_LEVELS = 100;

interface WindowParts {
  readonly stream: RecordedStream;
  readonly chain: DepthChain;
  readonly tape: TradeTape;
  readonly sim: SimVenue;
  readonly listener: () => MarketListener | null;
}

/**
 * Plays a recorded stream into the market at its own times. While it lasts, the symbol fills from the recorded book and
 * trades, and its mark is the middle of that book, once a second; afterwards the bars take over again.
 */
export class RecordedWindow {
  readonly #parts: WindowParts;
  /** `U` of the depth frame after each depth frame. */
  readonly #nextFirstIds = new Map<RecordedFrame, number>();
  #next = 0;
  #markedMs = 0;

  constructor(parts: WindowParts) {
    this.#parts = parts;
    let before: RecordedFrame | null = null;
    for (const frame of parts.stream.frames) {
      if (frame.event.e !== "depthUpdate") continue;
      if (before !== null) this.#nextFirstIds.set(before, frame.event.U);
      before = frame;
    }
  }

  get symbol(): string {
    return this.#parts.stream.symbol;
  }

  get isPlaying(): boolean {
    return this.#next > 0 && this.#next < this.#parts.stream.frames.length;
  }

  nextMs(): number | null {
    return this.#parts.stream.frames[this.#next]?.atMs ?? null;
  }

  /** Plays one frame. */
  play(): readonly VenueEvent[] {
    const { stream, sim } = this.#parts;
    const frame = present(stream.frames[this.#next], "recorded frame");
    if (this.#next === 0) this.#enter();
    this.#next += 1;
    const events = [...this.#show(frame), ...this.#mark(frame.atMs)];
    if (!this.isPlaying) {
      const market = sim.state.markets[stream.symbol];
      if (market !== undefined) market.book = null;
    }
    return events;
  }

  #enter(): void {
    const { stream, chain, listener } = this.#parts;
    const first = present(
      stream.frames.find(({ event }) => event.e === "depthUpdate"),
      "recorded depth",
    );
    if (first.event.e !== "depthUpdate") return;
    chain.become(stream.start);
    listener()?.onBridge(stream.symbol, chain.bridgeTo(first.event.pu));
  }

  #show(frame: RecordedFrame): readonly VenueEvent[] {
    const { stream, chain, sim, listener } = this.#parts;
    const { event, atMs } = frame;
    let events: readonly VenueEvent[] = [];
    if (event.e === "depthUpdate") {
      chain.record(event, this.#nextFirstIds.get(frame) ?? null);
      events = sim.book(this.#snapshot(atMs));
    } else if (event.e === "trade") {
      const takerSide = event.m ? "sell" : "buy";
      events = sim.trade({ symbol: stream.symbol, atMs, price: Number(event.p), qty: Number(event.q), takerSide });
      const printed = this.#parts.tape.print(tapeTrade(event), event.t);
      listener()?.onTrade(stream.symbol, printed);
    }
    listener()?.onRecorded(stream.symbol, frame);
    return events;
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

function toNumbers([price, qty]: WireLevel): { readonly price: number; readonly qty: number } {
  return { price: Number(price), qty: Number(qty) };
}

function tapeTrade({ T, p, q, m }: RecordedTrade): Omit<TapeTrade, "id"> {
  return { atMs: T, price: p, qty: q, buyerIsMaker: m };
}
