import type { InputEvent } from "../../../domain/event.js";
import type { Instrument } from "../../../domain/instrument.js";
import type { VenueEvent } from "../../../domain/venue-event.js";
import { present } from "../../../lib/invariant.js";
import { HOUR_MS } from "../../../lib/time.js";
import type { SimVenue } from "../../../sim/venue.js";
import type { InputMerger } from "../../paper/input-merger.js";
import type { MarketTime, PaperPrices } from "../seam.js";
import type { Moment } from "./candles.js";
import type { DepthChain } from "./depth-chain.js";
import type { FundingPoint } from "./funding-view.js";
import type { FundingSchedule } from "./funding-schedule.js";
import type { MarketDisplay } from "./market-display.js";
import { MarketPrints } from "./market-prints.js";
import type { SymbolHistory } from "./market-history.js";
import type { RecordedStream } from "./recorded-depth.js";
import { RecordedWindow } from "./recorded-window.js";
import type { MarketListener, ServedMarket } from "./served-market.js";
import { syntheticTouch } from "./synthetic-book.js";
import type { TradeTape } from "./trade-tape.js";
import { tickGrid } from "./wire-numbers.js";

interface EngineParts {
  readonly time: MarketTime;
  readonly sim: SimVenue;
  readonly merger: InputMerger;
  readonly display: MarketDisplay;
  readonly funding: FundingSchedule;
  readonly instruments: readonly Instrument[];
  readonly openedMs: number;
  readonly toMs: number;
  readonly stream: RecordedStream | null;
}

/** Bars change at their open and their middle; the close of one is the open of the next. */
const PHASE_MS = HOUR_MS / 2;

type VenueListener = (events: readonly VenueEvent[]) => void;

/** Lets the market happen up to the present, one phase of a bar and one recorded frame after the other. */
export class MarketEngine implements ServedMarket {
  readonly time: MarketTime;
  readonly sim: SimVenue;
  readonly seed: number;
  readonly openedMs: number;
  readonly #parts: EngineParts;
  readonly #window: RecordedWindow | null;
  readonly #prints: MarketPrints;
  #instruments: ReadonlyMap<string, Instrument>;
  #phaseMs: number;
  #happenedMs: number;
  #isCatchingUp = false;
  #tellVenue: VenueListener = () => undefined;
  #tellMarket: (event: InputEvent) => void = () => undefined;
  #listener: MarketListener | null = null;

  constructor(parts: EngineParts) {
    const { time, sim, display, instruments, openedMs, stream } = parts;
    this.#parts = parts;
    this.time = time;
    this.sim = sim;
    this.seed = display.seed;
    this.openedMs = openedMs;
    this.#phaseMs = openedMs;
    this.#happenedMs = openedMs;
    this.#instruments = new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
    this.#window = stream === null ? null : this.#windowOf(stream);
    this.#prints = new MarketPrints({ sim, display, market: this, listener: () => this.#listener });
  }

