import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/core/lib/canonical-json.js";
import { dec, exact, toNumber } from "../../../src/core/lib/decimal.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { holds } from "../../../src/core/domain/size-limit.js";
import { openingCaps } from "../../../src/core/sizing/caps.js";
import { size } from "../../../src/core/sizing/size.js";
import { held, instrument, intent, pending, sizingInput, symbolView } from "./samples.js";

const usd = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const scenario = fc
  .record({
    navUsd: usd(50, 5_000_000),
    mark: usd(0.001, 90_000),
    stepExponent: fc.integer({ min: 0, max: 6 }),
    marketMaxQty: fc.integer({ min: 1, max: 100_000 }),
    minNotional: fc.integer({ min: 5, max: 100 }),
    strength: usd(0.01, 1),
    volatility: usd(0.05, 3),
    stopShare: usd(0.001, 0.3),
    heldUsd: usd(0, 50_000),
    pendingUsd: usd(0, 50_000),
    side: fc.constantFrom("buy" as const, "sell" as const),
    riskPerTradePct: usd(0.001, 0.05),
    maxTradeNavPct: usd(0.005, 1),
    capacityUsd: fc.option(usd(100, 100_000)),
    minNotionalPolicy: fc.constantFrom("veto" as const, "bump" as const),
  })
  .map((sample) => ({
    ...sample,
    input: (navUsd: number): SizingInput => {
      const { mark } = sample;
      const stepSize = dec(sample.stepExponent === 0 ? "1" : (10 ** -sample.stepExponent).toFixed(sample.stepExponent));
      const rules = instrument({
        stepSize,
        minQty: stepSize,
        marketMaxQty: dec(String(sample.marketMaxQty)),
        minNotional: dec(String(sample.minNotional)),
      });
      const base = symbolView(mark);
      return sizingInput({
        navUsd,
        positions: [held({ notionalUsd: sample.heldUsd })],
        pending: [pending({ symbol: "BTCUSDT", side: sample.side, notionalUsd: sample.pendingUsd })],
        limits: {
          riskPerTradePct: sample.riskPerTradePct,
          maxTradeNavPct: sample.maxTradeNavPct,
          minNotionalPolicy: sample.minNotionalPolicy,
          groups: { perps: { symbols: ["*"], max_beta_exposure_pct: 0.8, max_gross_exposure_pct: 1.5 } },
        },
        betas: { ETHUSDT: 1.4 },
        strategyCaps: { capacityUsd: sample.capacityUsd },
        symbolCaps: { minNotionalUsd: sample.minNotional },
        input: {
          view: { ...base, instrument: rules, features: { ...base.features, annualVolatility: sample.volatility } },
          intent: intent({
            side: sample.side,
            strength: sample.strength,
            exits: {
              stopDistance: mark * sample.stopShare,
              atr: mark * 0.01,
              trailDistance: null,
              takeProfits: [],
              maxBars: null,
            },
          }),
        },
      });
    },
  }));

const quantityAt = (input: SizingInput): number => {
  const result = size(input);
  return result.ok ? toNumber(result.value.qty) : 0;
};

describe("sizing under random NAV, price, filters and books", () => {
  it("never breaks a filter or a cap, bumped or not", () => {
    let sizedCount = 0;
    fc.assert(
      fc.property(scenario, (sample) => {
        const input = sample.input(sample.navUsd);
        const result = size(input);
        if (!result.ok) return;
        sizedCount += 1;
        const { qty, notionalUsd } = result.value;
        const rules = input.view.instrument;
        expect(exact(qty).modulo(exact(rules.stepSize)).isZero()).toBe(true);
        expect(exact(qty).greaterThanOrEqualTo(exact(rules.minQty))).toBe(true);
        expect(exact(qty).lessThanOrEqualTo(exact(rules.marketMaxQty))).toBe(true);
        expect(notionalUsd).toBeGreaterThanOrEqual(sample.minNotional);
        for (const cap of openingCaps(input, sample.mark)) expect(holds(cap, notionalUsd)).toBe(true);
        const { navUsd } = sample;
        expect(sample.pendingUsd + notionalUsd).toBeLessThanOrEqual(input.caps.symbol.maxNavPct * navUsd);
        expect(sample.heldUsd + sample.pendingUsd + notionalUsd).toBeLessThanOrEqual(2 * navUsd);
        const lossUsd = notionalUsd * (sample.stopShare + 0.0015);
        expect(lossUsd).toBeLessThanOrEqual(sample.riskPerTradePct * navUsd * (1 + 1e-9));
      }),
      { numRuns: 400, seed: 1 },
    );
    expect(sizedCount).toBeGreaterThan(100);
  });

  it("never gives less for a larger NAV", () => {
    fc.assert(
      fc.property(scenario, usd(1, 10), (sample, factor) => {
        const smaller = quantityAt(sample.input(sample.navUsd));
        expect(quantityAt(sample.input(sample.navUsd * factor))).toBeGreaterThanOrEqual(smaller);
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  it("gives the same bytes for the same inputs", () => {
    fc.assert(
      fc.property(scenario, (sample) => {
        const once = canonicalJson(size(sample.input(sample.navUsd)));
        expect(canonicalJson(size(sample.input(sample.navUsd)))).toBe(once);
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
