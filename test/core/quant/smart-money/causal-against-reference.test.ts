import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hadHappened, seenAt } from "../../../../src/core/quant/smart-money/causal/known.js";
import { causalSmartMoney } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import type { SmartMoneyHistory, SmartMoneyRules } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { referenceGaps } from "../../../../src/core/quant/smart-money/reference/fair-value-gaps.js";
import { referenceLiquidity } from "../../../../src/core/quant/smart-money/reference/liquidity.js";
import { referenceBreaks } from "../../../../src/core/quant/smart-money/reference/structure-breaks.js";
import { plainSwings } from "../../../../src/core/quant/smart-money/reference/swings.js";
import { euroCandles, mapCandles } from "./tables.js";
import type { Candles } from "./tables.js";
import { anyRules, anyWalk, rules as someRules, walkCandles } from "./walks.js";

/** What the reference would find if the series ended with a bar, without the swings that it makes up at the ends. */
function referenceUpTo(candles: Candles, bar: number, rules: SmartMoneyRules) {
  const past = mapCandles(candles, (column) => column.slice(0, bar + 1));
  const swings = plainSwings(past, rules.swingLength);
  const gaps = referenceGaps(past, rules.joinConsecutive);
  const breaks = referenceBreaks(past, swings, rules.closeBreak);
  const pools = referenceLiquidity(past, swings, rules.rangeFraction);
  const at = <Row>(side: Int8Array, row: (i: number) => Row): Row[] =>
    [...side.keys()].filter((i) => side[i] !== 0).map(row);
  const breakSide = breaks.bos.map((value, i) => value + breaks.choch[i]!);
  return {
    swings: at(swings.side, (i) => [i, swings.side[i], swings.level[i]]),
    gaps: at(gaps.side, (i) => [i, gaps.side[i], gaps.top[i], gaps.bottom[i], gaps.mitigatedIndex[i]]),
    breaks: at(breakSide, (i) => {
      const kind = breaks.bos[i] === 0 ? "choch" : "bos";
      return [i, kind, breakSide[i], breaks.level[i], breaks.brokenIndex[i]];
    }),
    pools: at(pools.side, (i) => [i, pools.side[i], pools.level[i], pools.end[i], pools.sweptIndex[i]]),
  };
}

/** What the causal mode had seen by then, in the same form. */
function causalUpTo(history: SmartMoneyHistory, bar: number) {
  const indexOf = (atBar: number): number => (hadHappened(atBar, bar) ? atBar : 0);
  const byIndex = (rows: (number | string)[][]): (number | string)[][] =>
    rows.sort((a, b) => Number(a[0]) - Number(b[0]));
  return {
    swings: byIndex(seenAt(history.swings, bar).map(({ index, side, level }) => [index, side, level])),
    gaps: byIndex(
      seenAt(history.gaps, bar).map((gap) => [gap.index, gap.side, gap.top, gap.bottom, indexOf(gap.mitigatedAt)]),
    ),
    breaks: byIndex(
      seenAt(history.breaks, bar).map(({ index, kind, side, level, brokenAt }) => [index, kind, side, level, brokenAt]),
    ),
    pools: byIndex(
      seenAt(history.pools, bar).map((pool) => [
        pool.index,
        pool.side,
        Math.fround(pool.level),
        pool.end,
        indexOf(pool.sweptAt),
      ]),
    ),
  };
}

/** The first bar spans all others, so that the range, and with it the tolerance, never changes. */
function withWidestFirst(candles: Candles): Candles {
  const wide = mapCandles(candles, (column) => column.slice());
  if (wide.high.length > 0) {
    wide.high[0] = Math.max(...candles.high) + 1;
    wide.low[0] = Math.min(...candles.low) - 1;
  }
  return wide;
}

describe("what the causal mode has seen by a bar", () => {
  it("is what the reference finds in the bars up to it: swings, gaps, breaks and liquidity, at every bar of any walk", () => {
    fc.assert(
      fc.property(anyWalk, anyRules, (walk, rules) => {
        const candles = withWidestFirst(walkCandles(walk));
        const history = causalSmartMoney(candles, rules);
        for (let bar = 0; bar < walk.count; bar++) {
          expect(causalUpTo(history, bar)).toEqual(referenceUpTo(candles, bar, rules));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("is that for EURUSD too, in single precision as the library has it, at 12 bars over the year", () => {
    const candles = withWidestFirst(mapCandles(euroCandles(), (column) => column.map(Math.fround)));
    candles.high[0] = 1.5;
    candles.low[0] = 0.5;
    const rules = { ...someRules, swingLength: 5, rangeFraction: 0.001, rangeBars: 30_000, maxAgeBars: 30_000 };
    const history = causalSmartMoney(candles, rules);
    for (let bar = 2_035; bar < 24_424; bar += 2_035) {
      const seen = causalUpTo(history, bar);
      expect(seen).toEqual(referenceUpTo(candles, bar, rules));
      for (const list of Object.values(seen)) expect(list.length).toBeGreaterThan(20);
    }
  });
});
