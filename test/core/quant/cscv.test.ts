import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockEdges, blockMoments, joinTrials, mergeBlocks, sharpesOf } from "../../../src/core/quant/block-moments.js";
import { crossValidate } from "../../../src/core/quant/cscv.js";
import { sharpe } from "../../../src/core/quant/sharpe.js";
import { randomNormals, seeds } from "./random-series.js";

/** The definition, bar by bar: each choice of half the blocks, Sharpe ratios of the bars themselves, ranks by counting. */
function byBruteForce(returns: Float64Array, trials: number, blocks: number): number[] {
  const bars = returns.length / trials;
  const edges = blockEdges(bars, blocks);
  const blockOf = (bar: number): number => edges.findIndex((edge, at) => bar >= edge && bar < edges[at + 1]!);
  const logits: number[] = [];
  for (let choice = 0; choice < 2 ** blocks; choice++) {
    const chosen = Array.from({ length: blocks }, (_, block) => (choice >> block) % 2 === 1);
    if (chosen.filter(Boolean).length !== blocks / 2) continue;
    const ratios = (inside: boolean): number[] =>
      Array.from({ length: trials }, (_, trial) =>
        sharpe(
          Array.from({ length: bars }, (_unused, bar) => bar)
            .filter((bar) => chosen[blockOf(bar)] === inside)
            .map((bar) => returns[bar * trials + trial]!),
          1,
        ),
      );
    const inSample = ratios(true);
    const outOfSample = ratios(false);
    const outcome = outOfSample[inSample.indexOf(Math.max(...inSample))]!;
    const rank = outOfSample.filter((ratio) => ratio < outcome).length + 1;
    logits.push(Math.log(rank / (trials + 1 - rank)));
  }
  return logits;
}

const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b);
const noise = (seed: number, trials: number, bars: number): Float64Array => randomNormals(seed, trials * bars);

describe("cross-validation by halves of the blocks", () => {
  it("agrees with the definition, computed bar by bar, for any returns of 2 to 6 trials in 4 or 6 blocks", () => {
    const trials = fc.integer({ min: 2, max: 6 });
    fc.assert(
      fc.property(seeds, trials, fc.constantFrom(4, 6), fc.integer({ min: 13, max: 40 }), (seed, n, blocks, bars) => {
        const returns = noise(seed, n, bars);
        const found = ascending(crossValidate(blockMoments(returns, n, blocks)).logits);
        const expected = ascending(byBruteForce(returns, n, blocks));
        expect(found).toHaveLength(expected.length);
        found.forEach((logit, at) => expect(logit).toBeCloseTo(expected[at]!, 12));
      }),
      { numRuns: 40 },
    );
  });

  it("works a case out by hand: of 2 trials, each good in its own half of 4 blocks, the winner of a half loses in the other", () => {
    // Trial A earns 2 % ± 1 % in blocks 1 and 2 and loses as much after; B does the opposite.
    const [up, down] = [
      [0.03, 0.01],
      [-0.03, -0.01],
    ];
    const a = [...up, ...up, ...down, ...down];
    const returns = Float64Array.from(a.flatMap((value) => [value, -value]));
    const result = crossValidate(blockMoments(returns, 2, 4));
    // 6 splits. {1,2} and {3,4}: the best comes last, logit ln(1/2). The other four are ties of two trials that both earned
    // nothing: mean rank 1½, logit 0, which is not above the median.
    expect(result.splits).toBe(6);
    expect(ascending(result.logits)).toEqual([Math.log(1 / 2), Math.log(1 / 2), 0, 0, 0, 0]);
    expect(result.probabilityOfOverfitting).toBe(1);
    expect(result.probabilityOfLoss).toBe(2 / 6);
    // In sample 0 (four times) and 0.02 / (0.01 × √(4/3)) twice, out of sample 0 and minus that: slope −1.
    expect(result.degradation.slope).toBeCloseTo(-1, 12);
  });

  it("makes 12,870 splits of 16 blocks and finds noise overfitted: 0.5 ± 0.08 on average of 12 sweeps of 30 trials", () => {
    const found = Array.from({ length: 12 }, (_, seed) => crossValidate(blockMoments(noise(seed, 30, 160), 30, 16)));
    expect(found.map(({ splits }) => splits)).toEqual(found.map(() => 12_870));
    const average = (of: (result: (typeof found)[number]) => number): number =>
      found.reduce((sum, result) => sum + of(result) / found.length, 0);
    expect(Math.abs(average((result) => result.probabilityOfOverfitting) - 0.5)).toBeLessThan(0.08);
    expect(Math.abs(average((result) => result.probabilityOfLoss) - 0.5)).toBeLessThan(0.1);
    // What was better by luck is worse by as much afterwards.
    expect(average((result) => result.degradation.slope)).toBeLessThan(0);
    for (const { probabilityOfOverfitting } of found) expect(probabilityOfOverfitting).toBeLessThan(0.95);
  });

  it("finds a planted edge: one of 60 trials earns 0.35 of its deviation a bar, and no more than 1 % of splits miss it", () => {
    for (const seed of [1, 2, 3]) {
      const returns = noise(seed, 60, 640).map((value, at) => (at % 60 === 17 ? value + 0.35 : value));
      const result = crossValidate(blockMoments(returns, 60, 16));
      expect(result.probabilityOfOverfitting).toBeLessThan(0.01);
      expect(result.probabilityOfLoss).toBeLessThan(0.01);
    }
  });

  it("doesn't depend on the order of the trials, even with twins and idle ones among them", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const source = noise(seed, 5, 32);
        // Trials 5 and 6 are twins of 0 and 1; 7 and 8 never trade.
        const valueOf = (bar: number, trial: number): number => (trial >= 7 ? 0 : source[bar * 5 + (trial % 5)]!);
        const inOrder = (order: readonly number[]): Float64Array =>
          Float64Array.from({ length: 32 * 9 }, (_, at) => valueOf(Math.floor(at / 9), order[at % 9]!));
        const one = crossValidate(blockMoments(inOrder([0, 1, 2, 3, 4, 5, 6, 7, 8]), 9, 8));
        const other = crossValidate(blockMoments(inOrder([8, 5, 3, 1, 7, 0, 6, 2, 4]), 9, 8));
        expect(other).toEqual(one);
      }),
      { numRuns: 20 },
    );
  });

  it("gives trials that are all the same the median, which is not above the median", () => {
    const result = crossValidate(blockMoments(new Float64Array(32 * 4), 4, 8));
    expect(result.probabilityOfOverfitting).toBe(1);
    expect([...result.logits].every((logit) => logit === 0)).toBe(true);
    expect(result.probabilityOfLoss).toBe(0);
    expect(result.degradation.slope).toBeNaN();
  });

  it("takes the mean outcome of 200 that idled while one lost: neither the luckiest nor the first of them", () => {
    // Two bars of two blocks each: in the first block all but the last trial are idle.
    const later = noise(8, 200, 2);
    const returns = Float64Array.from({ length: 4 * 201 }, (_, at) => {
      const [bar, trial] = [Math.floor(at / 201), at % 201];
      if (bar < 2) return trial === 200 ? -0.01 - 0.001 * bar : 0;
      return trial === 200 ? 0.5 - bar : later[(bar - 2) * 200 + trial]!;
    });
    const [afterIdling] = crossValidate(blockMoments(returns, 201, 2)).logits;
    expect(Math.abs(afterIdling!)).toBeLessThan(0.05);
  });

  it("refuses one trial, an odd number of blocks and a return that is not a number", () => {
    expect(() => crossValidate(blockMoments(noise(1, 1, 32), 1, 4))).toThrow("there is 1");
    expect(() => crossValidate(blockMoments(noise(1, 2, 32), 2, 5))).toThrow("5 blocks can't be halved");
    const broken = noise(1, 2, 32).with(7, Number.NaN);
    expect(() => crossValidate(blockMoments(broken, 2, 4))).toThrow("isn't finite");
  });
});

