import type { InputEvent } from "../../domain/event.js";
import type { Instrument } from "../../domain/instrument.js";
import type { VenueEvent } from "../../domain/venue-event.js";
import type { SimVenue } from "../../sim/venue.js";

/** Market time of the paper venue: wall time × speed from the start of the data on. */
export interface MarketTime {
  nowMs(): number;
  readonly speed: number;
}

export interface PaperPrices {
  readonly last: number;
  readonly mark: number;
  readonly index: number;
  readonly bestBid: number;
  readonly bestAsk: number;
  /** Rate of the coming settlement as the premium index shows it. */
  readonly fundingRate: number;
  readonly nextFundingMs: number;
}

/** Everything about the market that the account side asks for. */
export interface PaperMarket {
  readonly time: MarketTime;
  /** The venue's rules; replaced as a whole when a fault changes them. */
  instruments(): ReadonlyMap<string, Instrument>;
  setInstrument(instrument: Instrument): void;
  /** The simulated venue, driven by the market's loop. Its latencies are 0: the network is real. */
  readonly sim: SimVenue;
  /** Lets everything up to now happen: bars, funding, due orders. What happens goes to the listeners, in order. */
  catchUp(): void;
  prices(symbol: string): PaperPrices | null;
  /** Price of the 1st, 2nd … level of one side of the book that is shown; null where there is none. */
  bookPrice(symbol: string, side: "bids" | "asks", level: number): number | null;
  /** One listener for what happens to orders and accounts; set before the first `catchUp`. */
  onVenueEvents(listener: (events: readonly VenueEvent[]) => void): void;
  /** Market inputs in the order of the session driver: bars, funding. */
  onMarketEvents(listener: (event: InputEvent) => void): void;
}

/** A frame of the private stream: the venue's JSON, ready to be sent. */
export type UserFrame = Readonly<Record<string, unknown>>;

/** What the socket side needs of the account side. */
export interface UserStreams {
  /** Whether a listen key is alive. */
  isAlive(listenKey: string): boolean;
  /** Every frame of the key from now on; the returned function ends it. */
  subscribe(listenKey: string, send: (frame: UserFrame) => void): () => void;
}
