import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import type { OpenPosition, RunRecord } from "../../../../src/core/research/run/run-recorder.js";
import { closeAtEdge } from "../../../../src/core/research/walkforward/close-at-edge.js";
import { walkForwardFolds } from "../../../../src/core/research/walkforward/folds.js";
import { joinTests } from "../../../../src/core/research/walkforward/join-tests.js";
import { layOutFolds } from "../../../../src/core/research/walkforward/layout.js";

describe("the layout of folds", () => {
  it("of 100 bars, 4 folds, 2 of train for 1 of test and 10 between: tests of 15, the first train of 30", () => {
    const asked = { bars: 100, folds: 4, trainPerTest: 2, purgeBars: 10, mode: "rolling" } as const;
    expect(layOutFolds(asked)).toMatchObject({ trainBars: 30, testBars: 15, purgeBars: 10 });
  });

  it("has exactly the folds that were asked for, tests of one length, the last at the last bar", () => {
    const any = fc.record({
      ...{ bars: fc.integer({ min: 600, max: 20_000 }), folds: fc.integer({ min: 1, max: 12 }) },
      ...{ trainPerTest: fc.integer({ min: 1, max: 10 }), purgeBars: fc.integer({ min: 0, max: 100 }) },
      mode: fc.constantFrom("anchored" as const, "rolling" as const),
    });
    fc.assert(
      fc.property(any, (asked) => {
        const windows = layOutFolds(asked);
        const folds = walkForwardFolds(windows);
        if (!folds.ok) throw new Error(folds.error.code);
        expect(folds.value).toHaveLength(asked.folds);
        expect(new Set(folds.value.map(({ test }) => test.to - test.from))).toEqual(new Set([windows.testBars]));
        expect(folds.value.at(-1)?.test.to).toBe(asked.bars);
        expect(windows.trainBars).toBeGreaterThanOrEqual(asked.trainPerTest * windows.testBars);
      }),
      { numRuns: 100 },
    );
  });
});

function held(qty: string, cost: string, markPrice: number): OpenPosition {
  const position = {
    ...{ account: "main", symbol: "BTCUSDT", strategy: "momentum", qty: dec(qty), cost: dec(cost) },
    ...{ openedAtMs: 1, barsHeld: 3, intentId: "i", groupId: "g", realizedPnl: dec("0"), fees: dec("0.05") },
    ...{ funding: dec("-0.01"), exits: null, exitAttempts: 0 },
    ...{ unprotectedSinceMs: null, unprotectedKnownMs: null },
  };
  return { position, markPrice };
}

function recordOf(open: readonly OpenPosition[]): RunRecord {
  const equity = { atMs: [1, 2], nav: [1_000, 1_010], exposure: [0, 0.1], fees: [0.05, 0], takerUsd: [100, 0] };
  return { equity, trades: [], vetoes: [], open, tradedUsd: 100, bars: 2 };
}

describe("the edge of a fold", () => {
  const costs = { takerFee: 0.0005, slippage: 0.001 };

  it("closes a long of 2 at 100 × 0.999 with 0.0999 of fee: NAV pays 0.2 and the fee, the trade ends", () => {
    const { record, fees } = closeAtEdge(recordOf([held("2", "180", 100)]), costs, 2);
    expect(fees).toBe("0.0999");
    expect(record.equity.nav[0]).toBe(1_000);
    expect(record.equity.nav[1]).toBeCloseTo(1_010 - 0.2 - 0.0999, 9);
    expect(record.equity.fees).toEqual([0.05, 0.0999]);
    expect(record.equity.takerUsd[1]).toBeCloseTo(199.8, 9);
    expect(record.tradedUsd).toBeCloseTo(299.8, 9);
    expect(record.trades).toEqual([
      expect.objectContaining({
        direction: "long",
        realizedPnl: "19.8",
        fees: "0.1499",
        funding: "-0.01",
        exitPurpose: "fold_edge",
      }),
    ]);
    expect(record.open).toEqual([]);
  });

  it("closes a short above the mark, and changes nothing where nothing is held", () => {
    const { record } = closeAtEdge(recordOf([held("-2", "-180", 100)]), costs, 2);
    expect(record.trades[0]).toMatchObject({ direction: "short", realizedPnl: "-20.2" });
    expect(record.equity.nav[1]).toBeCloseTo(1_010 - 0.2 - 0.1001, 9);
    expect(closeAtEdge(recordOf([]), costs, 2)).toEqual({ record: recordOf([]), fees: "0" });
  });

  it("joins tests in their order, money to the last digit", () => {
    const test = { record: recordOf([]), fees: dec("0.1"), funding: dec("-0.2") };
    const joined = joinTests([test, test, test]);
    expect(joined).toMatchObject({ fees: "0.3", funding: "-0.6", record: { tradedUsd: 300, bars: 6 } });
    expect(joined.record.equity.nav).toEqual([1_000, 1_010, 1_000, 1_010, 1_000, 1_010]);
  });
});
