import { describe, expect, it } from "vitest";
import { meanBlockBars } from "../../../../src/core/research/montecarlo/block-length.js";
import { costedRun, meanHoldingBars, tripReturns } from "../../../../src/core/research/montecarlo/run-inputs.js";
import { studyPart } from "../../../../src/core/research/montecarlo/study.js";
import { sampleRun } from "../report/sample-run.js";
import { randomReturns } from "../../quant/random-series.js";

const evidence = sampleRun(randomReturns(5, 400).map((value) => value / 10));

describe("a run as Monte Carlo takes it", () => {
  it("holds its trades for 10 bars, and has a return for each over the NAV before its entry", () => {
    expect(meanHoldingBars(evidence)).toBe(10);
    const idle = { ...evidence.equity, exposure: new Float64Array(400) };
    expect(meanHoldingBars({ equity: idle, trades: [] })).toBe(0);
    const [first, second] = tripReturns(evidence);
    expect(first).toBeCloseTo((120 - 2 - 1) / 100_000, 15);
    expect(second).toBeCloseTo((-50 - 2 - 1) / evidence.equity.nav[167]!, 15);
  });

  it("that never ended held for all of its 120 bars in the market", () => {
    const held = {
      ...evidence.equity,
      exposure: Float64Array.from({ length: 400 }, (_, row) => (row < 280 ? 0 : 0.5)),
    };
    expect(meanHoldingBars({ equity: held, trades: [] })).toBe(120);
  });

  it.each([
    [1, 168],
    [4, 42],
    [24, 7],
  ])("on bars of %i hours: a block of a week is %i bars, and 3 holdings where these are longer", (hours, week) => {
    const barMs = hours * 3_600_000;
    const bars = Float64Array.from({ length: 400 }, (_, row) => (row + 1) * barMs);
    const equity = { ...evidence.equity, atMs: bars };
    const held = (count: number) => [{ ...evidence.trades[0]!, openedAtMs: barMs, closedAtMs: (1 + count) * barMs }];
    expect(meanBlockBars(barMs, meanHoldingBars({ equity, trades: held(2) }))).toBe(week);
    expect(meanBlockBars(barMs, meanHoldingBars({ equity, trades: held(60) }))).toBe(180);
  });

  it("counts the legs of a pair as one round trip, by when the first was opened", () => {
    const legs = evidence.trades.map((trade) => ({ ...trade, groupId: "pair" }));
    expect([...tripReturns({ ...evidence, trades: legs })]).toEqual([(120 - 3 - 50 - 3) / 100_000]);
  });

  it("costs 0.25 of fees and 1 bps of 500 a bar: 0.3 over the NAV before", () => {
    const { costs, returns } = costedRun(evidence, 1);
    expect(costs[0]).toBeCloseTo(0.3 / 100_000, 18);
    expect(costs[10]).toBeCloseTo(0.3 / evidence.equity.nav[9]!, 18);
    expect(returns).toHaveLength(400);
  });

  it("has the same paths in one piece and in three", () => {
    const job = {
      ...{ returns: costedRun(evidence, 1).returns, barsPerYear: 8_760, meanBlockBars: 20 },
      ...{ trips: tripReturns(evidence), paths: 30, seed: "1" },
    };
    const whole = studyPart(job, 0, 30);
    const parts = [studyPart(job, 0, 7), studyPart(job, 7, 29), studyPart(job, 29, 30)];
    for (const kind of ["bootstrap", "reshuffle"] as const) {
      expect(parts.flatMap((part) => [...part[kind].maxDrawdown])).toEqual([...whole[kind].maxDrawdown]);
    }
  });
});
