import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NEVER } from "../../../../src/core/quant/smart-money/causal/known.js";
import {
  causalSmartMoney,
  createSmartMoney,
  nextSmartMoney,
} from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import type {
  SmartMoneyHistory,
  SmartMoneyRules,
  SmartMoneyState,
} from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { euroCandles, mapCandles } from "./tables.js";
import type { Candles } from "./tables.js";
import { anyRules, anyWalk, rules as someRules, walkCandles } from "./walks.js";

const LISTS = ["swings", "gaps", "breaks", "underWay", "blocks", "pools"] as const;
const LATER = ["replacedAt", "mitigatedAt", "endedAt", "sweptAt"];

/** What a history says of the time up to a bar: later structures left out, later events not happened. */
function pastOf(history: SmartMoneyHistory, bar: number) {
  const masked = (found: object): unknown =>
    Object.fromEntries(
      Object.entries(found).map(([key, value]) => [
        key,
        LATER.includes(key) && value > bar ? NEVER : (value as unknown),
      ]),
    );
  const lists = LISTS.map((name) => history[name].filter(({ knownAt }) => knownAt <= bar).map(masked));
  const { side, current, deepest } = history.retracement;
  return { lists, retracement: [side, current, deepest].map((column) => [...column.slice(0, bar + 1)]) };
}

