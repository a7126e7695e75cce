import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import type { BarSeries, BarStore, FundingSeries, TimeRange } from "../../../../src/core/ports/bar-store.js";
import { barColumns, HOUR_MS, soundBars, START_MS, writeSet } from "./temporary-set.js";
import type { Bar } from "./temporary-set.js";

const BUNDLED = fileURLToPath(new URL("../../../../research/data", import.meta.url));
const bundled = () => openBarStore({ directory: BUNDLED, venue: "binance-usdm", timeframe: "1h" });
const opened = (directory: string) => openBarStore({ directory, venue: "test-venue", timeframe: "1h" });

type Columns = readonly (readonly [string, Float64Array])[];

function columnsOf(series: BarSeries | FundingSeries | null): Columns {
  return Object.entries(series ?? {}).filter((pair): pair is [string, Float64Array] => pair[1] instanceof Float64Array);
}

/** The rows of the whole series whose time is in the range, picked one by one. */
function picked(whole: Columns, timeColumn: string, range: TimeRange): Columns {
  const times = whole.find(([name]) => name === timeColumn)?.[1] ?? new Float64Array(0);
  return whole.map(([name, column]) => [
    name,
    column.filter((_, i) => (times[i] ?? NaN) >= range.fromMs && (times[i] ?? NaN) < range.toMs),
  ]);
}

const anyRange = fc
  .tuple(
    fc.integer({ min: Date.UTC(2022, 11, 20), max: Date.UTC(2025, 0, 10) }),
    fc.oneof(fc.integer({ min: -HOUR_MS, max: 72 * HOUR_MS }), fc.integer({ min: 0, max: 17_544 * HOUR_MS })),
    fc.boolean(),
  )
  .map(([fromMs, lengthMs, onGrid]) => {
    const start = onGrid ? fromMs - (fromMs % HOUR_MS) : fromMs;
    return { fromMs: start, toMs: start + (onGrid ? lengthMs - (lengthMs % HOUR_MS) : lengthMs) };
  });

