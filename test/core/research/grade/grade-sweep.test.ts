import { describe, expect, it } from "vitest";
import type { TrialRun } from "../../../../src/core/ports/trial-ledger.js";
import { blockMoments, sharpesOf } from "../../../../src/core/quant/block-moments.js";
import { deflatedSharpe, sharpeSample } from "../../../../src/core/quant/sharpe-inference.js";
import { variance } from "../../../../src/core/quant/moments.js";
import type { SweepEvidence, SweepGrade } from "../../../../src/core/research/grade/grade-sweep.js";
import { gradeSweep } from "../../../../src/core/research/grade/grade-sweep.js";
import { totalsOf } from "../../../../src/core/research/grade/trial-totals.js";
import { randomNormals } from "../../quant/random-series.js";

const DAY_MS = 86_400_000;
const [TRIALS, BARS] = [40, 960];

/** Sweep over returns [bar][trial]: 5 × 8 grid, everything observed in 120 stretches. */
function evidenceOf(returns: Float64Array, change: Partial<SweepEvidence> = {}): SweepEvidence {
  const blocks = blockMoments(returns, TRIALS, 16);
  const metrics = sharpesOf(blocks).map((ratio) => ratio * Math.sqrt(365));
  const row = metrics.reduce((best, metric, at) => (metric > metrics[best]! ? at : best), 0);
  const observed = blockMoments(returns, TRIALS, 120).sums;
  return {
    barMs: DAY_MS,
    blocks,
    stretches: Float64Array.from(
      { length: TRIALS * 120 },
      (_, at) => observed[(at % 120) * TRIALS + Math.floor(at / 120)]!,
    ),
    best: { returns: returns.filter((_, at) => at % TRIALS === row), meanHoldingBars: 10 },
    search: { rows: { lengths: [5, 8], metrics }, best: row },
    earlier: totalsOf([], DAY_MS),
    ...change,
  };
}

const noise = (seed: number): Float64Array => randomNormals(seed, TRIALS * BARS).map((value) => 0.01 * value);
/** Row 21 of the grid and, a little less, its neighbours earn on every bar. */
const withEdge = (seed: number): Float64Array =>
  noise(seed).map((value, at) => {
    const [i, j] = [Math.floor((at % TRIALS) / 8), (at % TRIALS) % 8];
    const near = Math.max(Math.abs(i - 2), Math.abs(j - 5)) <= 1;
    return value + (i === 2 && j === 5 ? 0.0035 : near ? 0.0022 : 0);
  });

