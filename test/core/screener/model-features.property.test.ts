import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/bar.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { createFeatureState, readFeatures, updateFeatures } from "../../../src/core/screener/features.js";
import {
  createModelFeatures,
  type ModelFeature,
  MODEL_FEATURES,
  nextModelBar,
  nextModelFunding,
  readModelFeatures,
} from "../../../src/core/screener/model-features.js";

/** Enough for the slowest: volatilityRatio takes 500 bars. */
const BARS = 620;

const moves = fc.array(fc.tuple(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 1, max: 1_000 })), {
  minLength: BARS,
  maxLength: BARS,
});

function barsOf(steps: readonly (readonly [number, number])[]): readonly Bar[] {
  let close = 100;
  return steps.map(([move, volume], at) => {
    const open = close;
    close *= 1 + move / 10_000;
    const prices = { open, high: Math.max(open, close) * 1.001, low: Math.min(open, close) * 0.999, close };
    return { symbol: "A", openTimeMs: at * HOUR_MS, closeTimeMs: (at + 1) * HOUR_MS, ...prices, volume, mark: null };
  });
}

const BOOK = { atMs: 0, bids: [{ price: 99, qty: 3 }], asks: [{ price: 101, qty: 1 }] };

/** All features at the close of each bar, of a feed that ends at the last of them; funding every eight hours. */
function featuresAlong(bars: readonly Bar[], side: "buy" | "sell"): readonly Readonly<Record<ModelFeature, number>>[] {
  const [features, model] = [createFeatureState(), createModelFeatures()];
  return bars.map((bar, at) => {
    if (at % 8 === 7) nextModelFunding(model, 0.0001 * ((at % 5) - 1), bar.closeTimeMs);
    updateFeatures(features, bar);
    nextModelBar(model, bar);
    const view = { features: readFeatures(features), book: BOOK as never };
    return readModelFeatures(model, view, { side, strength: 0.5 });
  });
}

describe("the features of a model", () => {
  it("are the same whether or not later bars exist, every one of them", () => {
    fc.assert(
      fc.property(moves, fc.integer({ min: 1, max: BARS }), (steps, kept) => {
        const bars = barsOf(steps);
        const whole = featuresAlong(bars, "buy");
        const cut = featuresAlong(bars.slice(0, kept), "buy");
        for (const { name } of MODEL_FEATURES) expect(cut[kept - 1]?.[name]).toEqual(whole[kept - 1]?.[name]);
      }),
      { seed: 3, numRuns: 25 },
    );
  });

  it("are all known at the end of 620 bars, turn round with the side, and are exact as 32-bit floats", () => {
    fc.assert(
      fc.property(moves, (steps) => {
        const bars = barsOf(steps);
        const [buy, sell] = [featuresAlong(bars, "buy").at(-1), featuresAlong(bars, "sell").at(-1)];
        for (const { name, signed } of MODEL_FEATURES) {
          const figure = buy?.[name] ?? Number.NaN;
          expect(figure).toBe(Math.fround(figure));
          expect(sell?.[name]).toBe(signed ? -figure : figure);
        }
      }),
      { seed: 5, numRuns: 10 },
    );
  });

  it("know no funding that is older than half a day, and nothing at the first bar but the hour", () => {
    const bars = barsOf(Array.from({ length: 30 }, () => [10, 5] as const));
    const model = createModelFeatures();
    nextModelFunding(model, 0.0001, HOUR_MS);
    const view = { features: readFeatures(createFeatureState()), book: null };
    const read = (): Readonly<Record<string, number>> => readModelFeatures(model, view, { side: "sell", strength: 1 });
    for (const [at, bar] of bars.entries()) {
      nextModelBar(model, bar);
      if (at === 0) {
        const known = Object.entries(read()).filter(([, figure]) => !Number.isNaN(figure));
        expect(known.map(([name]) => name)).toEqual(["hourSin", "hourCos", "strength", "fundingRate"]);
      }
      expect(read()["fundingRate"]).toBe(at < 13 ? 1 : Number.NaN);
    }
  });
});
