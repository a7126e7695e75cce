/**
 * Density of the standard normal distribution. The exponent is taken in two parts, since the square of x alone is
 * rounded by more than the result may be.
 */
export function normalDensity(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  const rest = (x - coarse) * (x + coarse);
  return Math.exp(-(coarse * coarse) / 2) * Math.exp(-rest / 2) * INVERSE_ROOT_2PI;
}

/**
 * Distribution function of the standard normal: the probability of a value ≤ x, with full relative precision in the
 * lower tail. Below 1.25 in size by its Taylor series, whose terms have one sign; beyond by Laplace's continued fraction.
 *
 * Units:   a probability 0 … 1; relative error under 4e-15 down to x = −37.5 (1e-307), 0 below −38.6.
 * Source:  docs/METRICS.md#normal-distribution
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (Math.abs(x) < SERIES_WITHIN) return 0.5 + normalDensity(x) * series(x);
  const tail = tailBeyond(Math.abs(x));
  return x < 0 ? tail : 1 - tail;
}

/**
 * Quantile of the standard normal: the x whose {@link normalCdf} is p. Hastings' approximation, then Halley's steps,
 * each of which triples the digits.
 *
 * Units:   p in 0 … 1; ∓Infinity at its ends, NaN outside. Relative error under 4e-15 for p ≥ 1e-300.
 * Source:  docs/METRICS.md#normal-distribution
 */
export function normalQuantile(p: number): number {
  const within = p >= 0 && p <= 1;
  if (!within) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 0.5) return 0;
  // 1 − p is exact above a half.
  if (p > 0.5) return -normalQuantile(1 - p);
  let x = hastings(p);
  for (let step = 0; step < HALLEY_STEPS; step++) {
    const error = excessOver(p, x) / normalDensity(x);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

const INVERSE_ROOT_2PI = 0.398_942_280_401_432_7;
const SERIES_WITHIN = 1.25;
const HALLEY_STEPS = 4;

/** Φ(x) − p. Both are taken from a half in the middle, where their difference from it has more digits than they. */
function excessOver(p: number, x: number): number {
  return Math.abs(x) < SERIES_WITHIN ? normalDensity(x) * series(x) - (p - 0.5) : normalCdf(x) - p;
}

/** (Φ(x) − ½) / φ(x) = x + x³/3 + x⁵/(3·5) + … */
function series(x: number): number {
  let sum = 0;
  let term = x;
  for (let k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
    sum += term;
    term *= (x * x) / (2 * k + 1);
  }
  return sum;
}

/** 1 − Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), from the inside out; 300 levels suffice from 1.25 on. */
function tailBeyond(x: number): number {
  if (x > 38.6) return 0;
  let fraction = x;
  for (let k = 300; k >= 1; k--) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

/** Abramowitz and Stegun 26.2.23, within 4.5e-4, for 0 < p ≤ ½. */
function hastings(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return above / below - t;
}
