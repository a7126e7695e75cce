import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../../src/core/lib/time.js";
import { createPrevious, nextPrevious } from "../../../../src/core/quant/smart-money/causal/previous-high-low.js";
import { createRange, nextRange } from "../../../../src/core/quant/smart-money/causal/rolling-range.js";
import { createSession, nextSession } from "../../../../src/core/quant/smart-money/causal/sessions.js";
import { causalSmartMoney } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { referenceRetracements } from "../../../../src/core/quant/smart-money/reference/retracements.js";
import { plainSwings, referenceSwings } from "../../../../src/core/quant/smart-money/reference/swings.js";
import { blocksFromScratch, retracementFromScratch, swingsAt, underWayFromScratch } from "./from-scratch.js";
import { euroCandles } from "./tables.js";
import type { Candles } from "./tables.js";
import { anyRules, anyWalk, rules as someRules, walkCandles } from "./walks.js";

const runs = { numRuns: 80 };

describe("causal order blocks, retracements and breaks under way", () => {
  it("are those of the definition, worked out of the whole series and its swings, on any walk", () => {
    fc.assert(
      fc.property(anyWalk, anyRules, (walk, rules) => {
        const candles = walkCandles(walk);
        const history = causalSmartMoney(candles, rules);
        expect(history.blocks).toEqual(blocksFromScratch(candles, history.swings, rules.closeMitigation));
        expect(history.underWay).toEqual(underWayFromScratch(candles, history.swings, rules.closeBreak));
        const { side, current, deepest } = history.retracement;
        for (let bar = 0; bar < walk.count; bar++) {
          const expected = retracementFromScratch(candles, history.swings, bar);
          const none = { side: 0, current: Number.NaN, deepest: Number.NaN };
          expect({ side: side[bar], current: current[bar], deepest: deepest[bar] }).toEqual(expected ?? none);
        }
      }),
      runs,
    );
  });

  it("the retracement is the reference's of the next row, to its one decimal, where both look at the same leg", () => {
    const candles = euroCandles();
    const { swings, retracement } = causalSmartMoney(candles, { ...someRules, swingLength: 5 });
    const expected = referenceRetracements(candles, referenceSwings(candles, 5));
    const final = plainSwings(candles, 5);
    const indices = [...final.side.keys()].filter((i) => final.side[i] !== 0);
    let compared = 0;
    let next = 0;
    for (let bar = 0; bar + 1 < candles.close.length; bar++) {
      while (indices[next]! <= bar) next += 1;
      const known = swingsAt(swings.slice(Math.max(0, next - 20)), bar).slice(-2);
      const sameLeg = known[1]?.index === indices[next - 1] && known[0]?.index === indices[next - 2];
      if (!sameLeg || next < 6) continue;
      compared += 1;
      expect(retracement.side[bar]).toBe(expected.side[bar + 1]);
      expect(Math.abs(100 * retracement.current[bar]! - expected.current[bar + 1]!)).toBeLessThan(0.05 + 1e-9);
      // The reference counts the bar of a swing low itself, and not that of a high.
      const deeper = expected.deepest[bar + 1]! - 100 * retracement.deepest[bar]!;
      expect(deeper).toBeGreaterThan(-0.05 - 1e-9);
      if (expected.side[bar + 1] === 1) expect(deeper).toBeLessThan(0.05 + 1e-9);
    }
    expect(compared).toBe(11_045);
  });
});

describe("the rolling range", () => {
  it("is highest high less lowest low of the last bars, or of all while there are fewer", () => {
    fc.assert(
      fc.property(anyWalk, fc.integer({ min: 1, max: 30 }), (walk, bars) => {
        const { high, low } = walkCandles(walk);
        const state = createRange();
        for (let i = 0; i < walk.count; i++) {
          const from = Math.max(0, i - bars + 1);
          const expected = Math.max(...high.slice(from, i + 1)) - Math.min(...low.slice(from, i + 1));
          expect(nextRange(state, { high: high[i]!, low: low[i]! }, bars)).toBe(expected);
        }
      }),
      runs,
    );
  });
});

