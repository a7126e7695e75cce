import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readSeriesRows } from "../../../../src/core/adapters/parquet/read-rows.js";
import type { SeriesRows } from "../../../../src/core/domain/data-series.js";
import { resampledRows } from "../../../../src/core/ops/data/resample-rows.js";

const HOUR_MS = 3_600_000;
const NOON_MS = Date.parse("2023-03-24T12:00:00Z");

function sample(timeframe: string): Promise<SeriesRows> {
  const file = fileURLToPath(new URL(`../../../fixtures/lake/btcusdt-${timeframe}.parquet`, import.meta.url));
  return readSeriesRows("ohlcv", readFileSync(file), file);
}

describe("hours made of recorded minutes", () => {
  it("equal the 10 recorded hours in every price, and in volume to 1 in 10^12", async () => {
    const [minutes, hours] = [await sample("1m"), await sample("1h")];
    const { rows } = resampledRows(minutes, 60_000, HOUR_MS);
    const recorded = hours.timesMs.map((timeMs) => rows.timesMs.indexOf(timeMs)).filter((row) => row !== -1);
    expect(recorded).toHaveLength(10);
    for (const [row, timeMs] of rows.timesMs.entries()) {
      const other = hours.timesMs.indexOf(timeMs);
      for (const column of [0, 1, 2, 3]) expect(rows.values[column]![row]).toBe(hours.values[column]![other]);
      expect(Math.abs(rows.values[4]![row]! / hours.values[4]![other]! - 1)).toBeLessThan(1e-12);
    }
  });

  it("leave out the hour in which the venue went down after 40 minutes", async () => {
    const { rows, partial } = resampledRows(await sample("1m"), 60_000, HOUR_MS);
    expect(partial).toEqual([{ openTimeMs: NOON_MS, bars: 40, expected: 60 }]);
    expect([...rows.timesMs]).not.toContain(NOON_MS);
  });
});
