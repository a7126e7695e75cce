import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "../../../../src/core/lib/time.js";
import { seenAt } from "../../../../src/core/quant/smart-money/causal/known.js";
import { createSession, nextSession } from "../../../../src/core/quant/smart-money/causal/sessions.js";
import { causalSmartMoney } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { breakOfFour } from "../../../../src/core/quant/smart-money/four-swings.js";
import { periodEndMs, periodStartMs } from "../../../../src/core/quant/smart-money/periods.js";
import { referenceRetracements } from "../../../../src/core/quant/smart-money/reference/retracements.js";
import { plainSwings, referenceSwings } from "../../../../src/core/quant/smart-money/reference/swings.js";
import { SESSION_HOURS } from "../../../../src/core/quant/smart-money/session-hours.js";
import { rules } from "./walks.js";

type OhlcRow = readonly [open: number, high: number, low: number, close: number];

function columnsOf(rows: readonly OhlcRow[]) {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]!);
  const volume = Float64Array.from(rows, (_, i) => i + 1);
  return { open: column(0), high: column(1), low: column(2), close: column(3), volume };
}

/** Bars without a range: one price each. */
const still = (prices: readonly number[]) => columnsOf(prices.map((price) => [price, price, price, price]));
const direct = { ...rules, swingLength: 1 };

describe("fair value gaps worked by hand", () => {
  it("a high of 11, a rise, then a low of 12: gap 11 to 12, known at bar 2, mitigated by the low of 11.5 at bar 3", () => {
    const rows: OhlcRow[] = [
      [10, 11, 9, 10],
      [10, 15, 10, 15],
      [15, 16, 12, 14],
      [14, 14, 11.5, 12],
    ];
    const { gaps } = causalSmartMoney(columnsOf(rows), rules);
    const place = { index: 1, side: 1, top: 12, bottom: 11 };
    expect(gaps).toEqual([{ ...place, knownAt: 2, mitigatedAt: 3, replacedAt: -1 }]);
  });

  it("two gaps in a row are 1 from 11 to 16 once joined, known at bar 3; until then the first is 11 to 13", () => {
    const rows: OhlcRow[] = [
      [10, 11, 9, 10],
      [10, 14, 10, 14],
      [14, 18, 13, 18],
      [18, 20, 16, 20],
    ];
    const { gaps } = causalSmartMoney(columnsOf(rows), rules);
    expect(seenAt(gaps, 2)).toMatchObject([{ index: 1, top: 13, bottom: 11 }]);
    expect(seenAt(gaps, 3)).toMatchObject([{ index: 2, top: 16, bottom: 11 }]);
  });
});

describe("a gap that is joined by the bar that also touches it", () => {
  it("is replaced, not mitigated: 11 to 13 and 12 to 12.5 are joined from 11 to 13 at bar 3, whose low is 12.5", () => {
    const rows: OhlcRow[] = [
      [10, 11, 9, 10],
      [10, 12, 10, 12],
      [13, 18, 13, 18],
      [18, 20, 12.5, 20],
    ];
    const { gaps } = causalSmartMoney(columnsOf(rows), rules);
    expect(gaps).toEqual([
      { index: 1, side: 1, top: 13, bottom: 11, knownAt: 2, mitigatedAt: -1, replacedAt: 3 },
      { index: 2, side: 1, top: 13, bottom: 11, knownAt: 3, mitigatedAt: -1, replacedAt: -1 },
    ]);
  });
});

describe("a candle that is the lowest before two breaks", () => {
  it("carries one block at a time: the break of 12 at bar 13 replaces the block that the break of 10 made at bar 11", () => {
    const quiet: OhlcRow = [8, 9, 7, 8];
    const rows: OhlcRow[] = [
      ...Array<OhlcRow>(5).fill(quiet),
      [8, 10, 7, 8],
      ...Array<OhlcRow>(3).fill(quiet),
      [8, 12, 7, 8],
      [8, 9, 5, 8],
      [8, 11, 7, 11],
      [11, 11.5, 8, 11],
      [11, 13, 10, 13],
    ];
    const { blocks } = causalSmartMoney(columnsOf(rows), rules);
    const block = { index: 10, side: 1, top: 9, bottom: 5 };
    expect(blocks).toMatchObject([
      { ...block, swingIndex: 5, knownAt: 11, replacedAt: 13 },
      { ...block, swingIndex: 9, knownAt: 13, replacedAt: -1 },
    ]);
  });
});

