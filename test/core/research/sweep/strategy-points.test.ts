import { describe, expect, it } from "vitest";
import { divergenceOf, largestDifferenceBps } from "../../../../src/core/app/backtest/sweep/verify-rows.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { sweptDefinition } from "../../../../src/core/research/sweep/axis-params.js";
import { isKernelPoint } from "../../../../src/core/research/sweep/evaluate.js";
import { strategyPoints } from "../../../../src/core/research/sweep/strategy-points.js";

type Rows = readonly (readonly number[])[];

function pointsOf(strategy: string, names: readonly string[], rows: Rows, base: Record<string, unknown> = {}) {
  const axes = names.map((name) => ({ name, values: [] }));
  return strategyPoints(axes, rows, { definition: sweptDefinition(strategy), base, disasterAtr: 6, universe: [] });
}

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("points of a sweep", () => {
  it("may move every number of a strategy, also one that is null by itself, and switches as 0 and 1", () => {
    const { points, refused } = pointsOf("smart_money", ["target_r", "max_bars", "close_break"], [[1.5, 24, 0]]);
    expect(refused).toBe(0);
    expect(points).toMatchObject([
      { strategy: "smart_money", params: { target_r: 1.5, max_bars: 24, close_break: false, swing_length: 10 } },
    ]);
    expect(pointsOf("relative_value", ["entry_z"], [[1.5]]).points).toMatchObject([{ params: { entry_z: 1.5 } }]);
    expect(pointsOf("vol_target", ["rebalance_band"], [[0]]).points).toMatchObject([{ params: { rebalance_band: 0 } }]);
  });

  it("count what contradicts itself or leaves its bounds: 3 of 5, a switch at 2 among them", () => {
    expect(
      pointsOf(
        "momentum",
        ["fast", "slow"],
        [
          [5, 20],
          [20, 20],
          [1, 20],
        ],
      ),
    ).toMatchObject({
      refused: 2,
      values: [[5, 20]],
    });
    expect(pointsOf("smart_money", ["close_break"], [[0], [2]]).refused).toBe(1);
  });

  it("go through momentum's own kernel only where its stop is the only exit and nearer than the disaster stop", () => {
    const isPlain = (names: readonly string[], row: readonly number[], base = {}): boolean =>
      isKernelPoint(pointsOf("momentum", names, [row], base).points[0]!);
    expect(isPlain(["fast"], [5])).toBe(true);
    expect(isPlain(["stop_atr"], [5.9])).toBe(true);
    expect(isPlain(["stop_atr"], [6])).toBe(false);
    expect(isPlain(["trail_atr"], [2])).toBe(false);
    expect(isPlain(["max_bars"], [24])).toBe(false);
    expect(isPlain(["fast"], [5], { take_profit: [{ atr: 1, fraction: 0.5 }] })).toBe(false);
  });

  it("refuse a name that nobody knows, with the nearest one, and a parameter that is no number", () => {
    const unknown = failureOf(() => pointsOf("vol_target", ["target_vl"], [[1]]));
    expect([unknown.exitCode, unknown.place.path]).toEqual([2, "--grid"]);
    expect(unknown.place.fix).toContain("did you mean target_vol?");
    const list = failureOf(() => pointsOf("vol_target", ["horizons"], [[20]]));
    expect([list.exitCode, list.message]).toEqual([2, expect.stringContaining("--grid horizons")]);
    expect(list.place.fix).toContain("lambda, target_vol");
  });

  it("refuse a sweep of which nothing is left, and a strategy that does not exist", () => {
    expect(failureOf(() => pointsOf("momentum", ["fast"], [[60]])).exitCode).toBe(2);
    expect(failureOf(() => sweptDefinition("momentun")).place.fix).toContain("did you mean momentum?");
  });
});

describe("a row that the event engine differs from", () => {
  it("names the first bar beyond the bound, both NAVs and the difference", () => {
    const atMs = [1, 2, 3].map((hour) => Date.parse("2024-01-01") + hour * 3_600_000);
    const text = divergenceOf(
      Float64Array.of(100_000, 100_000.05, 100_020),
      { nav: [100_000, 100_000, 100_000], atMs },
      0.01,
    );
    expect(text).toBe(
      "kernel and event engine differ first at the bar that closed at 2024-01-01T03:00:00Z: NAV 100020.00 and 100000.00, 2.000 bps.",
    );
    expect(divergenceOf(Float64Array.of(1), { nav: [1, 1], atMs }, 1)).toContain("1 bars and the event engine 2");
  });

  it("is measured at the bar where both differ most, even where they end alike, and unknown where the bars are others", () => {
    expect(largestDifferenceBps(Float64Array.of(100, 99.95, 100), [100, 100, 100])).toBeCloseTo(-5, 9);
    expect(largestDifferenceBps(Float64Array.of(100, 100), [100, 100])).toBe(0);
    expect(largestDifferenceBps(Float64Array.of(100, Number.NaN, 101), [100, 100, 100])).toBeNaN();
    expect(largestDifferenceBps(Float64Array.of(100), [100, 100])).toBeNaN();
  });
});
