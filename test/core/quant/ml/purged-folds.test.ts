import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { purgedFolds } from "../../../../src/core/quant/ml/purged-folds.js";

/** Ten samples at 0…9, each label known two instants later. */
const TEN = Array.from({ length: 10 }, (_, at) => ({ fromMs: at, toMs: at + 2 }));

describe("purged folds", () => {
  // Worked out by hand. Fold 1 tests 0…4, labels end at 6: samples from 7 on are apart. Fold 2 tests 5…9: only 0…2 end before 5.
  it("leaves out what touches the test span, on both sides", () => {
    expect(purgedFolds(TEN, { folds: 2, embargoMs: 0 })).toEqual([
      { test: [0, 1, 2, 3, 4], train: [7, 8, 9] },
      { test: [5, 6, 7, 8, 9], train: [0, 1, 2] },
    ]);
  });

  it("leaves out two more samples after the test under an embargo of two instants, and none before", () => {
    expect(purgedFolds(TEN, { folds: 2, embargoMs: 2 })).toEqual([
      { test: [0, 1, 2, 3, 4], train: [9] },
      { test: [5, 6, 7, 8, 9], train: [0, 1, 2] },
    ]);
  });

  it("learns from both sides of a fold in the middle", () => {
    const [, middle] = purgedFolds(
      Array.from({ length: 12 }, (_, at) => ({ fromMs: at, toMs: at + 1 })),
      { folds: 3, embargoMs: 1 },
    );
    // Tests 4…7, known at 8; 3 is known at 4 and touches; 8 touches; 9 is within the embargo.
    expect(middle).toEqual({ test: [4, 5, 6, 7], train: [0, 1, 2, 10, 11] });
  });

  it("never parts samples of one instant", () => {
    const spans = [0, 0, 1, 1, 1, 1, 2, 2].map((fromMs) => ({ fromMs, toMs: fromMs }));
    expect(purgedFolds(spans, { folds: 2, embargoMs: 0 }).map(({ test }) => test)).toEqual([
      [0, 1],
      [2, 3, 4, 5, 6, 7],
    ]);
  });

  it("tests each sample once and learns from none whose span meets the test's", () => {
    const gaps = fc.array(fc.tuple(fc.nat(5), fc.nat(20)), { minLength: 8, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 2, max: 6 }), fc.nat(10), (steps, folds, embargoMs) => {
        let at = 0;
        const spans = steps.map(([gap, length]) => ({ fromMs: (at += gap), toMs: at + length }));
        const found = purgedFolds(spans, { folds, embargoMs });
        expect(found.flatMap(({ test }) => test)).toEqual(spans.map((_, i) => i));
        for (const { train, test } of found) {
          const from = Math.min(...test.map((i) => spans[i]?.fromMs ?? Infinity));
          const to = Math.max(...test.map((i) => spans[i]?.toMs ?? -Infinity));
          for (const i of train) {
            const span = spans[i] ?? { fromMs: from, toMs: to };
            expect(span.toMs < from || span.fromMs > to + embargoMs).toBe(true);
          }
        }
      }),
      { seed: 11 },
    );
  });
});