const anyGaps = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 120 });

/** Candles with holes between them: each opens some quarter hours after the one before. */
function withHoles(candles: Candles, quarters: readonly number[]): Candles {
  let atMs = Date.UTC(2024, 0, 31, 20);
  const openTimeMs = candles.openTimeMs.map((_, i) => (atMs += quarters[i % quarters.length]! * 15 * MINUTE_MS));
  return { ...candles, openTimeMs };
}

describe("causal previous high and low", () => {
  it.each([
    [
      "4 hours",
      { spanMs: 4 * HOUR_MS },
      (at: Date) => `${at.toISOString().slice(0, 10)} ${Math.floor(at.getUTCHours() / 4)}`,
    ],
    ["a day", { spanMs: DAY_MS }, (at: Date) => at.toISOString().slice(0, 10)],
    ["a week", "week", (at: Date) => `${Math.floor((at.getTime() / DAY_MS + 3) / 7)}`],
    ["a month", "month", (at: Date) => at.toISOString().slice(0, 7)],
  ] as const)(
    "of %s are those of the last one before the bar's own that had bars, from its first bar on",
    (_, period, keyOf) => {
      fc.assert(
        fc.property(anyWalk, anyGaps, (walk, quarters) => {
          const { openTimeMs, high, low } = withHoles(walkCandles(walk), quarters);
          const keys = [...openTimeMs].map((atMs) => keyOf(new Date(atMs)));
          const state = createPrevious();
          for (let i = 0; i < walk.count; i++) {
            const reading = nextPrevious(state, { openTimeMs: openTimeMs[i]!, high: high[i]!, low: low[i]! }, period);
            const before = keys.slice(0, i).findLast((key) => key !== keys[i]);
            const [mine, theirs] = [keys[i], before].map((key) =>
              [...keys.keys()].filter((j) => j <= i && keys[j] === key),
            );
            if (before === undefined) {
              expect(reading).toEqual({ high: Number.NaN, low: Number.NaN, brokenHigh: false, brokenLow: false });
              continue;
            }
            const [top, bottom] = [Math.max(...theirs!.map((j) => high[j]!)), Math.min(...theirs!.map((j) => low[j]!))];
            const brokenHigh = mine!.some((j) => high[j]! > top);
            const brokenLow = mine!.some((j) => low[j]! < bottom);
            expect(reading).toEqual({ high: top, low: bottom, brokenHigh, brokenLow });
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});

describe("causal sessions", () => {
  const minutes = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);

  it("hold the bars that open between start and end, over midnight too, each with its own high and low so far", () => {
    fc.assert(
      fc.property(anyWalk, anyGaps, minutes, minutes, (walk, quarters, startMinute, endMinute) => {
        const { openTimeMs, high, low } = withHoles(walkCandles(walk), quarters);
        const spanMs = ((endMinute - startMinute + 1_440) % 1_440 || 1_440) * MINUTE_MS;
        /** Start of the session that a time lies in; null outside. */
        const sessionOf = (atMs: number): number | null => {
          const today = Math.floor(atMs / DAY_MS) * DAY_MS + startMinute * MINUTE_MS;
          return [today, today - DAY_MS].find((start) => start <= atMs && atMs < start + spanMs) ?? null;
        };
        const state = createSession();
        for (let i = 0; i < walk.count; i++) {
          const bar = { openTimeMs: openTimeMs[i]!, high: high[i]!, low: low[i]! };
          const reading = nextSession(state, bar, { startMinute, endMinute });
          const session = sessionOf(bar.openTimeMs);
          const bars = [...openTimeMs.keys()].filter((j) => j <= i && sessionOf(openTimeMs[j]!) === session);
          const active = session !== null;
          const [top, bottom] = [Math.max(...bars.map((j) => high[j]!)), Math.min(...bars.map((j) => low[j]!))];
          expect(reading).toEqual({ active, high: active ? top : Number.NaN, low: active ? bottom : Number.NaN });
        }
      }),
      runs,
    );
  });
});
