import { gzipSync } from "node:zlib";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { openParquet } from "../../../../src/core/adapters/parquet/columns.js";
import { barColumns, HOUR_MS, soundBars, START_MS, toParquet } from "./temporary-set.js";

const BTC = fileURLToPath(new URL("../../../../research/data/ohlcv/binance-usdm/BTCUSDT/1h.parquet", import.meta.url));

describe("openParquet", () => {
  it("reads doubles bit for bit and INT64 as numbers, whatever the row groups and the range", async () => {
    const doubles = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 60 });
    const cuts = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(60), fc.nat(60));
    await fc.assert(
      fc.asyncProperty(doubles, cuts, async (values, [rowGroupSize, from, length]) => {
        const times = values.map((_, i) => START_MS + i * HOUR_MS);
        const columns = [
          { name: "t", data: BigInt64Array.from(times, BigInt), type: "INT64" as const, nullable: false },
          { name: "x", data: Float64Array.from(values), type: "DOUBLE" as const, nullable: false },
        ];
        const table = await openParquet(toParquet(columns, rowGroupSize), "any.parquet");
        const range = { start: Math.min(from, values.length), end: Math.min(from + length, values.length) };
        const read = await table.readColumns(["x", "t"], range);
        expect(read.x).toEqual(Float64Array.from(values.slice(range.start, range.end)));
        expect(read.t).toEqual(Float64Array.from(times.slice(range.start, range.end)));
      }),
      { numRuns: 60 },
    );
  });

  it("decodes only the row groups a range touches: rubbish in the first of 8 does not disturb the last", async () => {
    const sound = await readFile(BTC);
    const whole = await (await openParquet(sound, "sound.parquet")).readColumns(["close"]);
    const damaged = Uint8Array.from(sound).fill(0xff, 8, 20_000);
    const table = await openParquet(damaged, "damaged.parquet");
    expect(table.groupBounds("open_time")).toHaveLength(8);
    const last = await table.readColumns(["close"], { start: 17_000, end: 17_544 });
    expect(last.close).toEqual(whole.close.slice(17_000));
    await expect(table.readColumns(["close", "open"])).rejects.toMatchObject({ code: "parquet_invalid" });
  });

  it("knows the first and last hour of each of the 8 row groups of BTCUSDT from the footer", async () => {
    const bounds = (await openParquet(await readFile(BTC), "btc.parquet")).groupBounds("open_time");
    const expected = Array.from({ length: 8 }, (_, i) => {
      const start = i * 2_193;
      const end = start + 2_193;
      return { start, end, min: START_MS + start * HOUR_MS, max: START_MS + (end - 1) * HOUR_MS };
    });
    expect(bounds).toEqual(expected);
  });

  it("gives infinite bounds where the writer kept no statistics", async () => {
    const columns = barColumns(soundBars(5)).map((column) => ({ ...column, statistics: false }));
    const table = await openParquet(toParquet(columns), "bare.parquet");
    expect(table.groupBounds("open_time")).toEqual([{ start: 0, end: 5, min: -Infinity, max: Infinity }]);
  });

  it("reads other codecs too: 5 closes from GZIP", async () => {
    const columnData = barColumns(soundBars(5));
    const compressors = { GZIP: (bytes: Uint8Array) => gzipSync(bytes) };
    const bytes = new Uint8Array(parquetWriteBuffer({ columnData, codec: "GZIP", compressors }));
    const { close } = await (await openParquet(bytes, "zipped.parquet")).readColumns(["close"]);
    expect([...close]).toEqual([101, 102, 103, 104, 105]);
  });

  it("names the missing column and those the file has", async () => {
    const table = await openParquet(toParquet(barColumns(soundBars(5))), "five.parquet");
    await expect(table.readColumns(["vwap"])).rejects.toMatchObject({
      code: "column_missing",
      file: "five.parquet",
      expected: "vwap",
      found: "open_time, open, high, low, close, volume",
    });
  });

  it("refuses to make up rows: 10 asked of a file of 5", async () => {
    const table = await openParquet(toParquet(barColumns(soundBars(5))), "five.parquet");
    const failure = { code: "rows_differ", expected: 10, found: 5 };
    await expect(table.readColumns(["close"], { start: 0, end: 10 })).rejects.toMatchObject(failure);
  });

  it("refuses a column of text", async () => {
    const table = await openParquet(toParquet([{ name: "x", data: ["1.5"], type: "STRING" }]), "text.parquet");
    await expect(table.readColumns(["x"])).rejects.toMatchObject({ code: "column_not_numeric", found: "string" });
  });

  it("takes 2^53 - 1 and refuses 2^53, which a double can't tell from 2^53 + 1", async () => {
    const tableOf = (value: bigint) =>
      openParquet(toParquet([{ name: "x", data: [value], type: "INT64" }]), "x.parquet");
    expect((await (await tableOf(2n ** 53n - 1n)).readColumns(["x"])).x[0]).toBe(Number.MAX_SAFE_INTEGER);
    const refused = (await tableOf(2n ** 53n)).readColumns(["x"]);
    await expect(refused).rejects.toMatchObject({ code: "column_not_numeric", found: "9007199254740992" });
  });

  it.each([0, 1, 7, 12, 200_000])("refuses the first %i bytes of a file and names it", async (length) => {
    const cut = (await readFile(BTC)).subarray(0, length);
    const failure = { code: "parquet_invalid", file: "cut.parquet" };
    await expect(openParquet(cut, "cut.parquet")).rejects.toMatchObject(failure);
  });
});
