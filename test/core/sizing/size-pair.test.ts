import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PairLeg } from "../../../src/core/domain/pair.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sizePair } from "../../../src/core/sizing/size-pair.js";
import type { SizingInput } from "../../../src/core/sizing/input.js";
import { instrument, intent, sizingInput, symbolView } from "./samples.js";

const TERMS = { beta: 0.5, mean: 0, deviation: 0.01, halfLifeBars: 5, side: 1, hedgeTimeoutMs: 10_000 } as const;

interface LegSample {
  readonly symbol: string;
  readonly mark: number;
  readonly share: number;
  readonly volatility?: number;
  readonly step?: string;
  readonly capacityUsd?: number;
  readonly minNotionalUsd?: number;
  /** What both legs may hold together, of NAV. */
  readonly strategyNavPct?: number;
}

function legOf(rank: 0 | 1, sample: LegSample): SizingInput {
  const { symbol, mark, share, volatility = 0.5, step = "0.001", capacityUsd = null, minNotionalUsd = 10 } = sample;
  const { strategyNavPct } = sample;
  const leg: PairLeg = { pair: "A/B", share, rank, terms: TERMS };
  const rules = instrument({ symbol, stepSize: dec(step), minQty: dec(step), marketMaxQty: dec("1000000") });
  const view = symbolView(mark, { symbol, instrument: rules });
  const exits = { stopDistance: mark * 0.02, atr: mark * 0.01, trailDistance: null, takeProfits: [], maxBars: null };
  return sizingInput({
    strategyCaps: { capacityUsd, ...(strategyNavPct === undefined ? {} : { maxNavPct: strategyNavPct }) },
    symbolCaps: { minNotionalUsd },
    limits: { riskPerTradePct: 1, maxTradeNavPct: 1 },
    input: {
      view: { ...view, features: { ...view.features, annualVolatility: volatility } },
      intent: intent({
        id: `A1b2C3d4E5f6G7h${String(rank)}`,
        groupId: "pair",
        symbol,
        side: rank === 0 ? "sell" : "buy",
        exits,
        leg,
      }),
    },
  });
}

const notionals = (legs: readonly SizingInput[]) => {
  const sized = sizePair(legs);
  if (!sized.ok) throw new Error(sized.error.failure.code);
  return sized.value.map(({ notionalUsd }) => notionalUsd);
};

