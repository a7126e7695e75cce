import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../../../src/core/lib/time.js";
import { NEVER } from "../../../../src/core/quant/smart-money/causal/known.js";
import { createPrevious, nextPrevious } from "../../../../src/core/quant/smart-money/causal/previous-high-low.js";
import { createSession, nextSession } from "../../../../src/core/quant/smart-money/causal/sessions.js";
import { causalSmartMoney } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { referenceGaps } from "../../../../src/core/quant/smart-money/reference/fair-value-gaps.js";
import { referenceBlocks } from "../../../../src/core/quant/smart-money/reference/order-blocks.js";
import { referencePrevious } from "../../../../src/core/quant/smart-money/reference/previous-high-low.js";
import { referenceSession } from "../../../../src/core/quant/smart-money/reference/sessions.js";
import { referenceBreaks } from "../../../../src/core/quant/smart-money/reference/structure-breaks.js";
import { plainSwings, referenceSwings } from "../../../../src/core/quant/smart-money/reference/swings.js";
import type { Period } from "../../../../src/core/quant/smart-money/periods.js";
import { SESSION_HOURS } from "../../../../src/core/quant/smart-money/session-hours.js";
import { euroCandles } from "./tables.js";
import { rules as someRules } from "./walks.js";

const candles = euroCandles();
const settings = { ...someRules, swingLength: 5, rangeFraction: 0.01, rangeBars: 500, maxAgeBars: 500 };
const history = causalSmartMoney(candles, settings);
const marked = (side: Int8Array): number[] => [...side.keys()].filter((i) => side[i] !== 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("how far the modes are apart for EURUSD, 24,424 candles and swings of length 5 (docs/SMART_MONEY.md)", () => {
  it("of 2,922 swings that were once in force, hindsight leaves out the 216 that a later one replaced", () => {
    expect(history.swings).toHaveLength(2_922);
    expect(history.swings.filter(({ replacedAt }) => replacedAt !== NEVER)).toHaveLength(216);
    expect(marked(plainSwings(candles, 5).side)).toHaveLength(2_706);
    expect(marked(referenceSwings(candles, 5).side)).toHaveLength(2_708);
  });

  it("of 5,020 gaps, joining replaces 1,264", () => {
    expect(history.gaps).toHaveLength(5_020);
    expect(marked(referenceGaps(candles, true).side)).toHaveLength(5_020 - 1_264);
  });

  it("1,157 breaks were known, 30 of them taken back, 9.2 bars on average after the bar that broke the level", () => {
    expect(history.breaks).toHaveLength(1_157);
    expect(history.breaks.filter(({ replacedAt }) => replacedAt !== NEVER)).toHaveLength(30);
    expect(mean(history.breaks.map(({ knownAt, brokenAt }) => knownAt - brokenAt))).toBeCloseTo(9.2, 1);
    const { bos, choch } = referenceBreaks(candles, referenceSwings(candles, 5), true);
    expect(marked(bos.map((value, i) => value + choch[i]!))).toHaveLength(1_129);
  });

  it("of 634 breaks under way, 626 became the break that they announced, 9.6 bars later on average", () => {
    const waits = history.underWay.flatMap(({ index, kind, knownAt }) => {
      const found = history.breaks.find((other) => other.index === index && other.kind === kind);
      return found === undefined ? [] : [found.knownAt - knownAt];
    });
    expect([history.underWay.length, waits.length]).toEqual([634, 626]);
    expect(mean(waits)).toBeCloseTo(9.6, 1);
  });

  it("1,210 blocks were known; hindsight keeps 66, as it erases each that price went through and came back over", () => {
    const { blocks } = causalSmartMoney(candles, { ...settings, maxAgeBars: 30_000 });
    expect(blocks).toHaveLength(1_210);
    expect(blocks.filter(({ endedAt }) => endedAt !== NEVER)).toHaveLength(1_138);
    const { side } = referenceBlocks(candles, referenceSwings(candles, 5), false);
    expect(marked(side)).toHaveLength(66);
    const known = new Set(blocks.map((block) => `${block.index} ${block.side}`));
    expect(marked(side).filter((i) => known.has(`${i} ${side[i]}`))).toHaveLength(63);
  });

  it.each([
    ["day", { spanMs: DAY_MS }, 251],
    ["week", "week", 23_944],
    ["month", "month", 22_129],
  ] as const)("the previous %s's high differs at %j: %i bars", (_, period: Period, count) => {
    const { previousHigh } = referencePrevious(candles.openTimeMs, candles, period);
    const state = createPrevious();
    const differs = [...candles.openTimeMs.keys()].filter((i) => {
      const bar = { openTimeMs: candles.openTimeMs[i]!, high: candles.high[i]!, low: candles.low[i]! };
      return !Object.is(Math.fround(nextPrevious(state, bar, period).high), previousHigh[i]);
    });
    expect(differs).toHaveLength(count);
  });

  it("London has 9,427 bars by the reference and 9,172 that open before its end", () => {
    const { active } = referenceSession(candles.openTimeMs, candles, SESSION_HOURS.london);
    const state = createSession();
    const causal = [...candles.openTimeMs.keys()].filter((i) => {
      const bar = { openTimeMs: candles.openTimeMs[i]!, high: candles.high[i]!, low: candles.low[i]! };
      return nextSession(state, bar, SESSION_HOURS.london).active;
    });
    expect([active.filter((value) => value === 1).length, causal.length]).toEqual([9_427, 9_172]);
  });
});
