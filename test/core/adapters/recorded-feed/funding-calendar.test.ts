import { describe, expect, it } from "vitest";
import {
  createFundingCalendar,
  type FundingRow,
} from "../../../../src/core/adapters/recorded-feed/funding-calendar.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { FundingSeries } from "../../../../src/core/ports/bar-store.js";

const series = (symbol: string, rows: readonly (readonly [number, number, number])[]): FundingSeries => ({
  symbol,
  timeMs: Float64Array.from(rows, ([timeMs]) => timeMs),
  rate: Float64Array.from(rows, ([, rate]) => rate),
  markPrice: Float64Array.from(rows, ([, , mark]) => mark),
});

function all(symbols: readonly string[], known: readonly FundingSeries[], fromHour: number, toHour: number) {
  const calendar = createFundingCalendar({
    symbols,
    series: new Map(known.map((one) => [one.symbol, one])),
    fromMs: fromHour * HOUR_MS,
    toMs: toHour * HOUR_MS,
    assumedIntervalHours: 8,
  });
  const rows: FundingRow[] = [];
  for (let atMs = calendar.peekMs(); atMs !== null; atMs = calendar.peekMs()) rows.push(...calendar.take());
  return rows.map(({ atMs, symbol, rate, markPrice }) => [atMs / HOUR_MS, symbol, rate, markPrice]);
}

describe("funding calendar", () => {
  it("merges symbols in order of time and assumes 8-hourly stamps where there is no series", () => {
    const known = series("A", [
      [8 * HOUR_MS, 0.0001, 100],
      [16 * HOUR_MS, 0.0002, Number.NaN],
    ]);
    expect(all(["A", "B"], [known], 1, 16)).toEqual([
      [8, "A", 0.0001, 100],
      [8, "B", null, null],
      [16, "A", 0.0002, null],
      [16, "B", null, null],
    ]);
  });

  it("takes records within a minute of the hour as the stamp of that hour", () => {
    const early = 16 * HOUR_MS - 3;
    const known = series("A", [
      [8 * HOUR_MS + 5, 0.0001, 100],
      [early, 0.0002, 100],
    ]);
    expect(all(["A"], [known], 8, 16)).toEqual([
      [8 + 5 / HOUR_MS, "A", 0.0001, 100],
      [early / HOUR_MS, "A", 0.0002, 100],
    ]);
  });

  it("keeps the 4-hourly stamps of a series and assumes nothing beside them", () => {
    const known = series(
      "A",
      [4, 8, 12].map((hour) => [hour * HOUR_MS, 0.0001, 1]),
    );
    expect(all(["A"], [known], 1, 12).map(([hour]) => hour)).toEqual([4, 8, 12]);
  });

  it("fills a hole in a series, and what lies before and after it, with assumed stamps", () => {
    const known = series("A", [
      [16 * HOUR_MS, 0.0001, 1],
      [32 * HOUR_MS, 0.0001, 1],
    ]);
    expect(all(["A"], [known], 0, 40).map(([hour, , rate]) => [hour, rate])).toEqual([
      [0, null],
      [8, null],
      [16, 0.0001],
      [24, null],
      [32, 0.0001],
      [40, null],
    ]);
  });

  it("leaves out what lies before its start and after its end, both of which are included", () => {
    const known = series(
      "A",
      [8, 16, 24, 32].map((hour) => [hour * HOUR_MS, 0.0001, 1]),
    );
    expect(all(["A"], [known], 16, 24).map(([hour]) => hour)).toEqual([16, 24]);
  });

  it("takes a rate that is not a number for unknown", () => {
    expect(all(["A"], [series("A", [[8 * HOUR_MS, Number.NaN, 1]])], 8, 8)).toEqual([[8, "A", null, 1]]);
  });
});
