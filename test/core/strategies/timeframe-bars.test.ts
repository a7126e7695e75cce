import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bar } from "../../../src/core/domain/bar.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { createTimeframe, nextTimeframe } from "../../../src/core/strategies/timeframe-bars.js";

const FOUR_HOURS = 4 * HOUR_MS;
const MIDNIGHT = Date.UTC(2024, 2, 1);

/** The hour that opens so many hours after midnight. */
function hour(at: number, [open, high, low, close]: readonly [number, number, number, number], volume = 1): Bar {
  const openTimeMs = MIDNIGHT + at * HOUR_MS;
  const prices = { open, high, low, close };
  return { ...prices, symbol: "BTCUSDT", openTimeMs, closeTimeMs: openTimeMs + HOUR_MS, volume, mark: prices };
}

function fold(bars: readonly Bar[], barMs = FOUR_HOURS): readonly Bar[] {
  const state = createTimeframe();
  return bars.flatMap((bar) => nextTimeframe(state, bar, barMs));
}

const flat = (at: number) => hour(at, [at, at + 1, at - 1, at]);

describe("bars of 4 h out of hours", () => {
  it("have the first open, the highest high, the lowest low, the last close and the sum of the volumes", () => {
    const prices = { open: 100, high: 112, low: 90, close: 105 };
    const hours = [
      hour(0, [100, 104, 99, 103], 5),
      hour(1, [103, 112, 101, 110], 7),
      hour(2, [110, 111, 90, 95], 11),
      hour(3, [95, 106, 94, 105], 13),
    ];
    expect(fold(hours.slice(0, 3))).toEqual([]);
    expect(fold(hours)).toEqual([
      {
        symbol: "BTCUSDT",
        openTimeMs: MIDNIGHT,
        closeTimeMs: MIDNIGHT + FOUR_HOURS,
        ...prices,
        volume: 36,
        mark: prices,
      },
    ]);
  });

  it("begin at 00, 04, 08 … UTC: hours before the first of them make no bar", () => {
    const bars = fold([1, 2, 3, 4, 5, 6, 7, 8].map(flat));
    expect(bars.map(({ openTimeMs, open, close }) => [(openTimeMs - MIDNIGHT) / HOUR_MS, open, close])).toEqual([
      [4, 4, 7],
    ]);
  });

  it("whose last hour is missing are told with the next hour, without its price", () => {
    const seen = fold([0, 1, 2].map(flat));
    expect(seen).toEqual([]);
    const [late, ...others] = fold([0, 1, 2, 5].map(flat));
    expect(late).toMatchObject({ openTimeMs: MIDNIGHT, closeTimeMs: MIDNIGHT + FOUR_HOURS, high: 3, close: 2 });
    expect(others).toEqual([]);
    expect(fold([0, 1, 2, 7].map(flat)).map(({ close }) => close)).toEqual([2, 7]);
  });

  it("pass hours as they are where the bars asked for are hours", () => {
    expect(fold([flat(2), flat(3)], HOUR_MS)).toEqual([flat(2), flat(3)]);
  });

  it("are the same for any beginning, and never hold a price of after their end", () => {
    const gaps = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 20, maxLength: 96 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 0, max: 40 }), (hours, skipped) => {
        const bars = hours.sort((a, b) => a - b).map(flat);
        const all = fold(bars);
        const late = fold(bars.slice(skipped));
        // All whose every hour lies behind the later beginning; a beginning in the middle of one tells nothing of it.
        const firstMs = bars[skipped]?.openTimeMs ?? Infinity;
        const whole = all.filter(({ openTimeMs }) => openTimeMs >= firstMs);
        const told = late.filter(({ openTimeMs }) => whole.some((bar) => bar.openTimeMs === openTimeMs));
        expect(told).toEqual(whole.filter(({ openTimeMs }) => openTimeMs >= (late[0]?.openTimeMs ?? Infinity)));
        for (const { openTimeMs, closeTimeMs, close } of all) {
          expect(openTimeMs % FOUR_HOURS).toBe(0);
          expect(MIDNIGHT + (close + 1) * HOUR_MS).toBeLessThanOrEqual(closeTimeMs);
        }
      }),
    );
  });
});