describe("the reference's retracement", () => {
  it("of 1 in a leg of 16, 6.25 %, is 6.2: halves go to the even tenth", () => {
    const swings = {
      side: Int8Array.of(-1, 1, -1, 1, 0, 0),
      level: Float64Array.of(80, 90, 84, 100, Number.NaN, Number.NaN),
    };
    const prices = Float64Array.of(80, 90, 84, 100, 99, 99);
    expect([...referenceRetracements({ high: prices, low: prices }, swings).current]).toEqual([0, 0, 0, 0, 0, 6.2]);
  });
});

describe("four swings", () => {
  const four = (first: 1 | -1, ...levels: number[]) =>
    breakOfFour(levels.map((level, i) => ({ level, side: i % 2 === 0 ? first : -first })));

  it("go with the trend: 1, 3, 2, 4 is a BOS up, 4, 2, 3, 1 one down", () => {
    expect(four(-1, 1, 3, 2, 4)).toEqual({ kind: "bos", side: 1 });
    expect(four(1, 4, 2, 3, 1)).toEqual({ kind: "bos", side: -1 });
  });

  it("go against it: 2, 3, 1, 4 is a CHoCH up, 3, 2, 4, 1 one down", () => {
    expect(four(-1, 2, 3, 1, 4)).toEqual({ kind: "choch", side: 1 });
    expect(four(1, 3, 2, 4, 1)).toEqual({ kind: "choch", side: -1 });
  });

  it("say nothing with equal levels, a last swing that stays within, only three swings, or two highs in a row", () => {
    expect(four(-1, 2, 3, 2, 4)).toBeNull();
    expect(four(-1, 1, 3, 2, 3)).toBeNull();
    expect(four(-1, 1, 4, 2, 3)).toBeNull();
    expect(four(-1, 1, 3, 2)).toBeNull();
    const doubled = [-1, 1, 1, 1].map((side, i) => ({ side, level: [1, 3, 2, 4][i]! }));
    expect(breakOfFour(doubled)).toBeNull();
  });
});

describe("swings, breaks and blocks of 5, 4, 6, 7, 5, 6, 8, 6 with length 1, worked by hand", () => {
  const history = causalSmartMoney(still([5, 4, 6, 7, 5, 6, 8, 6]), direct);

  it("has swings 4, 7, 5 and 8 at bars 1, 3, 4 and 6, each known one bar later; the reference adds one at each end", () => {
    expect(history.swings.map(({ index, side, level, knownAt }) => [index, side, level, knownAt])).toEqual([
      [1, -1, 4, 2],
      [3, 1, 7, 4],
      [4, -1, 5, 5],
      [6, 1, 8, 7],
    ]);
    const columns = still([5, 4, 6, 7, 5, 6, 8, 6]);
    expect([...plainSwings(columns, 1).side]).toEqual([0, -1, 0, 1, -1, 0, 1, 0]);
    expect([...referenceSwings(columns, 1).side]).toEqual([1, -1, 0, 1, -1, 0, 1, -1]);
  });

  it("breaks 7 upwards at bar 6, under way at once, a BOS at bar 7 when 8 is a swing", () => {
    const place = { index: 3, kind: "bos", side: 1, level: 7 };
    expect(history.underWay).toEqual([{ ...place, knownAt: 6 }]);
    expect(history.breaks).toEqual([{ ...place, brokenAt: 6, knownAt: 7, replacedAt: -1 }]);
  });

  it("makes bar 4 the block, with the volume 7 + 6 + 5 and the strength 5 / 13", () => {
    const place = { index: 4, side: 1, top: 5, bottom: 5, swingIndex: 3, knownAt: 6 };
    expect(history.blocks).toMatchObject([{ ...place, volume: 18, strength: 5 / 13, mitigatedAt: -1, endedAt: -1 }]);
  });

  it("gives 6 after the high of 8 a retracement of 2 / 3 of the leg from 5", () => {
    expect(history.retracement.current[7]).toBeCloseTo(2 / 3, 12);
    expect(history.retracement.deepest[7]).toBeCloseTo(2 / 3, 12);
  });
});

