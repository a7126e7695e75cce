import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnBarStore } from "../../../../src/core/adapters/lake/column-bar-store.js";
import { openColumnSource } from "../../../../src/core/adapters/lake/column-source.js";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { dataDirectory } from "../../../../src/core/app/recorded-data.js";
import type { BarStore } from "../../../../src/core/ports/bar-store.js";
import { temporaryPlace } from "./import-lab.js";

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.parse("2023-01-01");
const place = { directory: dataDirectory(null), venue: "binance-usdm", timeframe: "1h" } as const;

/** All that a store says of a symbol in a range, in bytes. */
async function answers(store: BarStore, symbol: string, range?: { fromMs: number; toMs: number }) {
  const series = [
    await store.bars(symbol, range),
    await store.marks(symbol, range),
    await store.funding(symbol, range),
  ];
  return series.map((of) =>
    of === null
      ? null
      : Object.entries(of).map(([name, it]: [string, unknown]) => [name, it instanceof Float64Array ? [...it] : it]),
  );
}

describe("a bar store over the column cache", () => {
  it("answers any range as the store of the Parquet files does, cold, warm, and where the cache can't be read", async () => {
    const plain = await openBarStore(place);
    const cacheDirectory = temporaryPlace();
    const open = async () => columnBarStore(await openColumnSource({ ...place, cacheDirectory }));
    const cold = await open();
    expect([cold.manifestSha256, cold.symbols()]).toEqual([plain.manifestSha256, plain.symbols()]);
    expect(cold.symbols().map((symbol) => cold.gaps(symbol))).toEqual(
      plain.symbols().map((symbol) => plain.gaps(symbol)),
    );
    expect(await answers(cold, "BTCUSDT")).toEqual(await answers(plain, "BTCUSDT"));
    const warm = await open();
    const hour = fc.integer({ min: -50, max: 17_600 });
    const shift = fc.constantFrom(0, 1, -1);
    await fc.assert(
      fc.asyncProperty(hour, fc.integer({ min: 0, max: 200 }), shift, async (from, length, off) => {
        const range = { fromMs: FIRST_MS + from * HOUR_MS + off, toMs: FIRST_MS + (from + length) * HOUR_MS + off };
        expect(await answers(warm, "BTCUSDT", range)).toEqual(await answers(plain, "BTCUSDT", range));
      }),
      { numRuns: 20, seed: 5 },
    );
    for (const name of readdirSync(cacheDirectory)) rmSync(join(cacheDirectory, name));
    expect(await answers(await open(), "BTCUSDT", { fromMs: FIRST_MS, toMs: FIRST_MS + HOUR_MS })).toEqual(
      await answers(plain, "BTCUSDT", { fromMs: FIRST_MS, toMs: FIRST_MS + HOUR_MS }),
    );
    expect(existsSync(cacheDirectory)).toBe(true);
  });

  it("refuses a symbol that is not there as that store does", async () => {
    const store = columnBarStore(await openColumnSource({ ...place, cacheDirectory: temporaryPlace() }));
    await expect(store.bars("NOPE")).rejects.toMatchObject({ code: "series_unknown" });
    expect(() => store.gaps("NOPE")).toThrow("NOPE");
    expect(await store.marks("NOPE")).toBeNull();
  });
});
