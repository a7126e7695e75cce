import { describe, expect, it } from "vitest";
import { calibrated, fitPlatt, UNCALIBRATED } from "../../../../src/core/quant/ml/platt.js";
import {
  areaUnderRoc,
  brierScore,
  calibrationError,
  logLoss,
  reliability,
} from "../../../../src/core/quant/ml/score-metrics.js";
import { bandCounts, bandOf, quantileEdges, stabilityIndex } from "../../../../src/core/quant/ml/stability.js";

describe("scores of a probability", () => {
  it("of a coin are ln 2 and a quarter", () => {
    expect(logLoss([0.5, 0.5], [0, 1])).toBeCloseTo(Math.LN2, 15);
    expect(brierScore([0.5, 0.5], [0, 1])).toBe(0.25);
  });

  // 0.35 beats 0.1 and loses to 0.4, 0.8 beats both: 3 of 4 pairs (the example of scikit-learn's roc_auc_score).
  it("rank 3 of 4 pairs rightly: area 0.75; ties count half", () => {
    expect(areaUnderRoc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBe(0.75);
    expect(areaUnderRoc([0.5, 0.5, 0.5], [0, 1, 0])).toBe(0.5);
    expect(areaUnderRoc([0.1, 0.2], [1, 1])).toBeNaN();
  });

  it("tell what was said and what came, band by band", () => {
    const bands = reliability([0.12, 0.18, 0.95, 1], [0, 1, 1, 1]);
    expect(bands).toEqual([
      { from: 0.1, to: 0.2, count: 2, meanSaid: expect.closeTo(0.15, 12) as unknown, shareSeen: 0.5 },
      { from: 0.9, to: 1, count: 2, meanSaid: 0.975, shareSeen: 1 },
    ]);
    expect(calibrationError(bands)).toBeCloseTo((2 * 0.35 + 2 * 0.025) / 4, 12);
  });
});

describe("Platt's scaling", () => {
  it("halves margins that were said twice as sure as they should be", () => {
    // Margin ±2 comes true 73.1 % of the time, which is a margin of ±1.
    const margins = Float64Array.from({ length: 2_000 }, (_, i) => (i % 2 === 0 ? 2 : -2));
    const labels = Array.from(margins, (margin, i) => (i % 1_000 < 731 === margin > 0 ? 1 : 0));
    const platt = fitPlatt(margins, labels);
    expect(platt.slope).toBeCloseTo(0.5, 2);
    expect(calibrated(platt, 2)).toBeCloseTo(0.731, 2);
  });

  it("says the base rate where margins say the opposite of what comes, and nothing on nine samples of a class", () => {
    const margins = Float64Array.from({ length: 40 }, (_, i) => i);
    const turned = fitPlatt(
      margins,
      Array.from(margins, (m) => (m < 10 ? 1 : 0)),
    );
    expect(calibrated(turned, 39)).toBeCloseTo(0.25, 12);
    expect(
      fitPlatt(
        margins,
        Array.from(margins, (m) => (m < 9 ? 1 : 0)),
      ),
    ).toEqual(UNCALIBRATED);
  });
});

describe("population stability", () => {
  it("is 0 for the same shares, and (0.2 ln 2.333…) for 50/50 become 70/30", () => {
    expect(stabilityIndex([5, 5], [50, 50])).toBeCloseTo(0, 15);
    expect(stabilityIndex([50, 50], [70, 30])).toBeCloseTo(0.2 * Math.log(1.4) - 0.2 * Math.log(0.6), 12);
    expect(stabilityIndex([50, 50], [0, 0])).toBeNaN();
  });

  it("cuts eight values into quarters, and counts them there", () => {
    const values = Float64Array.from([8, 1, 7, 2, 6, 3, 5, 4]);
    expect(quantileEdges(values, 4)).toEqual([3, 5, 7]);
    expect(bandCounts(values, [3, 5, 7])).toEqual([2, 2, 2, 2]);
    expect([2.9, 3, 100].map((value) => bandOf(value, [3, 5, 7]))).toEqual([0, 1, 3]);
  });
});
