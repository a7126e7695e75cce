import fc from "fast-check";
import type { OrderRequest } from "../../../src/core/domain/order.js";
import type { VenueEvent } from "../../../src/core/domain/venue-event.js";
import { decFromNumber, dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS, MINUTE_MS } from "../../../src/core/lib/time.js";
import type { SimPolicy } from "../../../src/core/sim/policy.js";
import { createSimState, type SpanBar } from "../../../src/core/sim/state.js";
import { createSimVenue, type SimVenue } from "../../../src/core/sim/venue.js";
import { ALT, COIN, orderRequest, simPolicy } from "./harness.js";

/** One action of a random session; prices are ticks from 100, so that bars and orders meet. */
export interface Action {
  readonly afterMs: number;
  readonly request: OrderRequest;
  /** Cancels the order this long after it was sent; null leaves it. */
  readonly cancelAfterMs: number | null;
}

export interface Hour {
  readonly bars: readonly SpanBar[];
  readonly actions: readonly Action[];
  /** Funding at the end of the hour: null is an unknown rate. */
  readonly fundingRate: number | null;
}

export const RANDOM_POLICY: SimPolicy = simPolicy({
  slippage_bps: 3,
  impact_at_full_volume_bps: 40,
  max_fill_volume_share: 0.02,
  latency_jitter_ms: 20,
  gtd_min_ahead_seconds: 60,
  leverage: 50,
});

const tick = (ticks: number): number => Math.round(1_000 + ticks) / 10;

const range = fc
  .tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -80, max: 80 }), fc.nat(60), fc.nat(60))
  .map(([open, close, up, down]) => ({
    open: tick(open),
    close: tick(close),
    high: tick(Math.max(open, close) + up),
    low: tick(Math.min(open, close) - down),
  }));

const bar = (symbol: string): fc.Arbitrary<SpanBar> =>
  fc
    .record({ symbol: fc.constant(symbol), volume: fc.nat(5_000), mark: fc.option(range) })
    .chain((rest) => range.map((prices): SpanBar => ({ ...rest, ...prices })));

const request: fc.Arbitrary<OrderRequest> = fc
  .record({
    kind: fc.constantFrom("market", "limit", "limit", "stop", "stop", "closeStop", "profit"),
    symbol: fc.constantFrom(COIN.symbol, COIN.symbol, ALT.symbol),
    side: fc.constantFrom("buy" as const, "sell" as const),
    qtyThousandths: fc.integer({ min: 1, max: 60_000 }),
    ticks: fc.integer({ min: -70, max: 70 }),
    reduceOnly: fc.boolean(),
    postOnly: fc.boolean(),
    timeInForce: fc.constantFrom("GTC" as const, "IOC" as const, "GTD" as const),
    workingType: fc.constantFrom("mark" as const, "last" as const),
  })
  .map(({ kind, qtyThousandths, ticks, postOnly, timeInForce, ...rest }) => {
    const qty = decFromNumber(qtyThousandths / 1_000);
    const price = decFromNumber(tick(ticks));
    if (kind === "market") return orderRequest({ ...rest, qty });
    if (kind === "limit") return orderRequest({ ...rest, type: "limit", qty, price, postOnly, timeInForce });
    const type = kind === "profit" ? "take_profit_market" : "stop_market";
    if (kind !== "closeStop") return orderRequest({ ...rest, type, qty, triggerPrice: price });
    return orderRequest({ ...rest, type, qty: null, triggerPrice: price, closePosition: true, reduceOnly: false });
  });

const action: fc.Arbitrary<Action> = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.nat(HOUR_MS - 1)),
  request,
  cancelAfterMs: fc.option(fc.nat(HOUR_MS), { freq: 3 }),
});

const hour: fc.Arbitrary<Hour> = fc.record({
  bars: fc
    .tuple(fc.option(bar(COIN.symbol), { freq: 8 }), fc.option(bar(ALT.symbol), { freq: 4 }))
    .map((both) => both.filter((one) => one !== null)),
  actions: fc.array(action, { maxLength: 5 }),
  fundingRate: fc.option(fc.integer({ min: -30, max: 30 }).map((bps) => bps / 10_000)),
});

export const hours: fc.Arbitrary<readonly Hour[]> = fc.array(hour, { minLength: 2, maxLength: 14 });

export const START_WALLET = dec("1000");

export interface Session {
  readonly venue: SimVenue;
  readonly events: readonly VenueEvent[];
  readonly requests: ReadonlyMap<string, OrderRequest>;
}

/** Plays the hours; before hour `reviveAt` the venue is built again from the JSON of its state. */
export function play(plan: readonly Hour[], reviveAt = -1): Session {
  const build = (state = createSimState({ main: START_WALLET }, 0)): SimVenue =>
    createSimVenue({ instruments: [COIN, ALT], policy: RANDOM_POLICY, state });
  let venue = build();
  const events: VenueEvent[] = [];
  const requests = new Map<string, OrderRequest>();
  for (const [index, { bars, actions, fundingRate }] of plan.entries()) {
    const openMs = index * HOUR_MS;
    events.push(...venue.openBars({ openMs, closeMs: openMs + HOUR_MS, bars }));
    if (index === reviveAt) venue = build(JSON.parse(JSON.stringify(venue.state)) as SimVenue["state"]);
    for (const [at, { afterMs, request: sketch, cancelAfterMs }] of actions.entries()) {
      const clientOrderId = `h${String(index)}o${String(at)}`;
      const isDated = sketch.timeInForce === "GTD";
      const expireAtMs = isDated ? openMs + afterMs + 2 * MINUTE_MS + (at % 3) * 20 * MINUTE_MS : null;
      const sent = { ...sketch, clientOrderId, expireAtMs };
      requests.set(clientOrderId, sent);
      venue.place(sent, openMs + afterMs);
      if (cancelAfterMs !== null) venue.cancel(clientOrderId, openMs + afterMs + cancelAfterMs);
    }
    const closeMs = openMs + HOUR_MS;
    events.push(...venue.advance(closeMs - 1));
    for (const symbol of [COIN.symbol, ALT.symbol]) {
      events.push(...venue.fund({ symbol, atMs: closeMs, rate: fundingRate, markPrice: null }));
    }
    events.push(...venue.advance(closeMs));
  }
  return { venue, events, requests };
}
