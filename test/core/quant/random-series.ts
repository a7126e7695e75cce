import fc from "fast-check";
import { createRng } from "../../../src/core/lib/rng.js";
import { normalQuantile } from "../../../src/core/quant/normal.js";

export const seeds = fc.integer({ min: 0, max: 1e6 });

/** Normal values with mean 0 and variance 1. */
export function randomNormals(seed: number, count: number): Float64Array {
  const rng = createRng(`normals ${seed}`);
  return Float64Array.from({ length: count }, () => normalQuantile((rng.next() * 2 ** 32 + 0.5) / 2 ** 32));
}

/** Returns of bars, about 1 % each. */
export function randomReturns(seed: number, count: number): Float64Array {
  return randomNormals(seed, count).map((value) => Math.max(-0.5, 0.01 * value));
}

/** Sum of the values so far. */
export function walkOf(steps: Float64Array): Float64Array {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

/** Two random walks that have something in common. */
export function randomPairs(seed: number, count: number): { x: Float64Array; y: Float64Array } {
  const x = walkOf(randomNormals(seed, count));
  const own = randomNormals(seed + 500_000, count);
  return { x, y: x.map((value, i) => 0.7 * value + own[i]!) };
}

/** First-order autoregression: `keep` of the value before, and a normal step. */
export function autoregression(seed: number, count: number, keep: number): Float64Array {
  let value = 0;
  return randomNormals(seed, count).map((step) => (value = keep * value + step));
}
