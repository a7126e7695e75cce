import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BlockMoments, sharpeOfStrength, strengthOf } from "../../../src/core/quant/block-moments.js";
import { crossValidate } from "../../../src/core/quant/cscv.js";
import { fitLine } from "../../../src/core/quant/ols.js";

/** All ways to halve the blocks with the first block in the first half, in the order in which they are visited. */
function halvings(blocks: number): readonly (readonly [readonly number[], readonly number[]])[] {
  const words = Array.from({ length: 2 ** (blocks - 1) }, (_, word) => word.toString(2).padStart(blocks, "0"));
  const blocksOf = (word: string, side: string): number[] =>
    Array.from(word).flatMap((at, i) => (at === side ? [i] : []));
  return words
    .map((word) => [blocksOf(word, "0"), blocksOf(word, "1")] as const)
    .filter(([first, second]) => first.length === second.length);
}

/** The slow way: sums of each half from nothing, block by block; then one look after the other at all trials. */
function plainly({ trials, bars, sums, squares }: BlockMoments) {
  const [logits, inSample, outOfSample]: [number[], number[], number[]] = [[], [], []];
  const total = (of: Float64Array, half: readonly number[], trial: number): number =>
    half.reduce((sum, block) => sum + of[block * trials + trial]!, 0);
  const strengths = (half: readonly number[]): number[] =>
    Array.from({ length: trials }, (_, trial) => strengthOf(total(sums, half, trial), total(squares, half, trial)));
  const barsOf = (half: readonly number[]): number => half.reduce((sum, block) => sum + bars[block]!, 0);
  const judge = (chosen: readonly number[], rest: readonly number[]): void => {
    const [before, after] = [strengths(chosen), strengths(rest)];
    const best = Math.max(...before);
    const all = after.filter((_, trial) => before[trial] === best);
    const outcomes = new Set(all).size === 1 ? all.slice(0, 1) : all;
    let [rank, ratio] = [0, 0];
    for (const outcome of outcomes) {
      const below = after.filter((other) => other < outcome).length;
      const equal = after.filter((other) => other === outcome).length;
      rank += (below + (equal + 1) / 2) / outcomes.length;
      ratio += sharpeOfStrength(outcome, barsOf(rest)) / outcomes.length;
    }
    logits.push(Math.log(rank / (trials + 1 - rank)));
    inSample.push(sharpeOfStrength(best, barsOf(chosen)));
    outOfSample.push(ratio);
  };
  for (const [first, second] of halvings(bars.length)) {
    judge(first, second);
    judge(second, first);
  }
  const { slope, intercept } = fitLine(inSample, outOfSample);
  const losses = outOfSample.filter((ratio) => ratio < 0).length;
  return { logits: Float64Array.from(logits), losses: losses / logits.length, degradation: { slope, intercept } };
}

/** 2 to 12 trials in 2 to 8 blocks; few values in coarse steps make ties, idle trials and twins. */
const coarse = fc.integer({ min: -2, max: 2 }).map((step) => step / 100);
const fine = fc.double({ min: -0.1, max: 0.1, noNaN: true });
const moments = fc
  .record({
    trials: fc.integer({ min: 2, max: 12 }),
    blocks: fc.constantFrom(2, 4, 6, 8),
    value: fc.constantFrom(coarse, fine),
  })
  .chain(({ trials, blocks, value }) => {
    const column = fc.array(value, { minLength: trials * blocks, maxLength: trials * blocks });
    return fc
      .tuple(column, fc.array(fc.integer({ min: 3, max: 9 }), { minLength: blocks, maxLength: blocks }))
      .map(([sums, bars]): BlockMoments => ({
        ...{ trials, bars: Float64Array.from(bars), sums: Float64Array.from(sums) },
        // Of a trial with returns, at least what equal ones would make; an idle one has none.
        squares: Float64Array.from(sums, (sum, at) => (sum * sum * (at % 3 === 0 ? 1 : 1.7)) / 3),
      }));
  });

describe("cross-validation in one pass", () => {
  it("has every bit of the plain way: logits in their order, share of losses, line; with ties, twins and idle trials", () => {
    let [ties, idle] = [0, 0];
    fc.assert(
      fc.property(moments, (of) => {
        const [found, expected] = [crossValidate(of), plainly(of)];
        if (new Set(of.sums).size < of.sums.length / 2) ties++;
        if (of.squares.includes(0)) idle++;
        expect(new BigUint64Array(found.logits.buffer)).toEqual(new BigUint64Array(expected.logits.buffer));
        expect(found.probabilityOfLoss).toBe(expected.losses);
        expect(found.degradation).toStrictEqual(expected.degradation);
      }),
      { numRuns: 200, seed: 16 },
    );
    expect(Math.min(ties, idle)).toBeGreaterThan(20);
  });
});
