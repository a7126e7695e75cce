import type { PriceRange } from "../../../src/core/domain/bar.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { VenueEvent } from "../../../src/core/domain/venue-event.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { type SimPolicy, simPolicySchema } from "../../../src/core/sim/policy.js";
import type { SimRequest } from "../../../src/core/sim/request.js";
import { createSimState, type SpanBar } from "../../../src/core/sim/state.js";
import { createSimVenue, type SimVenue } from "../../../src/core/sim/venue.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { sampleRequest } from "../../support/samples/orders.js";

/** Price 100, tick 0.1, step 0.001; maintenance 1 % up to 50,000, then 2 % less 500, then 5 % less 18,500. */
export const COIN = sampleInstrument({
  symbol: "COINUSDT",
  baseAsset: "COIN",
  maxQty: dec("10000"),
  marketMaxQty: dec("5000"),
  minNotional: dec("5"),
  brackets: [
    { notionalFloorUsd: 0, notionalCapUsd: 50_000, maxLeverage: 50, maintenanceRate: 0.01, deductionUsd: 0 },
    { notionalFloorUsd: 50_000, notionalCapUsd: 600_000, maxLeverage: 25, maintenanceRate: 0.02, deductionUsd: 500 },
    { notionalFloorUsd: 600_000, notionalCapUsd: 2e6, maxLeverage: 10, maintenanceRate: 0.05, deductionUsd: 18_500 },
  ],
});

export const ALT: Instrument = { ...COIN, symbol: "ALTUSDT", baseAsset: "ALT" };

/** Slippage off, so that prices in tests are those of the bars; latencies 40 + 10 ms, cancels 30 ms. */
export function simPolicy(overrides: Partial<SimPolicy> = {}): SimPolicy {
  return simPolicySchema.parse({
    order_latency_ms: 40,
    ack_latency_ms: 10,
    cancel_latency_ms: 30,
    slippage_bps: 0,
    impact_at_full_volume_bps: 0,
    max_fill_volume_share: 1,
    ...overrides,
  });
}

export type BarSketch = Partial<Omit<SpanBar, "mark">> & { readonly mark?: PriceRange | null };

export interface Bench {
  readonly venue: SimVenue;
  /** Everything told so far. */
  readonly told: VenueEvent[];
  /** Instant at which the newest span opened. */
  readonly openMs: number;
  /** Ends the span that is open and opens the next one with these bars (default: flat at 100, volume 1,000). */
  bar(...sketches: readonly BarSketch[]): VenueEvent[];
  /** Lets the open span go up to its end. */
  finish(): VenueEvent[];
  order(request: Partial<SimRequest>, afterMs?: number): string;
  take(events: readonly VenueEvent[]): VenueEvent[];
}

export function bench(policy: Partial<SimPolicy> = {}, wallet = "10000"): Bench {
  const state = createSimState({ main: dec(wallet) }, 0);
  const venue = createSimVenue({ instruments: [COIN, ALT], policy: simPolicy(policy), state });
  const told: VenueEvent[] = [];
  let openMs = -HOUR_MS;
  let orders = 0;
  const take = (events: readonly VenueEvent[]): VenueEvent[] => {
    told.push(...events);
    return [...events];
  };
  return {
    venue,
    told,
    take,
    get openMs() {
      return openMs;
    },
    bar: (...sketches) => {
      const ended = take(venue.advance(openMs + HOUR_MS));
      openMs += HOUR_MS;
      const bars = (sketches.length === 0 ? [{}] : sketches).map(sketchBar);
      return [...ended, ...take(venue.openBars({ openMs, closeMs: openMs + HOUR_MS, bars }))];
    },
    finish: () => take(venue.advance(openMs + HOUR_MS)),
    order: (request, afterMs = 0) => {
      orders += 1;
      const clientOrderId = request.clientOrderId ?? `o${String(orders)}`;
      venue.place({ ...orderRequest(request), clientOrderId }, openMs + afterMs);
      return clientOrderId;
    },
  };
}

export function orderRequest(request: Partial<SimRequest>): SimRequest {
  return { ...sampleRequest({ symbol: COIN.symbol }), ...request };
}

export function sketchBar(sketch: BarSketch): SpanBar {
  const open = sketch.open ?? 100;
  const close = sketch.close ?? open;
  const high = sketch.high ?? Math.max(open, close);
  const low = sketch.low ?? Math.min(open, close);
  return {
    symbol: sketch.symbol ?? COIN.symbol,
    open,
    high,
    low,
    close,
    volume: sketch.volume ?? 1_000,
    mark: sketch.mark ?? null,
  };
}

export type Fill = Extract<VenueEvent, { type: "order.filled" }>;

export function fills(events: readonly VenueEvent[]): Fill[] {
  return events.filter((event): event is Fill => event.type === "order.filled");
}

/** `type:id` of each event, for tests on order. */
export function story(events: readonly VenueEvent[]): string[] {
  return events.map((event) => ("clientOrderId" in event ? `${event.type}:${event.clientOrderId}` : event.type));
}
