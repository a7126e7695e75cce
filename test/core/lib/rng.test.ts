import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type Rng } from "../../../src/core/lib/rng.js";

const draws = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.next());

/** Pearson's χ² of counts against equal shares. */
function chiSquared(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

describe("seeded chance", () => {
  it("gives the same numbers for the same seed and others for another", () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        expect(draws(createRng(seed), 20)).toEqual(draws(createRng(seed), 20));
        expect(draws(createRng(seed), 4)).not.toEqual(draws(createRng(`${seed}x`), 4));
      }),
    );
  });

  it("stays at or above 0 and below 1, and fills 64 equal cells evenly over 64,000 draws", () => {
    const numbers = draws(createRng("cells"), 64_000);
    expect(numbers.every((value) => value >= 0 && value < 1)).toBe(true);
    const counts = Array.from({ length: 64 }, () => 0);
    for (const value of numbers) counts[Math.floor(value * 64)]! += 1;
    // 63 degrees of freedom: 99.9 % lie below 103.4.
    expect(chiSquared(counts)).toBeLessThan(103.4);
  });

  it("forks by label: the fork doesn't depend on what was drawn before, nor move what is drawn after", () => {
    const [one, two] = [createRng("s"), createRng("s")];
    const fork = draws(one.fork("fills"), 5);
    draws(two, 100);
    expect(draws(two.fork("fills"), 5)).toEqual(fork);
    expect(draws(one, 5)).toEqual(draws(createRng("s"), 5));
    expect(draws(createRng("s").fork("latency"), 5)).not.toEqual(fork);
  });
});
