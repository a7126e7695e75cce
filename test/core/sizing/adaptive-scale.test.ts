import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { adaptiveScale, scaleAt } from "../../../src/core/sizing/adaptive-scale.js";
import { adaptiveUsage } from "../../../src/core/sizing/adaptive-usage.js";
import { type ScaleCurve, sizingPolicySchema } from "../../../src/core/sizing/policy.js";
import { size } from "../../../src/core/sizing/size.js";
import { sampleBook } from "../../support/samples/books.js";
import { sampleFeatures } from "../../support/samples/views.js";
import { held, intent, sizingInput, symbolView } from "./samples.js";

const curves = fc
  .record({
    start: fc.double({ min: 0, max: 1, noNaN: true }),
    width: fc.double({ min: 0.01, max: 5, noNaN: true }),
    floor: fc.double({ min: 0.01, max: 1, noNaN: true }),
  })
  .map(({ start, width, floor }): ScaleCurve => ({ start, full: start + width, floor }));
const measures = fc.double({ min: -10, max: 100, noNaN: true });

describe("the curve", () => {
  it("stays within floor and 1, and never rises with what is measured", () => {
    fc.assert(
      fc.property(curves, measures, measures, (curve, a, b) => {
        const [less, more] = [scaleAt(Math.min(a, b), curve), scaleAt(Math.max(a, b), curve)];
        expect(more).toBeLessThanOrEqual(less);
        for (const scale of [less, more]) {
          expect(scale).toBeGreaterThanOrEqual(curve.floor - 1e-12);
          expect(scale).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("is 1 at 5 %, 0.625 half way, 0.25 at 15 % and beyond, unknown for NaN", () => {
    const curve = { start: 0.05, full: 0.15, floor: 0.25 };
    expect([0, 0.05, 0.1, 0.15, 0.4].map((fall) => Number(scaleAt(fall, curve).toFixed(9)))).toEqual([
      1, 1, 0.625, 0.25, 0.25,
    ]);
    expect(scaleAt(Number.NaN, curve)).toBeNaN();
  });

  it("with a floor of 1 is off: 1 whatever is measured, even what can't be known", () => {
    expect(scaleAt(Number.NaN, { start: 0.05, full: 0.15, floor: 1 })).toBe(1);
  });
});

describe("the scale of a target", () => {
  const shipped = sizingInput().policy;
  const policy = { ...shipped, drawdown_scale: { start: 0.05, full: 0.15, floor: 0.25 } };
  const wild = { ...policy, volatility_scale: { start: 1, full: 2, floor: 0.5 } };
  const fallen = (peak: string) => ({
    ...sampleBook({ navUsd: 100_000, freeMarginUsd: 100_000 }),
    risk: { ...emptyRiskState(), riskPeak: dec(peak) },
  });
  const view = (volatilityRatio: number) =>
    symbolView(50_000, { features: sampleFeatures({ atr: 500, volatilityRatio }) });

  it("as shipped is 1 in any drawdown and any volatility", () => {
    const defaults = sizingPolicySchema.parse({ trade_nav_percentage: 0.05, vol_target: 0.6 });
    expect(adaptiveScale({ book: fallen("200000"), view: view(9), intent: intent() }, defaults).scale).toBe(1);
    expect(adaptiveUsage(fallen("200000"), { atMs: 0, symbols: new Map() }, defaults)).toEqual([]);
  });

  it("multiplies drawdown, volatility and model, and never exceeds its constant", () => {
    const scale = adaptiveScale(
      { book: fallen("111111.111111111"), view: view(1.5), intent: intent({ modelScale: 0.8 }) },
      wild,
    );
    expect(scale.drawdown).toBeCloseTo(0.625, 6);
    expect(scale.volatility).toBeCloseTo(0.75, 9);
    expect(scale.scale).toBeCloseTo(0.625 * 0.75 * 0.8, 6);
  });

  it("halves an order in a 10 % drawdown with a floor of 0.25, and orders nothing while the peak is unknown", () => {
    const before = size(sizingInput({ input: { book: fallen("100000") } }));
    const after = size({ ...sizingInput({ input: { book: fallen("111111.111111111") } }), policy });
    if (!before.ok || !after.ok) throw new Error("both have a size");
    expect(after.value.notionalUsd / before.value.notionalUsd).toBeCloseTo(0.625, 2);
    const unknown = { ...fallen("1"), risk: emptyRiskState() };
    const refused = size({ ...sizingInput({ input: { book: unknown } }), policy });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: "scale_unknown", violation: { rule: "sizing", measured: null } },
    });
    expect(size({ ...sizingInput({ input: { intent: intent({ modelScale: Number.NaN }) } }) })).toMatchObject({
      ok: false,
      error: { code: "scale_unknown" },
    });
  });

  it("shows in risk show how far each curve has come", () => {
    const book = { ...fallen("111111.111111111"), positions: [held({ symbol: "BTCUSDT" })] };
    const rows = adaptiveUsage(book, { atMs: 0, symbols: new Map([["BTCUSDT", view(1.5)]]) }, wild);
    expect(rows.map(({ scope }) => scope)).toEqual(["drawdown scale", "symbol:BTCUSDT volatility scale"]);
    expect(rows[0]?.usage).toBeCloseTo(0.1 / 0.15, 6);
    expect(rows[1]).toMatchObject({ used: 1.5, limit: 2, unit: "multiple" });
  });
});
