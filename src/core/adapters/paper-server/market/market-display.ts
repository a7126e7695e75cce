import type { Instrument } from "../../../domain/instrument.js";
import { present } from "../../../lib/invariant.js";
import { HOUR_MS } from "../../../lib/time.js";
import type { SimVenue } from "../../../sim/venue.js";
import type { MarketTime } from "../seam.js";
import { DepthChain } from "./depth-chain.js";
import type { MarketHistory, SymbolHistory } from "./market-history.js";
import { hash, syntheticBook } from "./synthetic-book.js";
import { TradeTape } from "./trade-tape.js";
import type { TapeTrade } from "./trade-tape.js";
import { lotGrid, onGrid, tickGrid, unitsDown } from "./wire-numbers.js";

interface DisplayOptions {
  readonly time: MarketTime;
  readonly sim: SimVenue;
  readonly history: MarketHistory;
  readonly seed: number;
}

/** What the market shows beyond what the simulated venue knows: books, trades, index prices. All follow from the seed. */
export interface MarketDisplay {
  readonly seed: number;
  history(symbol: string): SymbolHistory | null;
  chain(symbol: string): DepthChain;
  tape(symbol: string): TradeTape;
  /** Brings the synthetic book to this moment. */
  refresh(instrument: Instrument): void;
  /** The index stays within 1 bp of the mark. */
  index(symbol: string, mark: number): number;
  print(instrument: Instrument, price: number, atMs: number): TapeTrade;
}

/** Quantities of the book live for some 100 ms of wall time each, at any speed. */
const STEP_WALL_MS = 100;
const INDEX_BPS = 1;
const TRADE_USD = 2_000;
/** Below the numbers of the recorded trades. */
const FIRST_TRADE_ID = 1_000_000_000;

export function createMarketDisplay(options: DisplayOptions): MarketDisplay {
  const { time, sim, history, seed } = options;
  const chains = new Map<string, DepthChain>();
  const tapes = new Map<string, TradeTape>();
  const seeds = new Map([...history.keys()].map((symbol) => [symbol, seedOf(symbol, seed)]));
  const seedFor = (symbol: string): number => present(seeds.get(symbol), `seed of ${symbol}`);
  const stepMs = Math.max(1, Math.round(STEP_WALL_MS * time.speed));
  const chainOf = (symbol: string): DepthChain => entry(chains, symbol, () => new DepthChain());
  const tapeOf = (symbol: string): TradeTape => entry(tapes, symbol, () => new TradeTape(FIRST_TRADE_ID));
  return {
    seed,
    history: (symbol) => history.get(symbol) ?? null,
    chain: chainOf,
    tape: tapeOf,
    refresh: (instrument) => {
      const last = sim.state.markets[instrument.symbol]?.last ?? null;
      if (last === null) return;
      const step = Math.floor(time.nowMs() / stepMs);
      chainOf(instrument.symbol).become(syntheticBook({ instrument, last, seed: seedFor(instrument.symbol), step }));
    },
    index: (symbol, mark) => {
      const hour = Math.floor(time.nowMs() / HOUR_MS);
      const share = hash(seedFor(symbol), hour, 1) / 0x8000_0000 - 1;
      return mark * (1 + (share * INDEX_BPS) / 10_000);
    },
    print: (instrument, price, atMs) => {
      const chance = hash(seedFor(instrument.symbol), Math.floor(atMs / 1_000), 2);
      const [tick, lot] = [tickGrid(instrument), lotGrid(instrument)];
      const units = unitsDown((TRADE_USD * (0.1 + chance / 0x1_0000_0000)) / price, lot);
      return tapeOf(instrument.symbol).print({
        atMs,
        price: onGrid(unitsDown(price, tick), tick),
        qty: onGrid(Math.max(1, units), lot),
        buyerIsMaker: chance % 2 === 0,
      });
    },
  };
}

function seedOf(symbol: string, seed: number): number {
  let mixed = seed;
  for (const letter of symbol) mixed = hash(mixed, letter.charCodeAt(0), 3);
  return mixed;
}

function entry<T>(entries: Map<string, T>, key: string, create: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const created = create();
  entries.set(key, created);
  return created;
}