describe("the legs of a pair", () => {
  it("get 10,000 and 5,000 of NAV 100,000 at 10 % a trade and shares 1 : 0.5", () => {
    const legs = [legOf(0, { symbol: "A", mark: 100, share: 1 }), legOf(1, { symbol: "B", mark: 10, share: 0.5 })];
    expect(notionals(legs)).toEqual([10_000, 5_000]);
  });

  it("go by the wilder one: volatility 1.0 against 0.5 halves both", () => {
    const legs = [
      legOf(0, { symbol: "A", mark: 100, share: 1 }),
      legOf(1, { symbol: "B", mark: 10, share: 0.5, volatility: 1 }),
    ];
    expect(notionals(legs)).toEqual([5_000, 2_500]);
  });

  it("are both cut by what cuts one: capacity of 2,000 for the smaller leaves 4,000 to the larger, and says so", () => {
    const legs = [
      legOf(0, { symbol: "A", mark: 100, share: 1 }),
      legOf(1, { symbol: "B", mark: 10, share: 0.5, capacityUsd: 2_000 }),
    ];
    const sized = sizePair(legs);
    expect(sized.ok && sized.value.map(({ notionalUsd }) => notionalUsd)).toEqual([4_000, 2_000]);
    expect(sized.ok && sized.value.map(({ clamps }) => clamps)).toEqual([
      [{ rule: "hedge_ratio", beforeUsd: 10_000, afterUsd: 4_000 }],
      [{ rule: "capacity_usd", beforeUsd: 5_000, afterUsd: 2_000 }],
    ]);
  });

  it("share out what they may hold together: 6,000 for 10,000 and 5,000 are 4,000 and 2,000", () => {
    const shared = { strategyNavPct: 0.06 };
    const legs = [
      legOf(0, { symbol: "A", mark: 100, share: 1, ...shared }),
      legOf(1, { symbol: "B", mark: 10, share: 0.5, ...shared }),
    ];
    const sized = sizePair(legs);
    expect(sized.ok && sized.value.map(({ notionalUsd }) => notionalUsd)).toEqual([4_000, 2_000]);
    expect(sized.ok && sized.value.map(({ clamps }) => clamps.map(({ rule }) => rule))).toEqual([
      ["strategy_exposure", "hedge_ratio"],
      ["strategy_exposure"],
    ]);
  });

  it("pass with a larger capacity of one of them where they passed with a smaller one, and become no smaller", () => {
    const usd = fc.double({ min: 100, max: 20_000, noNaN: true });
    const share = fc.double({ min: 0.2, max: 1, noNaN: true });
    fc.assert(
      fc.property(usd, usd, share, fc.double({ min: 0.001, max: 0.2, noNaN: true }), (a, b, of, strategyNavPct) => {
        const sizedAt = (capacityUsd: number) => {
          const shared = { strategyNavPct, minNotionalUsd: 50 };
          return sizePair([
            legOf(0, { symbol: "A", mark: 100, share: 1, capacityUsd, ...shared }),
            legOf(1, { symbol: "B", mark: 10, share: of, ...shared }),
          ]);
        };
        const tight = sizedAt(Math.min(a, b));
        const wide = sizedAt(Math.max(a, b));
        if (!tight.ok) return;
        expect(wide.ok).toBe(true);
        if (!wide.ok) return;
        // One step of A is 0.10 USD, one of B 0.01.
        wide.value.forEach(({ notionalUsd }, i) => {
          expect(notionalUsd).toBeGreaterThanOrEqual((tight.value[i]?.notionalUsd ?? Number.NaN) - 0.11);
        });
      }),
    );
  });

  it("are both refused where one is too small, and the failure names which: 40 USD against a minimum of 50", () => {
    const legs = [
      legOf(0, { symbol: "A", mark: 100, share: 1, capacityUsd: 80 }),
      legOf(1, { symbol: "B", mark: 10, share: 0.5, minNotionalUsd: 50 }),
    ];
    expect(sizePair(legs)).toMatchObject({ ok: false, error: { leg: 1, failure: { code: "min_notional" } } });
  });

  it("are refused on a share that is no number", () => {
    const legs = [
      legOf(0, { symbol: "A", mark: 100, share: 1 }),
      legOf(1, { symbol: "B", mark: 10, share: Number.NaN }),
    ];
    expect(sizePair(legs)).toMatchObject({ ok: false, error: { leg: 1, failure: { code: "share_invalid" } } });
  });

  it("keep their shares within a step of either, whatever the limits, steps and volatilities, and exceed no target", () => {
    const sample = (symbol: string) =>
      fc.record({
        symbol: fc.constant(symbol),
        mark: fc.double({ min: 1, max: 500, noNaN: true }),
        volatility: fc.double({ min: 0.1, max: 2, noNaN: true }),
        step: fc.constantFrom("1", "0.1", "0.001"),
        capacityUsd: fc.double({ min: 3_000, max: 50_000, noNaN: true }),
      });
    fc.assert(
      fc.property(sample("A"), sample("B"), fc.double({ min: 0.2, max: 5, noNaN: true }), (a, b, beta) => {
        const largest = Math.max(1, beta);
        const legs = [legOf(0, { ...a, share: 1 / largest }), legOf(1, { ...b, share: beta / largest })];
        const sized = sizePair(legs);
        // A step that is dearer than what is left of the target makes no order.
        if (!sized.ok) {
          expect(sized.error.failure.code).toBe("min_notional");
          return;
        }
        const [first = 0, second = 0] = sized.value.map(({ notionalUsd }) => notionalUsd);
        const slackUsd = (1 + beta) * (Number(a.step) * a.mark + Number(b.step) * b.mark);
        expect(Math.abs(second - beta * first)).toBeLessThanOrEqual(slackUsd);
        expect(first).toBeLessThanOrEqual(a.capacityUsd * (1 + 1e-9));
        expect(second).toBeLessThanOrEqual(b.capacityUsd * (1 + 1e-9));
        const full = legs.map(({ intent: { leg }, view }) => {
          const scale = Math.min(2, Math.max(0.25, 0.5 / view.features.annualVolatility));
          return 10_000 * scale * (leg?.share ?? 1);
        });
        expect(first).toBeLessThanOrEqual(full[0]! * (1 + 1e-8));
        expect(second).toBeLessThanOrEqual(full[1]! * (1 + 1e-8));
      }),
    );
  });
});
