import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalDensity, normalQuantile } from "../../../src/core/quant/normal.js";

const x = fc.double({ min: -37, max: 37, noNaN: true });
const relative = (measured: number, expected: number): number => Math.abs(measured / expected - 1);

describe("normal distribution", () => {
  it("has Φ(−x) + Φ(x) = 1 within a unit of the last place", () => {
    fc.assert(fc.property(x, (at) => Math.abs(normalCdf(-at) + normalCdf(at) - 1) <= 2.3e-16));
  });

  it("never falls", () => {
    fc.assert(fc.property(x, x, (a, b) => normalCdf(Math.min(a, b)) <= normalCdf(Math.max(a, b))));
  });

  it("gives x back through Φ and Φ⁻¹, within what the rounding of Φ moves it in the lower tail", () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 0, noNaN: true }), (at) => {
        // A last place of p, 2.2e-16 × p, moves the quantile by that over the density.
        const bound = 1e-15 * Math.max(1, Math.abs(at)) + (4e-16 * normalCdf(at)) / normalDensity(at);
        expect(Math.abs(normalQuantile(normalCdf(at)) - at)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("meets where series and continued fraction change over, at ±1.25, within 4e-16", () => {
    for (const side of [-1.25, 1.25]) {
      expect(relative(normalCdf(side * (1 - 1e-15)), normalCdf(side * (1 + 1e-15)))).toBeLessThan(5e-15);
    }
  });

  it("grows by its density: a step of 1e-5 either way by 2e-5 of it", () => {
    for (const at of [-6, -2, -1.25, -0.5, 0, 0.7, 1.25, 3]) {
      const slope = (normalCdf(at + 1e-5) - normalCdf(at - 1e-5)) / 2e-5;
      expect(Math.abs(slope - normalDensity(at))).toBeLessThan(1e-10);
    }
  });

  it("ends at 0 and 1, and is NaN for NaN and for shares outside them", () => {
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(0)]).toEqual([0, 1, 0.5]);
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(0.5)]).toEqual([-Infinity, Infinity, 0]);
    expect([normalCdf(Number.NaN), normalQuantile(Number.NaN), normalQuantile(-0.1), normalQuantile(1.1)]).toEqual(
      Array(4).fill(Number.NaN),
    );
  });
});