describe("openBarStore", () => {
  it.each([
    { what: "bars of SOLUSDT", read: (s: BarStore, r?: TimeRange) => s.bars("SOLUSDT", r), time: "openTimeMs" },
    { what: "marks of ETHUSDT", read: (s: BarStore, r?: TimeRange) => s.marks("ETHUSDT", r), time: "openTimeMs" },
    { what: "funding of LTCUSDT", read: (s: BarStore, r?: TimeRange) => s.funding("LTCUSDT", r), time: "timeMs" },
  ])("reads any range of the $what as the same slice of the whole", async ({ read, time }) => {
    const store = await bundled();
    const whole = columnsOf(await read(store));
    await fc.assert(
      fc.asyncProperty(anyRange, async (range) => {
        expect(columnsOf(await read(store, range))).toEqual(picked(whole, time, range));
      }),
      { numRuns: 40 },
    );
  });

  it("takes the bar that opens at the start of a range and leaves out the one that opens at its end", async () => {
    const fromMs = Date.UTC(2024, 5, 1);
    const bars = await (await bundled()).bars("BTCUSDT", { fromMs, toMs: fromMs + 2 * HOUR_MS });
    expect([...bars.openTimeMs]).toEqual([fromMs, fromMs + HOUR_MS]);
  });

  it("finds the single first and last bar of each of the 8 row groups", async () => {
    const store = await bundled();
    for (let group = 0; group < 8; group += 1) {
      for (const row of [group * 2_193, group * 2_193 + 2_192]) {
        const fromMs = START_MS + row * HOUR_MS;
        const bars = await store.bars("BTCUSDT", { fromMs, toMs: fromMs + HOUR_MS });
        expect([...bars.openTimeMs]).toEqual([fromMs]);
      }
    }
  });

  it("stands for the whole set by the hash of its manifest", async () => {
    const [first, second] = [await opened(await writeSet(barColumns(soundBars(5)))), await bundled()];
    expect(first.manifestSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(first.manifestSha256).not.toBe(second.manifestSha256);
  });

  it("names the 11 symbols it has when asked for bars or gaps of a twelfth", async () => {
    const store = await bundled();
    const unknown = { code: "series_unknown", found: "BTCUSD", expected: store.symbols().join(", ") };
    await expect(store.bars("BTCUSD")).rejects.toMatchObject(unknown);
    expect(() => store.gaps("BTCUSD")).toThrow(expect.objectContaining(unknown));
  });

  it("lists no symbol for a venue or a timeframe the set lacks", async () => {
    expect((await openBarStore({ directory: BUNDLED, venue: "okx", timeframe: "1h" })).symbols()).toEqual([]);
    expect((await openBarStore({ directory: BUNDLED, venue: "binance-usdm", timeframe: "4h" })).symbols()).toEqual([]);
  });
});

describe("gaps", () => {
  const withHole = soundBars(8).filter((_, i) => i !== 3 && i !== 4);
  const honest = { rows: 6, lastMs: START_MS + 7 * HOUR_MS, gaps: [{ fromMs: START_MS + 3 * HOUR_MS, missing: 2 }] };

  it("reports 2 missing bars and reads the 6 that exist", async () => {
    const store = await opened(await writeSet(barColumns(withHole), honest));
    expect(store.gaps("AAAUSDT")).toEqual(honest.gaps);
    expect((await store.bars("AAAUSDT")).close).toEqual(Float64Array.from(withHole, (bar) => bar.close));
  });

  it("accepts a range that starts inside the gap or spans it", async () => {
    const store = await opened(await writeSet(barColumns(withHole), honest));
    const inside = await store.bars("AAAUSDT", { fromMs: START_MS + 4 * HOUR_MS, toMs: START_MS + 6 * HOUR_MS });
    expect([...inside.openTimeMs]).toEqual([START_MS + 5 * HOUR_MS]);
    const across = await store.bars("AAAUSDT", { fromMs: START_MS + 2 * HOUR_MS, toMs: START_MS + 6 * HOUR_MS });
    expect(across.openTimeMs).toHaveLength(2);
  });

  it("refuses a gap of 2 bars that the manifest puts 1 hour later", async () => {
    const moved = { ...honest, gaps: [{ fromMs: START_MS + 4 * HOUR_MS, missing: 2 }] };
    const store = await opened(await writeSet(barColumns(withHole), moved));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({
      code: "gaps_differ",
      expected: `2 from ${START_MS + 4 * HOUR_MS}`,
      found: `2 from ${START_MS + 3 * HOUR_MS}`,
    });
  });
});

describe("bars that can't be true", () => {
  const spoiled = (row: number, change: Partial<Bar>) =>
    barColumns(soundBars(5).map((bar, i) => (i === row ? { ...bar, ...change } : bar)));

  it.each([
    { what: "a bar twice", change: { timeMs: START_MS + HOUR_MS }, code: "time_not_increasing" },
    { what: "a step back in time", change: { timeMs: START_MS }, code: "time_not_increasing" },
    { what: "a bar 1 ms late", change: { timeMs: START_MS + 2 * HOUR_MS + 1 }, code: "time_off_grid" },
    { what: "a high 0.5 below the close", change: { high: 102.5 }, code: "high_below_body" },
    { what: "a low 0.5 above the open", change: { low: 102.5 }, code: "low_above_body" },
    { what: "a high 0.5 below the open", change: { open: 104, high: 103.5 }, code: "high_below_body" },
    { what: "a low 0.5 above the close", change: { close: 101, low: 101.5 }, code: "low_above_body" },
    { what: "a close that is NaN", change: { close: NaN }, code: "price_invalid" },
    { what: "a high that is infinite", change: { high: Infinity }, code: "price_invalid" },
    { what: "a low of 0", change: { low: 0 }, code: "price_invalid" },
    { what: "a negative open", change: { open: -1 }, code: "price_invalid" },
    { what: "a negative volume", change: { volume: -1 }, code: "volume_invalid" },
    { what: "a volume that is NaN", change: { volume: NaN }, code: "volume_invalid" },
  ])("refuses $what and names file and row 2", async ({ change, code }) => {
    const store = await opened(await writeSet(spoiled(2, change)));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({
      code,
      file: "ohlcv/test-venue/AAAUSDT/1h.parquet",
      place: expect.stringContaining("row 2") as string,
    });
  });

  it("accepts a bar whose four prices are equal and whose volume is 0", async () => {
    const still = { open: 102, high: 102, low: 102, close: 102, volume: 0 };
    const store = await opened(await writeSet(spoiled(2, still)));
    expect((await store.bars("AAAUSDT")).close[2]).toBe(102);
  });

  it("refuses a file of 5 rows that the manifest says has 4", async () => {
    const store = await opened(await writeSet(spoiled(0, {}), { rows: 4, lastMs: START_MS + 3 * HOUR_MS }));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({ code: "rows_differ", expected: 4, found: 5 });
  });

  it("refuses a file that starts 1 hour after what the manifest says", async () => {
    const shifted = { firstMs: START_MS - HOUR_MS, lastMs: START_MS + 3 * HOUR_MS };
    const store = await opened(await writeSet(spoiled(0, {}), shifted));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({ code: "span_differs" });
  });

  it("refuses a file that ends 1 hour before what the manifest says", async () => {
    const late = { lastMs: START_MS + 5 * HOUR_MS, gaps: [{ fromMs: START_MS + 4 * HOUR_MS, missing: 1 }] };
    const store = await opened(await writeSet(spoiled(0, {}), late));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({ code: "span_differs" });
  });

  it("names the column a file lacks and those it has", async () => {
    const columns = spoiled(0, {}).filter((column) => column.name !== "low");
    const store = await opened(await writeSet(columns));
    await expect(store.bars("AAAUSDT")).rejects.toMatchObject({
      code: "column_missing",
      expected: "low",
      found: "open_time, open, high, close, volume",
    });
  });
});

describe("funding that can't be true", () => {
  const written = async (rate: readonly number[], mark: readonly (number | null)[]) => {
    const times = BigInt64Array.from(rate, (_, i) => BigInt(START_MS + i * 8 * HOUR_MS));
    const directory = await writeSet(
      [
        { name: "funding_time", data: times, type: "INT64", nullable: false },
        { name: "funding_rate", data: [...rate], type: "DOUBLE", nullable: false },
        { name: "mark_price", data: [...mark], type: "DOUBLE" },
      ],
      {
        kind: "funding",
        path: "funding/test-venue/AAAUSDT.parquet",
        timeframe: "8h",
        rows: rate.length,
        lastMs: START_MS + (rate.length - 1) * 8 * HOUR_MS,
      },
    );
    return (await opened(directory)).funding("AAAUSDT");
  };

  it("reads a mark that is not known as NaN, never as 0", async () => {
    const funding = await written([0.0001, -0.0002, 0.0003], [100.5, null, 101.5]);
    expect(funding?.markPrice).toEqual(Float64Array.of(100.5, NaN, 101.5));
    expect(funding?.rate).toEqual(Float64Array.of(0.0001, -0.0002, 0.0003));
  });

  it("refuses a rate of 1 (100 % in 8 hours) and a rate that is NaN", async () => {
    await expect(written([0.0001, 1], [100, 100])).rejects.toMatchObject({ code: "rate_invalid", found: 1 });
    await expect(written([NaN, 0.0001], [100, 100])).rejects.toMatchObject({ code: "rate_invalid" });
  });

  it("refuses a mark of 0", async () => {
    await expect(written([0.0001, 0.0001], [100, 0])).rejects.toMatchObject({ code: "price_invalid", found: 0 });
  });
});
