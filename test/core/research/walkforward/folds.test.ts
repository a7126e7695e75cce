import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { WalkForwardWindows } from "../../../../src/core/research/walkforward/folds.js";
import { walkForwardFolds } from "../../../../src/core/research/walkforward/folds.js";
import { joinOutOfSample } from "../../../../src/core/research/walkforward/out-of-sample.js";

const windows = { bars: 100, trainBars: 40, testBars: 20, purgeBars: 5, mode: "rolling" } as const;

function foldsOf(input: WalkForwardWindows): readonly { train: readonly number[]; test: readonly number[] }[] {
  const folds = walkForwardFolds(input);
  if (!folds.ok) throw new Error(folds.error.code);
  return folds.value.map(({ train, test }) => ({ train: [train.from, train.to], test: [test.from, test.to] }));
}

describe("the windows of a walk-forward run", () => {
  it("roll: 40 bars of train, 5 left out, 20 of test, three times over 100 bars, the last test with 15", () => {
    expect(foldsOf(windows)).toEqual([
      { train: [0, 40], test: [45, 65] },
      { train: [20, 60], test: [65, 85] },
      { train: [40, 80], test: [85, 100] },
    ]);
  });

  it("stay anchored at the first bar", () => {
    expect(foldsOf({ ...windows, mode: "anchored" }).map(({ train }) => train)).toEqual([
      [0, 40],
      [0, 60],
      [0, 80],
    ]);
  });

  it("refuse 45 bars, which have no bar to test, take 46, and name the window that is no number of bars", () => {
    expect(walkForwardFolds({ ...windows, bars: 45 })).toEqual({
      ok: false,
      error: { code: "too_few_bars", bars: 45, needed: 46 },
    });
    expect(foldsOf({ ...windows, bars: 46 })).toEqual([{ train: [0, 40], test: [45, 46] }]);
    for (const wrong of [{ testBars: 0 }, { trainBars: 2.5 }, { purgeBars: -1 }, { purgeBars: Number.NaN }]) {
      expect(walkForwardFolds({ ...windows, ...wrong })).toMatchObject({
        ok: false,
        error: { code: "invalid_window", setting: Object.keys(wrong)[0] },
      });
    }
    expect(walkForwardFolds({ ...windows, bars: Number.NaN }).ok).toBe(false);
  });

  it("test each bar of the span once, keep the purge between train and test, and never train on what comes later", () => {
    const count = (min: number): fc.Arbitrary<number> => fc.integer({ min, max: 60 });
    const any = fc.record({
      ...{ bars: fc.integer({ min: 130, max: 500 }), trainBars: count(1), testBars: count(1), purgeBars: count(0) },
      mode: fc.constantFrom("anchored" as const, "rolling" as const),
    });
    fc.assert(
      fc.property(any, (input) => {
        const folds = walkForwardFolds(input);
        if (!folds.ok) throw new Error(folds.error.code);
        const tested = new Uint8Array(input.bars);
        for (const { train, test } of folds.value) {
          expect(test.from - train.to).toBe(input.purgeBars);
          expect(train.from).toBeGreaterThanOrEqual(0);
          if (input.mode === "rolling") expect(train.to - train.from).toBe(input.trainBars);
          else expect(train.from).toBe(0);
          for (let bar = test.from; bar < test.to; bar++) tested[bar]! += 1;
        }
        const span = input.trainBars + input.purgeBars;
        expect(tested.every((times, bar) => times === (bar < span ? 0 : 1))).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe("what a walk-forward run reports", () => {
  it("is the returns of the tests alone, one after the other, from bar 45 to 100", () => {
    const folds = walkForwardFolds(windows);
    if (!folds.ok) throw new Error(folds.error.code);
    const tested = folds.value.map(({ test }) =>
      Float64Array.from({ length: test.to - test.from }, (_, at) => test.from + at),
    );
    const joined = joinOutOfSample(folds.value, tested);
    expect(joined).toMatchObject({ from: 45, to: 100 });
    expect([...joined.returns]).toEqual(Array.from({ length: 55 }, (_, at) => 45 + at));
    expect(() => joinOutOfSample(folds.value, tested.slice(1))).toThrow("3 folds have 2 tests");
    expect(() => joinOutOfSample(folds.value, [tested[0]!, tested[1]!, tested[1]!])).toThrow("has 20 returns");
  });
});