describe("sums of blocks", () => {
  it("part 35 bars into 16 blocks of 2 or 3", () => {
    const edges = blockEdges(35, 16);
    expect([edges[0], edges[16]]).toEqual([0, 35]);
    const lengths = [...edges.slice(1)].map((edge, at) => edge - edges[at]!);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([2, 3]);
    expect(() => blockEdges(15, 16)).toThrow("15 bars don't fill 16 blocks");
  });

  it("give the Sharpe ratio of the returns themselves, none for a trial that never traded", () => {
    const returns = noise(5, 3, 50).map((value, at) => (at % 3 === 2 ? 0 : 0.01 * value + 0.001));
    const trial = (at: number): Float64Array => returns.filter((_, i) => i % 3 === at);
    const found = sharpesOf(blockMoments(returns, 3, 7));
    expect(found[0]).toBeCloseTo(sharpe(trial(0), 1), 12);
    expect(found[1]).toBeCloseTo(sharpe(trial(1), 1), 12);
    expect(found[2]).toBeNaN();
  });

  it("merge by pairs into the sums of half as many blocks, and refuse a factor that doesn't divide", () => {
    const returns = noise(6, 4, 64);
    const merged = mergeBlocks(blockMoments(returns, 4, 16), 2);
    const direct = blockMoments(returns, 4, 8);
    expect(merged.bars).toEqual(direct.bars);
    merged.sums.forEach((sum, at) => expect(sum).toBeCloseTo(direct.sums[at]!, 12));
    merged.squares.forEach((sum, at) => expect(sum).toBeCloseTo(direct.squares[at]!, 12));
    expect(() => mergeBlocks(direct, 3)).toThrow("8 blocks can't be merged by 3");
  });

  it("put trials that two workers reduced side by side, to the bit", () => {
    const returns = noise(7, 5, 40);
    const only = (from: number, to: number): Float64Array => returns.filter((_, at) => at % 5 >= from && at % 5 < to);
    const parts = [blockMoments(only(0, 2), 2, 8), blockMoments(only(2, 5), 3, 8)];
    expect(joinTrials(parts)).toEqual(blockMoments(returns, 5, 8));
    expect(() => joinTrials([parts[0]!, blockMoments(only(2, 5), 3, 4)])).toThrow("the same blocks");
  });
});