describe("liquidity worked by hand", () => {
  it("above 10 and 9.95 within 1 % of the range of 10: 9.975, known at bar 5, swept by 11 at bar 6", () => {
    const columns = still([9, 0, 10, 5, 9.95, 5, 11, 4]);
    const { pools } = causalSmartMoney(columns, { ...direct, rangeFraction: 0.01 });
    const above = pools.filter(({ side }) => side === 1);
    const place = { index: 2, side: 1, end: 4, swings: 2, knownAt: 5, sweptAt: 6, replacedAt: -1 };
    expect(above).toEqual([{ ...place, level: expect.closeTo(9.975, 12) as number }]);
  });

  it("is none above 10 and 9.85, which are 1.5 % of the range apart", () => {
    const { pools } = causalSmartMoney(still([9, 0, 10, 5, 9.85, 5, 11, 4]), { ...direct, rangeFraction: 0.01 });
    expect(pools.filter(({ side }) => side === 1)).toEqual([]);
  });
});

describe("periods and sessions", () => {
  const at = (text: string): number => Date.parse(`${text}Z`);

  it("the week of Sunday 2024-03-03 began on Monday 26 February, its month on 1 March and ends with March", () => {
    const sunday = at("2024-03-03T23:59:59.999");
    expect(periodStartMs(sunday, "week")).toBe(at("2024-02-26T00:00"));
    expect(periodStartMs(sunday, "month")).toBe(at("2024-03-01T00:00"));
    expect(periodEndMs(at("2024-03-01T00:00"), "month")).toBe(at("2024-04-01T00:00"));
    expect(periodEndMs(at("2024-02-01T00:00"), "month")).toBe(at("2024-03-01T00:00"));
    expect(periodStartMs(sunday, { spanMs: 4 * HOUR_MS })).toBe(at("2024-03-03T20:00"));
  });

  it("finds the first day of the month for every day of 1890 to 2110", () => {
    for (let atMs = Date.UTC(1890, 0, 1); atMs < Date.UTC(2110, 0, 1); atMs += DAY_MS) {
      const date = new Date(atMs);
      if (periodStartMs(atMs, "month") !== Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)) {
        expect.fail(date.toISOString());
      }
    }
  });

  it("refuses a period of 7 hours, which a day doesn't hold a whole number of, and a swing length of 0", () => {
    expect(() => periodStartMs(0, { spanMs: 7 * HOUR_MS })).toThrow("25200000 ms don't divide a day");
    expect(() => plainSwings(still([1, 2, 3]), 0)).toThrow("swing length 0");
    expect(() => causalSmartMoney(still([1, 2, 3]), { ...rules, swingLength: 1.5 })).toThrow("swing length 1.5");
  });

  it("London begins at 07:00 and has ended for the bar of 16:00; Sydney runs over midnight with one high", () => {
    const bar = (text: string, high: number) => ({ openTimeMs: at(text), high, low: 1 });
    const london = createSession();
    expect(nextSession(london, bar("2024-03-04T06:45", 9), SESSION_HOURS.london).active).toBe(false);
    expect(nextSession(london, bar("2024-03-04T07:00", 5), SESSION_HOURS.london)).toMatchObject({
      active: true,
      high: 5,
    });
    expect(nextSession(london, bar("2024-03-04T16:00", 5), SESSION_HOURS.london).active).toBe(false);
    const sydney = createSession();
    nextSession(sydney, bar("2024-03-04T23:45", 8), SESSION_HOURS.sydney);
    expect(nextSession(sydney, bar("2024-03-05T00:00", 7), SESSION_HOURS.sydney)).toMatchObject({
      active: true,
      high: 8,
    });
    expect(nextSession(sydney, bar("2024-03-05T21:00", 6), SESSION_HOURS.sydney)).toMatchObject({
      active: true,
      high: 6,
    });
  });
});
