import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorSet } from "../../../../src/core/research/kernel/fast/vector-set.js";
import type { KernelMarket } from "../../../../src/core/research/kernel/market.js";
import { createStretches } from "../../../../src/core/research/kernel/stretches.js";
import type { KernelTerms, MomentumPoint } from "../../../../src/core/research/kernel/terms.js";
import { createRng, type Rng } from "../../../../src/core/lib/rng.js";
import { evaluate, kernelSet } from "../../../../src/core/research/sweep/evaluate.js";
import { FIGURES, readFigures } from "../../../../src/core/research/sweep/figures.js";
import { compileKernel } from "../../../support/kernel-module.js";

const HOUR_MS = 3_600_000;
const ROWS = 900;
const module = compileKernel();

/** Prices that trend, gap and stand still; funding on some rows only. */
function market(rng: Rng, symbol: string): KernelMarket {
  const column = (): Float64Array => new Float64Array(ROWS);
  const [openTimeMs, open, high, low, close] = [column(), column(), column(), column(), column()];
  const [mark, longPays, shortGets] = [column(), column(), column()];
  let price = 100;
  let drift = 0;
  for (let row = 0; row < ROWS; row += 1) {
    if (rng.next() < 0.03) drift = (rng.next() - 0.5) * 0.02;
    const gap = rng.next() < 0.05 ? (rng.next() - 0.5) * 0.06 : 0;
    openTimeMs[row] = row * HOUR_MS;
    open[row] = price * (1 + gap);
    price = open[row]! * (1 + drift + (rng.next() - 0.5) * 0.03);
    close[row] = price;
    high[row] = Math.max(open[row]!, price) * (1 + rng.next() * 0.01);
    low[row] = Math.min(open[row]!, price) * (1 - rng.next() * 0.01);
    mark[row] = price * (1 + (rng.next() - 0.5) * 0.001);
    if (row % 8 === 7) longPays[row] = price * (rng.next() - 0.4) * 0.001;
    if (row % 8 === 7 && rng.next() < 0.5) shortGets[row] = longPays[row]!;
  }
  return { ...{ symbol, barMs: HOUR_MS, openTimeMs, open, high, low, close, mark, longPays, shortGets } };
}

const point: fc.Arbitrary<MomentumPoint> = fc
  .record({
    fast: fc.integer({ min: 2, max: 8 }),
    more: fc.integer({ min: 1, max: 12 }),
    atrPeriod: fc.constantFrom(2, 3, 5),
    entryStrength: fc.constantFrom(0.01, 0.25, 1),
    fullStrength: fc.constantFrom(0.01, 0.5, 2),
    stopAtr: fc.constantFrom(0.3, 1, 2.5, 10),
  })
  .map(({ fast, more, ...rest }) => ({ fast, slow: fast + more, ...rest }));

const job = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  legs: fc.integer({ min: 1, max: 3 }),
  points: fc.array(point, { minLength: 1, maxLength: 9 }),
  firstRow: fc.integer({ min: 0, max: 400 }),
  weight: fc.constantFrom(0.3, 1, 4),
});

describe("the vector kernel beside the scalar one", () => {
  it("has the same bytes for 80 random sweeps over 1 to 3 markets of 900 bars, whatever the split", () => {
    let trades = 0;
    const property = fc.property(job, fc.nat(8), ({ seed, legs, points, firstRow, weight }, cut) => {
      const rng = createRng(seed);
      const markets = Array.from({ length: legs }, (_, leg) => market(rng, `M${String(leg)}`));
      const costs = { navStart: 10_000, takerFee: 0.0005, slippage: 0.0002, disasterAtr: 6 };
      const terms: KernelTerms = { ...costs, weight, firstRow };
      const results = () => ({
        ...{ markets, terms, points },
        figures: new Float64Array(points.length * FIGURES.length),
        stretches: createStretches(ROWS - firstRow, points.length),
      });
      const [scalar, vector] = [results(), results()];
      evaluate(scalar, kernelSet(scalar), 0, points.length);
      const shared = vectorSet(module, { markets, points })!;
      const middle = Math.min(cut, points.length);
      // Two threads side by side, each with its own room in the one memory.
      evaluate(vector, kernelSet({ markets, terms, vector: shared }, 0), 0, middle);
      evaluate(vector, kernelSet({ markets, terms, vector: shared }, 1), middle, points.length);
      expect(vector.figures).toEqual(scalar.figures);
      expect(vector.stretches).toEqual(scalar.stretches);
      points.forEach((_, trial) => (trades += readFigures(scalar.figures, trial).trades));
    });
    fc.assert(property, { numRuns: 80 });
    expect(trades).toBeGreaterThan(1_000);
  });
});
