import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openColumnCache } from "../../../../src/core/adapters/lake/column-cache.js";
import { openColumnSource } from "../../../../src/core/adapters/lake/column-source.js";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { barColumns, soundBars, writeSet } from "../parquet/temporary-set.js";
import { temporaryPlace, writeAt } from "./import-lab.js";

const SHA = "ab".repeat(32);
const PLACE = { venue: "test-venue", timeframe: "1h" } as const;

async function sampleSource(bars = 5) {
  const directory = await writeSet(barColumns(soundBars(bars)));
  const cacheDirectory = temporaryPlace();
  const open = () => openColumnSource({ directory, cacheDirectory, ...PLACE });
  const cached = (): string =>
    join(
      cacheDirectory,
      readdirSync(cacheDirectory).find((name) => name.endsWith(".f64"))!,
    );
  return { directory, cacheDirectory, open, cached };
}

describe("the column cache", () => {
  it("gives back every double bit for bit, NaN and -0 too", () => {
    const cache = openColumnCache(temporaryPlace());
    const columns = [Float64Array.of(1, NaN, -0), Float64Array.of(5e-324, Infinity, 2 ** 53)];
    cache.put(SHA, columns);
    expect(cache.get(SHA)?.columns).toEqual(columns);
    expect(cache.get("cd".repeat(32))).toBeNull();
  });

  it.each([
    ["cut short by one byte", (bytes: Buffer) => bytes.subarray(0, -1)],
    ["longer by eight bytes", (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(8)])],
    ["empty", () => Buffer.alloc(0)],
    [
      "all zero behind its header, as after a power cut",
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(bytes.length - 64)]),
    ],
    ["changed in one bit of a price", (bytes: Buffer) => (bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100), bytes)],
    ["of another version", (bytes: Buffer) => (bytes.writeUInt32LE(2, 8), bytes)],
    ["of another file", (bytes: Buffer) => (bytes.writeUInt8(0, 40), bytes)],
  ])("takes a file that is %s for none", (_what, spoil) => {
    const directory = temporaryPlace();
    const cache = openColumnCache(directory);
    cache.put(SHA, [Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)]);
    const path = join(directory, `${SHA}.f64`);
    writeFileSync(path, spoil(readFileSync(path)));
    expect(cache.get(SHA)).toBeNull();
  });

  it("answers all the same where nothing can be written", () => {
    const blocked = writeAt(temporaryPlace(), "file", "no folder");
    const cache = openColumnCache(join(blocked, "below"));
    expect(cache.put(SHA, [Float64Array.of(1)]).columns).toEqual([Float64Array.of(1)]);
    expect(cache.get(SHA)).toBeNull();
  });
});

describe("the source of columns", () => {
  it("gives cold and warm what the bar store gives, in one shared buffer", async () => {
    const { directory, open } = await sampleSource();
    const stored = await (await openBarStore({ directory, ...PLACE })).bars("AAAUSDT");
    for (const round of ["cold", "warm"]) {
      const { buffer, ...bars } = await (await open()).columns("AAAUSDT");
      expect([round, bars]).toEqual([round, stored]);
      expect(buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(bars.close.buffer).toBe(buffer);
    }
  });

  it("reads no Parquet once it is warm, and reads it again when the cached file is torn", async () => {
    const { directory, open, cached } = await sampleSource();
    await (await open()).columns("AAAUSDT");
    rmSync(join(directory, "ohlcv"), { recursive: true });
    expect((await (await open()).columns("AAAUSDT")).close.at(-1)).toBe(105);
    truncateSync(cached(), 100);
    await expect((await open()).columns("AAAUSDT")).rejects.toMatchObject({ code: "file_missing" });
  });

  it("looks at the manifest anew when a byte of it has changed", async () => {
    const { directory, open } = await sampleSource();
    await (await open()).columns("AAAUSDT");
    const path = join(directory, "manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"rows":5', '"rows":6'));
    await expect(open()).rejects.toMatchObject({ code: "manifest_invalid" });
  });

  it("names the symbols there are for one there is not, and has no marks and no funding where there are none", async () => {
    const source = await (await sampleSource()).open();
    await expect(source.columns("BBBUSDT")).rejects.toMatchObject({ code: "series_unknown", expected: "AAAUSDT" });
    expect([await source.marks("AAAUSDT"), await source.funding("AAAUSDT")]).toEqual([null, null]);
  });
});