describe("the grade of a sweep", () => {
  it("finds nothing remarkable in noise: PBO 0.5 ± 0.12 on average of 8 sweeps, deflated Sharpe ratio below 0.95 in all", () => {
    const grades = Array.from({ length: 8 }, (_, seed) => gradeSweep(evidenceOf(noise(seed))).overfitting);
    const average = grades.reduce((sum, grade) => sum + grade.probabilityOfBacktestOverfitting! / 8, 0);
    expect(Math.abs(average - 0.5)).toBeLessThan(0.12);
    for (const grade of grades) {
      expect(grade.deflatedSharpe).toBeLessThan(0.95);
      expect(grade.effectiveTrials).toBe(TRIALS);
    }
  });

  it("finds a planted edge on a plateau: PBO below 0.05, deflated Sharpe ratio above 0.95, neighbours at half and more", () => {
    for (const seed of [1, 2]) {
      const { overfitting, crossValidation } = gradeSweep(evidenceOf(withEdge(seed)));
      expect(overfitting.probabilityOfBacktestOverfitting).toBeLessThan(0.05);
      expect(overfitting.deflatedSharpe).toBeGreaterThan(0.95);
      expect(overfitting.plateau).toBeGreaterThan(0.5);
      expect(overfitting.minimumTrackRecordYears).toBeLessThan(BARS / 365);
      expect(crossValidation).toMatchObject({ blocks: 16, blockBars: 60 });
      expect(crossValidation!.result.splits).toBe(12_870);
    }
  });

  it("deflates by the formula of Bailey and López de Prado, with the trials that differ and with all of them", () => {
    // Trials 20 … 39 repeat 0 … 19: 40 were tried, 20 differ.
    const half = noise(3);
    const returns = half.map((_, at) => half[at - (at % TRIALS) + ((at % TRIALS) % 20)]!);
    const evidence = evidenceOf(returns);
    const grade = gradeSweep(evidence);
    const sample = sharpeSample(evidence.best.returns);
    const spread = variance(sharpesOf(evidence.blocks));
    expect(grade.overfitting).toMatchObject({ trials: 40, effectiveTrials: 20 });
    expect(grade.significance.deflatedSharpe.effective).toBeCloseTo(deflatedSharpe(sample, spread, 20), 10);
    expect(grade.significance.deflatedSharpe.raw).toBeCloseTo(deflatedSharpe(sample, spread, 40), 10);
    const raw = grade.significance.deflatedSharpe.raw!.toFixed(3);
    expect(grade.notes).toContain(`Deflated Sharpe ratio if all 40 trials differed: ${raw}.`);
    expect(grade.overfitting.deflatedSharpe).toBe(grade.significance.deflatedSharpe.effective);
    expect(grade.significance.years).toBeCloseTo(960 / 365, 12);
  });

  it("counts what was tried before: 1,000 earlier trials of wide spread make the same row less remarkable", () => {
    const run: TrialRun = {
      ...{ runId: "r1", kind: "sweep", family: "momentum", universeHash: "u", atMs: 0, barMs: DAY_MS },
      ...{ trials: 1000, effectiveTrials: 40, sharpes: { count: 1000, mean: 0, squaredDeviations: 10 } },
    };
    const alone = gradeSweep(evidenceOf(withEdge(4)));
    const after = gradeSweep(evidenceOf(withEdge(4), { earlier: totalsOf([run], DAY_MS) }));
    expect(after.overfitting).toMatchObject({
      trials: 1040,
      effectiveTrials: alone.overfitting.effectiveTrials + 40,
    });
    expect(after.overfitting.deflatedSharpe!).toBeLessThan(alone.overfitting.deflatedSharpe!);
    expect(after.sweep).toEqual(alone.sweep);
    expect(after.notes).toContain("1000 trials of 1 earlier runs of this strategy and universe are counted.");
  });

  it("has no probability of overfitting where fewer than 10 trials differ, and says so", () => {
    const source = noise(5);
    const nine = source.map((_, at) => source[at - (at % TRIALS) + ((at % TRIALS) % 9)]!);
    const grade = gradeSweep(evidenceOf(nine));
    expect(grade.overfitting).toMatchObject({ effectiveTrials: 9, probabilityOfBacktestOverfitting: null });
    expect(grade.notes).toContain("Overfitting is unknown: 9 effective trials are fewer than 10.");
  });

  it("takes 8 blocks where 16 are shorter than 5 mean holdings, and none where 8 are, and says so", () => {
    const evidence = evidenceOf(noise(6));
    const held = (meanHoldingBars: number): SweepGrade =>
      gradeSweep({ ...evidence, best: { ...evidence.best, meanHoldingBars } });
    expect(held(12).crossValidation!.blocks).toBe(16);
    const wider = held(13);
    expect(wider.crossValidation).toMatchObject({ blocks: 8, blockBars: 120 });
    expect(wider.notes).toContain("16 blocks of 60 bars are shorter than 5 × the mean holding of 13.0 bars.");
    expect(held(25).overfitting.probabilityOfBacktestOverfitting).toBeNull();
    expect(held(25).notes).toContain("Overfitting is unknown: the history is too short for it.");
    expect(held(Number.NaN).crossValidation).toBeNull();
  });

  it("knows nothing of a sweep in which nothing ever traded, and doesn't make figures up", () => {
    const { overfitting, notes } = gradeSweep(evidenceOf(new Float64Array(TRIALS * BARS)));
    expect(overfitting).toEqual({
      trials: 40,
      effectiveTrials: 1,
      deflatedSharpe: null,
      probabilityOfBacktestOverfitting: null,
      minimumTrackRecordYears: null,
      plateau: null,
    });
    expect(notes.join(" ")).toContain("40 of 40 trials never traded");
  });

  it("refuses a best row that isn't as long as its sweep", () => {
    const evidence = evidenceOf(noise(7));
    const best = { ...evidence.best, returns: evidence.best.returns.subarray(1) };
    expect(() => gradeSweep({ ...evidence, best })).toThrow("the best row has 959 returns, its sweep 960 bars");
  });
});

describe("runs added up", () => {
  const run = (runId: string, barMs: number, mean: number): TrialRun => ({
    ...{ runId, kind: "manual", family: "momentum", universeHash: "u", atMs: 0, trials: 2, effectiveTrials: 1.5 },
    ...{ barMs, sharpes: { count: 2, mean, squaredDeviations: 0.02 } },
  });

  it("scale ratios of hours to those of days by √24 and leave out the run being graded", () => {
    const hour = run("h", 3_600_000, 0.01);
    const totals = totalsOf([hour, run("d", DAY_MS, 0.1), run("now", DAY_MS, 9)], DAY_MS, "now");
    expect(totals).toMatchObject({ runs: 2, trials: 4, effectiveTrials: 3 });
    const scaled = 0.01 * Math.sqrt(24);
    expect(totals.sharpes.mean).toBeCloseTo((scaled + 0.1) / 2, 12);
    expect(totals.sharpes.squaredDeviations).toBeCloseTo(0.02 * 24 + 0.02 + (0.1 - scaled) ** 2, 12);
    expect(totalsOf([], DAY_MS).sharpes.count).toBe(0);
  });
});