/** Rules under which things are forgotten within a walk. */
const forgetfulRules = fc
  .tuple(anyRules, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map(([rules, maxAgeBars, rangeBars]): SmartMoneyRules => ({ ...rules, maxAgeBars, rangeBars }));

const barOf = ({ open, high, low, close, volume }: Candles, i: number) => ({
  open: open[i]!,
  high: high[i]!,
  low: low[i]!,
  close: close[i]!,
  volume: volume[i]!,
});

describe("what was known in the past", () => {
  it("never changes when the future is cut off, at any bar of any walk", () => {
    fc.assert(
      fc.property(anyWalk, forgetfulRules, fc.nat({ max: 160 }), (walk, rules, cut) => {
        const candles = walkCandles(walk);
        const short = mapCandles(candles, (column) => column.slice(0, cut + 1));
        expect(pastOf(causalSmartMoney(short, rules), cut)).toEqual(pastOf(causalSmartMoney(candles, rules), cut));
      }),
      { numRuns: 300 },
    );
  });

  it("never changes for EURUSD either, cut at 8 bars of the year, nor when the future is another one", () => {
    const candles = euroCandles();
    const rules = { ...someRules, swingLength: 5, rangeBars: 500, maxAgeBars: 500 };
    const whole = causalSmartMoney(candles, rules);
    for (let cut = 2_713; cut < 24_424; cut += 2_713) {
      const short = mapCandles(candles, (column) => column.slice(0, cut + 1));
      expect(pastOf(causalSmartMoney(short, rules), cut)).toEqual(pastOf(whole, cut));
      const other = mapCandles(candles, (column) => column.map((value, i) => (i > cut ? 2 * value : value)));
      expect(pastOf(causalSmartMoney(other, rules), cut)).toEqual(pastOf(whole, cut));
    }
  });

  it("has nothing known before its last bar: swings `length` bars later, gaps one, breaks and blocks when broken", () => {
    const history = causalSmartMoney(euroCandles(), { ...someRules, swingLength: 5 });
    for (const swing of history.swings) expect(swing.knownAt).toBe(swing.index + 5);
    for (const gap of history.gaps) expect(gap.knownAt).toBe(gap.index + 1);
    for (const found of history.breaks) expect(found.knownAt).toBeGreaterThanOrEqual(found.brokenAt);
    for (const block of history.blocks) expect(block.knownAt).toBeGreaterThan(block.index);
    for (const pool of history.pools) expect(pool.knownAt).toBeGreaterThanOrEqual(pool.end + 5);
    for (const name of LISTS) expect(history[name].length).toBeGreaterThan(100);
  });
});

describe("the fold of the live path", () => {
  it("goes through JSON at every bar and still gives each bar's step, and the batch's structures", () => {
    fc.assert(
      fc.property(anyWalk, forgetfulRules, (walk, rules) => {
        const candles = walkCandles(walk);
        const plain = createSmartMoney();
        let stored = createSmartMoney();
        const seen: Record<(typeof LISTS)[number], number> = {
          swings: 0,
          gaps: 0,
          breaks: 0,
          underWay: 0,
          blocks: 0,
          pools: 0,
        };
        for (let i = 0; i < walk.count; i++) {
          stored = JSON.parse(JSON.stringify(stored)) as SmartMoneyState;
          const step = nextSmartMoney(stored, barOf(candles, i), rules);
          expect(step).toEqual(nextSmartMoney(plain, barOf(candles, i), rules));
          seen.swings += step.swing === null ? 0 : 1;
          seen.gaps += step.gap.found === null ? 0 : 1;
          seen.breaks += step.breaks.found.length;
          seen.underWay += step.breaks.underWay === null ? 0 : 1;
          seen.blocks += step.blocks.found.length;
          seen.pools += step.liquidity.found.length;
        }
        expect(stored).toEqual(plain);
        const history = causalSmartMoney(candles, rules);
        expect(seen).toEqual(Object.fromEntries(LISTS.map((name) => [name, history[name].length])));
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a state of under 32 KiB over a year of 15-minute bars, following things for 500 bars", () => {
    const candles = euroCandles();
    const rules = { ...someRules, swingLength: 5, rangeBars: 500, maxAgeBars: 500 };
    const state = createSmartMoney();
    let largest = 0;
    for (let i = 0; i < candles.close.length; i++) {
      nextSmartMoney(state, barOf(candles, i), rules);
      if (i % 50 === 0) largest = Math.max(largest, JSON.stringify(state).length);
    }
    expect(largest).toBeGreaterThan(2_000);
    expect(largest).toBeLessThan(32 * 1024);
  });

  it("forgets what is older than 20 bars: gaps, blocks, breaks, patterns waited for, levels, and what they would have become", () => {
    const candles = mapCandles(euroCandles(), (column) => column.slice(0, 4_000));
    const rules = { ...someRules, swingLength: 2, joinConsecutive: false, rangeBars: 20, maxAgeBars: 20 };
    const state = createSmartMoney();
    const oldest = { gaps: 0, blocks: 0, recent: 0, awaited: 0, gatherings: 0 };
    const note = (name: keyof typeof oldest, now: number, bars: readonly number[]): void => {
      oldest[name] = Math.max(oldest[name], ...bars.map((bar) => now - bar));
    };
    for (let i = 0; i < 4_000; i++) {
      nextSmartMoney(state, barOf(candles, i), rules);
      note(
        "gaps",
        i,
        state.gaps.open.map(({ knownAt }) => knownAt),
      );
      note(
        "blocks",
        i,
        state.blocks.open.map(({ knownAt }) => knownAt),
      );
      note(
        "recent",
        i,
        state.breaks.recent.map(({ knownAt }) => knownAt),
      );
      note(
        "awaited",
        i,
        state.breaks.awaited.map(({ since }) => since),
      );
      note(
        "gatherings",
        i,
        state.liquidity.gatherings.map(({ index }) => index),
      );
    }
    expect(oldest).toEqual({ gaps: 19, blocks: 19, recent: 19, awaited: 19, gatherings: 20 });
    const { gaps } = causalSmartMoney(candles, rules);
    const forever = causalSmartMoney(candles, { ...rules, maxAgeBars: 5_000 }).gaps;
    const expected = forever.map((gap) => (gap.mitigatedAt - gap.knownAt > 20 ? { ...gap, mitigatedAt: NEVER } : gap));
    expect(gaps).toEqual(expected);
    expect(gaps).not.toEqual(forever);
  });
});
