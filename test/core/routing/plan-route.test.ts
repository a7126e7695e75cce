import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import { planRoute, type RouteInput } from "../../../src/core/routing/plan-route.js";
import { createRouterState } from "../../../src/core/routing/state.js";
import { sampleInstrument } from "../../support/samples/instruments.js";
import { approved, NOW_MS, policyWith, repeated, stateWith, symbolView } from "./samples.js";

const route = (changes: Partial<RouteInput> = {}) =>
  planRoute({
    order: approved(),
    view: symbolView(),
    router: stateWith(repeated(30)),
    policy: policyWith(),
    urgency: "entry",
    atMs: NOW_MS,
    ...changes,
  });

describe("entries", () => {
  it("join the book as maker 0.5 bps behind the bid of 49,990: 49,987.5, for 30 s", () => {
    expect(route()).toMatchObject({
      style: "maker",
      limitPrice: "49987.5",
      timeoutMs: 30_000,
      qty: "0.2",
      maxSlippageBps: 15,
      reason: "maker_cheaper",
    });
  });

  it("sell 0.5 bps above the ask of 50,010, rounded up: 50,012.6", () => {
    expect(route({ order: approved({ intent: { side: "sell" } }) }).limitPrice).toBe("50012.6");
  });

  it("expect p × (2 + 1) + (1 − p) × (5 + 2 + drift) bps as maker, p = (30 × 1 + 10 × 0.5) / 40", () => {
    const drift = 0.5 * Math.sqrt(30 / (365 * 86_400)) * 0.7979 * 10_000;
    expect(route().expectedCostBps).toBeCloseTo(0.875 * 3 + 0.125 * (7 + drift), 9);
  });

  it("pay taker where waiting costs more: fills 0 of 30 with a fallback ratio of 0.9", () => {
    const makers = [...repeated(27, { filledShare: 0, makerShare: 0 }), ...repeated(3, { makerShare: 0 })];
    expect(route({ router: stateWith(makers) })).toMatchObject({ style: "taker", reason: "taker_cheaper" });
  });

  it("pay taker with the slippage limit of 15 bps as their price: 50,075 and 49,925", () => {
    const input = { view: symbolView({ book: false }) };
    expect(route(input)).toMatchObject({ style: "taker", limitPrice: "50075", timeoutMs: null, reason: "no_book" });
    expect(route(input).expectedCostBps).toBeCloseTo(7, 9);
    expect(route({ ...input, order: approved({ intent: { side: "sell" } }) }).limitPrice).toBe("49925");
  });

  it("go out as plain market orders where the policy says so", () => {
    const policy = policyWith({ taker: { entry_type: "market" } });
    expect(route({ policy, view: symbolView({ book: false }) })).toMatchObject({ style: "taker", limitPrice: null });
  });

  it("never lose their limit: a sell of exactly 100 USD asks for 50,000, not 49,925, where the minimum is 100", () => {
    const order = approved({ qty: dec("0.002"), intent: { side: "sell" } });
    expect(route({ order, view: symbolView({ book: false }) }).limitPrice).toBe("50000");
  });

  it.each([
    ["maker_disabled", { policy: policyWith({ maker: { enabled: false } }) }],
    ["no_book", { view: symbolView({ stale: true }) }],
    ["quality_unknown", { router: createRouterState() }],
    ["quality_broken", { router: stateWith(repeated(30, { ackMs: 2_500 })) }],
    ["quality_degraded", { router: stateWith(repeated(30, { slippageBps: 8 })) }],
    ["fallback_ratio", { router: stateWith(repeated(30, { filledShare: 0.5, makerShare: 0.5 })) }],
    ["volatility_unknown", { view: symbolView({ features: { ...symbolView().features, volatility: null } }) }],
    ["taker_cheaper", { view: symbolView({ features: { ...symbolView().features, annualVolatility: Number.NaN } }) }],
  ] satisfies [string, Partial<RouteInput>][])("go taker for %s", (reason, changes) => {
    expect(route(changes)).toMatchObject({ style: "taker", reason });
  });

  it("forget outcomes older than 7 days", () => {
    const old = repeated(30, { atMs: NOW_MS - 7 * 86_400_000 });
    expect(route({ router: stateWith(old) }).reason).toBe("quality_unknown");
  });
});

