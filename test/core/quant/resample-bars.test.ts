import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BarArrays, resampleBars } from "../../../src/core/quant/resample-bars.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Hourly bars at the hours that are there; volumes are whole, so that sums are exact in any order. */
const hourly = fc
  .uniqueArray(fc.nat(120), { minLength: 1, maxLength: 100 })
  .chain((hours) =>
    fc.tuple(fc.constant(hours.sort((a, b) => a - b)), fc.array(fc.nat(1_000), { minLength: 400, maxLength: 400 })),
  )
  .map(([hours, chance]): BarArrays => {
    const draw = (row: number, part: number): number => 1 + (chance[(row * 4 + part) % chance.length] ?? 0);
    const column = (valueOf: (row: number) => number): Float64Array =>
      Float64Array.from(hours, (_, row) => valueOf(row));
    return {
      openTimeMs: Float64Array.from(hours, (hour) => hour * HOUR_MS),
      open: column((row) => draw(row, 0)),
      high: column((row) => draw(row, 0) + draw(row, 1)),
      low: column((row) => draw(row, 0) / 2),
      close: column((row) => draw(row, 2)),
      volume: column((row) => draw(row, 3)),
    };
  });

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe("resampleBars", () => {
  it("gives the days of 4-hour bars that are those of hours, whatever is missing", () => {
    fc.assert(
      fc.property(hourly, (bars) => {
        const fours = resampleBars(bars, HOUR_MS, 4 * HOUR_MS).bars;
        expect(resampleBars(fours, 4 * HOUR_MS, DAY_MS).bars).toEqual(resampleBars(bars, HOUR_MS, DAY_MS).bars);
      }),
    );
  });

  it("keeps the sum of the volumes, the highest high, the lowest low, the first open and the last close", () => {
    fc.assert(
      fc.property(hourly, (bars) => {
        const { bars: days } = resampleBars(bars, HOUR_MS, DAY_MS);
        expect(sum(days.volume)).toBe(sum(bars.volume));
        expect(Math.max(...days.high)).toBe(Math.max(...bars.high));
        expect(Math.min(...days.low)).toBe(Math.min(...bars.low));
        expect([days.open[0], days.close.at(-1)]).toEqual([bars.open[0], bars.close.at(-1)]);
        expect([...days.openTimeMs].every((timeMs) => timeMs % DAY_MS === 0)).toBe(true);
      }),
    );
  });

  it("reports every long bar that lacks some of its bars, with how many it has", () => {
    fc.assert(
      fc.property(hourly, (bars) => {
        const { bars: fours, partial } = resampleBars(bars, HOUR_MS, 4 * HOUR_MS);
        const missing = partial.reduce((total, { bars: count, expected }) => total + expected - count, 0);
        expect(fours.openTimeMs.length * 4 - missing).toBe(bars.openTimeMs.length);
        expect(partial.every(({ bars: count, expected }) => count > 0 && count < expected && expected === 4)).toBe(
          true,
        );
      }),
    );
  });

  it("folds 01:00, 02:00 and 05:00 into a partial bar of two and a partial bar of one", () => {
    const of = (...values: number[]): Float64Array => Float64Array.from(values);
    const bars = { openTimeMs: of(1, 2, 5).map((hour) => hour * HOUR_MS), open: of(1, 2, 3), high: of(4, 9, 5) };
    const all = { ...bars, low: of(0.5, 0.7, 2), close: of(2, 3, 4), volume: of(10, 20, 30) };
    expect(resampleBars(all, HOUR_MS, 4 * HOUR_MS)).toEqual({
      bars: {
        openTimeMs: of(0, 4 * HOUR_MS),
        open: of(1, 3),
        high: of(9, 5),
        low: of(0.5, 2),
        close: of(3, 4),
        volume: of(30, 30),
      },
      partial: [
        { openTimeMs: 0, bars: 2, expected: 4 },
        { openTimeMs: 4 * HOUR_MS, bars: 1, expected: 4 },
      ],
    });
  });
});
