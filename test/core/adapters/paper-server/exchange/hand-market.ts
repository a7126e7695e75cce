import type { InputEvent } from "../../../../../src/core/domain/event.js";
import type { Instrument } from "../../../../../src/core/domain/instrument.js";
import type { VenueEvent } from "../../../../../src/core/domain/venue-event.js";
import type { PaperMarket } from "../../../../../src/core/adapters/paper-server/seam.js";
import { dec } from "../../../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../../../src/core/lib/time.js";
import { createSimState } from "../../../../../src/core/sim/state.js";
import { createSimVenue } from "../../../../../src/core/sim/venue.js";
import { sampleInstrument } from "../../../../support/samples/instruments.js";
import { ALT, COIN, simPolicy, sketchBar } from "../../../sim/harness.js";
import type { BarSketch } from "../../../sim/harness.js";

/** 2024-05-01T00:00:00Z. */
export const START_MS = 1_714_521_600_000;

export const BTC: Instrument = sampleInstrument({
  minNotional: dec("50"),
  brackets: [
    { notionalFloorUsd: 0, notionalCapUsd: 300_000, maxLeverage: 125, maintenanceRate: 0.004, deductionUsd: 0 },
    { notionalFloorUsd: 300_000, notionalCapUsd: 1e9, maxLeverage: 100, maintenanceRate: 0.005, deductionUsd: 300 },
  ],
});

export interface HandMarket extends PaperMarket {
  nowMs: number;
  /** Ends the open bars and opens these, one bar length after the last ones. */
  bar(...sketches: readonly BarSketch[]): void;
  /** Lets market time pass. */
  pass(durationMs: number): void;
  fund(symbol: string, rate: number, markPrice: number): void;
}

interface HandMarketOptions {
  readonly wallet?: string;
  readonly speed?: number;
  readonly leverage?: number;
}

/** A market whose time and bars move only by hand; COINUSDT, ALTUSDT and BTCUSDT trade. */
export function createHandMarket({ wallet = "10000", speed = 1, leverage = 10 }: HandMarketOptions = {}): HandMarket {
  const instruments = new Map([COIN, ALT, BTC].map((each) => [each.symbol, each]));
  const policy = simPolicy({ order_latency_ms: 0, ack_latency_ms: 0, cancel_latency_ms: 0, leverage });
  const state = createSimState({ main: dec(wallet) }, START_MS);
  const sim = createSimVenue({ instruments: [...instruments.values()], policy, state });
  let listener: (events: readonly VenueEvent[]) => void = () => undefined;
  let openMs = START_MS - HOUR_MS;
  const market: HandMarket = {
    nowMs: START_MS,
    time: { nowMs: () => market.nowMs, speed },
    sim,
    instruments: () => instruments,
    setInstrument: (instrument) => {
      instruments.set(instrument.symbol, instrument);
      sim.desk.setInstrument(instrument);
    },
    catchUp: () => listener(sim.advance(market.nowMs)),
    prices: (symbol) => {
      const last = state.markets[symbol]?.last ?? null;
      if (last === null) return null;
      const spread = { bestBid: last - 1, bestAsk: last + 1 };
      return { last, mark: last, index: last, ...spread, fundingRate: 0, nextFundingMs: START_MS + 8 * HOUR_MS };
    },
    // Levels one apart around the last price.
    bookPrice: (symbol, side, level) => {
      const last = state.markets[symbol]?.last ?? null;
      return last === null ? null : side === "asks" ? last + level : last - level;
    },
    onVenueEvents: (told) => {
      listener = told;
    },
    onMarketEvents: (_told: (event: InputEvent) => void) => undefined,
    bar: (...sketches) => {
      openMs += HOUR_MS;
      market.nowMs = Math.max(market.nowMs, openMs);
      listener(sim.advance(openMs));
      listener(sim.openBars({ openMs, closeMs: openMs + HOUR_MS, bars: sketches.map(sketchBar) }));
    },
    pass: (durationMs) => {
      market.nowMs += durationMs;
      market.catchUp();
    },
    fund: (symbol, rate, markPrice) => listener(sim.fund({ symbol, atMs: market.nowMs, rate, markPrice })),
  };
  return market;
}