describe("quantity", () => {
  const unknown = { router: createRouterState() };

  it("stays whole by default while the quality is unknown, and halves at a factor of 0.5", () => {
    expect(route(unknown).qty).toBe("0.2");
    expect(route({ ...unknown, policy: policyWith({ unknown_size_factor: 0.5 }) }).qty).toBe("0.1");
  });

  it("is not cut below the smallest legal 0.002 BTC of 100 USD, nor raised to it", () => {
    const policy = policyWith({ unknown_size_factor: 0.5 });
    expect(route({ ...unknown, policy, order: approved({ qty: dec("0.003") }) }).qty).toBe("0.002");
    expect(route({ ...unknown, policy, order: approved({ qty: dec("0.001") }) }).qty).toBe("0.001");
  });

  it("is the smallest legal one on a broken venue, as a probe", () => {
    expect(route({ router: stateWith(repeated(30, { rejected: true })) }).qty).toBe("0.002");
  });

  it("is whole for exits whatever the quality", () => {
    const order = approved({ qty: dec("0.1234567"), reduceOnly: true, intent: { purpose: "close", side: "sell" } });
    const policy = policyWith({ unknown_size_factor: 0.5 });
    expect(route({ ...unknown, policy, order, urgency: "exit" }).qty).toBe("0.1234567");
  });
});

describe("exits", () => {
  const close = approved({ reduceOnly: true, intent: { purpose: "close", side: "sell" } });

  it("leave as market orders without a price, whatever the book", () => {
    expect(route({ order: close, urgency: "exit" })).toMatchObject({
      style: "taker",
      limitPrice: null,
      reason: "exit",
    });
    const flatten = approved({ reduceOnly: true, intent: { purpose: "flatten", side: "sell" } });
    expect(route({ order: flatten, urgency: "protective" })).toMatchObject({ style: "taker", limitPrice: null });
  });

  it("may wait as maker where the policy allows it, protective ones never", () => {
    const policy = policyWith({ maker: { enabled: true, exits: true } });
    expect(route({ order: close, urgency: "exit", policy }).style).toBe("maker");
    expect(route({ order: close, urgency: "protective", policy }).style).toBe("taker");
  });

  it("rest at the venue when they have a trigger", () => {
    const stop = approved({ reduceOnly: true, triggerPrice: dec("48000"), intent: { purpose: "stop", side: "sell" } });
    expect(route({ order: stop, urgency: "protective" })).toMatchObject({
      style: "resting",
      limitPrice: null,
      timeoutMs: null,
    });
  });

  it("expect the slippage limit where the book is too thin for the order", () => {
    const order = approved({ qty: dec("50"), reduceOnly: true, intent: { purpose: "close" } });
    expect(route({ order, urgency: "exit" }).expectedCostBps).toBe(50);
  });
});

describe("prices under random books", () => {
  const world = fc.record({
    mark: fc.double({ min: 0.02, max: 90_000, noNaN: true }),
    spreadBps: fc.double({ min: 0.01, max: 200, noNaN: true }),
    tick: fc.constantFrom("0.1", "0.01", "0.0001", "0.00001"),
    side: fc.constantFrom("buy" as const, "sell" as const),
    regime: fc.constantFrom("quiet" as const, "normal" as const, "hot" as const, "panic" as const),
    book: fc.boolean(),
  });

  it("never cross as maker and never leave the slippage limit as taker", () => {
    const seen = { maker: 0, taker: 0 };
    fc.assert(
      fc.property(world, ({ mark, spreadBps, tick, side, regime, book }) => {
        const half = (mark * spreadBps) / 20_000;
        const plain = symbolView({ book: false, mark });
        const view = {
          ...plain,
          instrument: sampleInstrument({ tickSize: dec(tick), minNotional: dec("0.000001") }),
          features: { ...plain.features, volatility: regime },
          book: book
            ? {
                symbol: "BTCUSDT",
                atMs: NOW_MS,
                bids: [{ price: mark - half, qty: 9 }],
                asks: [{ price: mark + half, qty: 9 }],
              }
            : null,
        };
        const plan = route({
          view,
          order: approved({ intent: { side } }),
          policy: policyWith({ offset: { panic_bps: 8 } }),
        });
        if (plan.limitPrice === null || plan.style === "resting") return;
        seen[plan.style] += 1;
        expect(
          exact(plan.limitPrice)
            .modulo(exact(dec(tick)))
            .isZero(),
        ).toBe(true);
        const price = toNumber(plan.limitPrice);
        if (plan.style === "maker") {
          expect(side === "buy" ? price <= mark - half : price >= mark + half).toBe(true);
        } else {
          const limit = mark * (side === "buy" ? 1.0015 : 0.9985);
          expect(side === "buy" ? price <= limit * (1 + 1e-12) : price >= limit * (1 - 1e-12)).toBe(true);
        }
      }),
      { numRuns: 500, seed: 4 },
    );
    expect(Math.min(seen.maker, seen.taker)).toBeGreaterThan(50);
  });
});