  symbols(): readonly string[] {
    return [...this.#instruments.keys()];
  }

  instruments(): ReadonlyMap<string, Instrument> {
    return this.#instruments;
  }

  setInstrument(instrument: Instrument): void {
    const { symbol, fundingIntervalHours: hours } = instrument;
    const isMoved = this.#instrument(symbol).fundingIntervalHours !== hours;
    if (isMoved) this.#parts.funding.changeInterval(symbol, hours, this.time.nowMs());
    this.#instruments = new Map(this.#instruments).set(instrument.symbol, instrument);
    this.sim.desk.setInstrument(instrument);
    this.#listener?.onInstrument(instrument);
  }

  onVenueEvents(listener: VenueListener): void {
    this.#tellVenue = listener;
  }

  onMarketEvents(listener: (event: InputEvent) => void): void {
    this.#tellMarket = listener;
  }

  listen(listener: MarketListener): void {
    this.#listener = listener;
  }

  moment(): Moment {
    return { nowMs: this.#happenedMs, isOver: this.#happenedMs >= this.#parts.toMs };
  }

  history(symbol: string): SymbolHistory | null {
    return this.#parts.display.history(symbol);
  }

  tape(symbol: string): TradeTape {
    return this.#parts.display.tape(symbol);
  }

  nextFunding(symbol: string): FundingPoint {
    return this.#parts.funding.next(symbol, this.time.nowMs());
  }

  fundingSince(symbol: string): ReturnType<FundingSchedule["since"]> {
    return this.#parts.funding.since(symbol);
  }

  isRecorded(symbol: string): boolean {
    return this.#window?.symbol === symbol && this.#window.isPlaying;
  }

  chain(symbol: string): DepthChain {
    return this.#parts.display.chain(symbol);
  }

  depth(symbol: string): DepthChain {
    if (!this.isRecorded(symbol)) this.#parts.display.refresh(this.#instrument(symbol));
    return this.chain(symbol);
  }

  prices(symbol: string): PaperPrices | null {
    const market = this.sim.state.markets[symbol];
    const last = market?.last ?? null;
    if (last === null || !this.#instruments.has(symbol)) return null;
    const mark = market?.mark ?? last;
    const { rate, atMs } = this.nextFunding(symbol);
    const { bid, ask } = this.#touch(symbol, last);
    return {
      last,
      mark,
      index: this.#parts.display.index(symbol, mark),
      bestBid: bid,
      bestAsk: ask,
      fundingRate: rate,
      nextFundingMs: atMs,
    };
  }

  bookPrice(symbol: string, side: "bids" | "asks", level: number): number | null {
    if (!this.#instruments.has(symbol)) return null;
    const shown = this.depth(symbol).top(level)[side];
    const price = shown[level - 1]?.[0];
    return price === undefined ? null : Number(price);
  }

  printTrades(): void {
    if (this.moment().isOver) return;
    this.#prints.printAll(this.time.nowMs());
  }

  nextMoveMs(): number | null {
    const phaseMs = this.#phaseMs <= this.#parts.toMs ? this.#phaseMs : null;
    const frameMs = this.#window?.nextMs() ?? null;
    return phaseMs === null || frameMs === null ? (phaseMs ?? frameMs) : Math.min(phaseMs, frameMs);
  }

  catchUp(): void {
    // Whoever hears of an event may ask for the present: it is being made.
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    try {
      this.#moveTo(this.time.nowMs());
    } finally {
      this.#isCatchingUp = false;
    }
  }

  #moveTo(nowMs: number): void {
    for (let moveMs = this.nextMoveMs(); moveMs !== null && moveMs <= nowMs; moveMs = this.nextMoveMs()) {
      this.#drain(moveMs);
      if (this.#window?.nextMs() === moveMs) this.#tellAll(this.#window.play());
      if (this.#phaseMs === moveMs) this.#passPhase();
    }
    this.#drain(nowMs);
    this.#delist(nowMs);
  }

  /** Lets the venue, funding and bars happen up to and including this instant. */
  #drain(toMs: number): void {
    const { merger, toMs: endMs } = this.#parts;
    this.#happenedMs = Math.max(this.#happenedMs, Math.min(toMs, endMs));
    let event = merger.next(toMs);
    for (; event !== null && event.type !== "clock.advanced"; event = merger.next(toMs)) this.#tell(event);
    // After the last bar orders still arrive and are canceled; nothing fills.
    if (event === null) this.#tellAll(this.sim.advance(toMs));
  }

  #tell(event: InputEvent): void {
    if (event.type === "market.bars") {
      if (event.atMs > this.openedMs) {
        this.#prints.printAll(event.atMs);
        this.#listener?.onPhase(event.atMs);
        this.#listener?.onBarsClosed(event.atMs);
      }
      this.#tellMarket(event);
    } else if (event.type === "market.funding") this.#tellMarket(event);
    else if (isVenueEvent(event)) this.#tellAll([event]);
  }

  #tellAll(events: readonly VenueEvent[]): void {
    if (events.length > 0) this.#tellVenue(events);
  }

  #passPhase(): void {
    const atMs = this.#phaseMs;
    this.#phaseMs += PHASE_MS;
    if (this.moment().isOver) return;
    if (this.sim.state.span?.phase === "late") this.#prints.printRanges(atMs);
    this.#prints.printAll(atMs);
    this.#listener?.onPhase(atMs);
  }

  #touch(symbol: string, last: number): { readonly bid: number; readonly ask: number } {
    if (!this.isRecorded(symbol)) return syntheticTouch(this.#instrument(symbol), last);
    const { bids, asks } = this.chain(symbol).top(1);
    return { bid: Number(bids[0]?.[0] ?? last), ask: Number(asks[0]?.[0] ?? last) };
  }

  #delist(nowMs: number): void {
    for (const instrument of this.#instruments.values()) {
      const { delistingAtMs, status } = instrument;
      if (delistingAtMs !== null && delistingAtMs <= nowMs && status !== "CLOSED") {
        this.setInstrument({ ...instrument, status: "CLOSED" });
      }
    }
  }

  #windowOf(stream: RecordedStream): RecordedWindow {
    const { display } = this.#parts;
    const chain = display.chain(stream.symbol);
    const tape = display.tape(stream.symbol);
    const grid = tickGrid(this.#instrument(stream.symbol));
    return new RecordedWindow({ stream, chain, tape, grid, sim: this.sim, listener: () => this.#listener });
  }

  #instrument(symbol: string): Instrument {
    return present(this.#instruments.get(symbol), `instrument ${symbol}`);
  }
}

type OwnInput = Extract<InputEvent, VenueEvent>;

const MARKET_TYPES: ReadonlySet<InputEvent["type"]> = new Set([
  "market.bars",
  "market.funding",
  "market.book",
  "market.marks",
  "venue.reported",
  "clock.advanced",
]);

/** The merger tells nothing but what happens at the market, its report and what the venue did. */
function isVenueEvent(event: InputEvent): event is OwnInput {
  return !MARKET_TYPES.has(event.type);
}
