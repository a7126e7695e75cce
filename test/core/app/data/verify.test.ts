import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openLake } from "../../../../src/core/adapters/lake/open-lake.js";
import { encodeSeries } from "../../../../src/core/adapters/parquet/encode.js";
import type { DataFileEntry } from "../../../../src/core/adapters/parquet/manifest-schema.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { verifyLake } from "../../../../src/core/app/data/verify.js";
import { PACKAGE_ROOT } from "../../../../src/core/app/package-root.js";
import { type SeriesKey, seriesPath, type SeriesRows, timeframeMs } from "../../../../src/core/domain/data-series.js";
import { sha256Hex } from "../../../../src/core/lib/hash.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { resampledRows } from "../../../../src/core/ops/data/resample-rows.js";
import { HOUR_MS, JANUARY_2024_MS, temporaryPlace, writeAt } from "../../adapters/lake/import-lab.js";

const HOURS: SeriesKey = { kind: "ohlcv", venue: "test-venue", symbol: "AAAUSDT", timeframe: "1h" };
const CODES = ["open", "high", "low", "close", "volume"];

/** A thousand hours of a walk of 0.5 % an hour. */
function walk(count = 1_000): SeriesRows {
  const rng = createRng("walk");
  const timesMs = Float64Array.from({ length: count }, (_, row) => JANUARY_2024_MS + row * HOUR_MS);
  const close = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    close[row] = (close[row - 1] ?? 100) * (1 + (rng.next() - 0.5) / 100);
  }
  const open = close.map((value, row) => close[row - 1] ?? value);
  const high = close.map((value, row) => Math.max(value, open[row]!) * 1.001);
  const low = close.map((value, row) => Math.min(value, open[row]!) * 0.999);
  return { timesMs, values: [open, high, low, close, new Float64Array(count).fill(5)] };
}

/** Puts a series into a lake as it is, with a manifest that says what a careless writer would say of it. */
async function lakeWith(
  series: readonly (readonly [SeriesKey, SeriesRows, Partial<DataFileEntry>?])[],
): Promise<string> {
  const directory = temporaryPlace();
  const files = series.map(([key, rows, changes]) => {
    const bytes = encodeSeries(key.kind, rows);
    writeAt(directory, seriesPath(key), bytes);
    const [firstMs, lastMs] = [rows.timesMs[0]!, rows.timesMs.at(-1)!];
    const spanned = (lastMs - firstMs) / timeframeMs(key.timeframe) + 1;
    const missing = spanned - rows.timesMs.length;
    const gaps = missing === 0 ? [] : [{ fromMs: lastMs - HOUR_MS / 2, missing }];
    const proof = { sha256: sha256Hex(bytes), bytes: bytes.length, origin: "made" };
    return { ...key, path: seriesPath(key), rows: rows.timesMs.length, firstMs, lastMs, gaps, ...proof, ...changes };
  });
  writeAt(directory, "manifest.json", JSON.stringify({ schema: "hedge.data-manifest/1", notes: [], files }));
  return directory;
}

const verified = (lake: string) => verifyLake({ config: "", lake, onProgress: () => undefined });
const hourAt = (row: number): string => new Date(JANUARY_2024_MS + row * HOUR_MS).toISOString().replace(".000Z", "Z");

describe("a sound lake", () => {
  it("is the bundled one: 19 series without an error or a warning", async () => {
    const document = await verified(join(PACKAGE_ROOT, "research/data"));
    expect(document).toMatchObject({ ok: true, series: 19, rows: 256_581 });
  });

  it("is one whose gap the manifest has: the gap is told, and no problem", async () => {
    const rows = walk(50);
    const directory = temporaryPlace();
    const lake = await openLake(directory, nodeFiles, systemClock);
    const without = (column: Float64Array): Float64Array => column.filter((_, row) => row < 20 || row >= 23);
    await lake.put(HOURS, { timesMs: without(rows.timesMs), values: rows.values.map(without) }, "made");
    lake.close();
    const { ok, findings } = await verified(directory);
    expect([ok, findings]).toEqual([
      true,
      [expect.objectContaining({ severity: "info", code: "gap", row: 20, rows: 3, at: hourAt(20) })],
    ]);
  });
});

describe("a planted fault", () => {
  it.each([
    ["price_invalid", 3, -1, "error"],
    ["high_below_body", 1, 1, "error"],
    ["low_above_body", 2, 900, "error"],
    ["volume_invalid", 4, -2, "error"],
  ])("%s in column %i is found at row 700", async (code, column, value, severity) => {
    const rows = walk();
    rows.values[column]![700] = value;
    const { ok, findings } = await verified(await lakeWith([[HOURS, rows]]));
    expect(ok).toBe(false);
    const found = findings.filter((finding) => finding.severity === "error");
    expect(found).toMatchObject([{ code, row: 700, at: hourAt(700), severity, file: seriesPath(HOURS) }]);
    expect(found[0]?.message).toContain(CODES[column]!);
  });

  it("a time that comes twice and one that steps back are found at rows 10 and 20", async () => {
    const rows = walk(100);
    rows.timesMs[10] = rows.timesMs[9]!;
    rows.timesMs[20] = rows.timesMs[15]!;
    const { findings } = await verified(await lakeWith([[HOURS, rows]]));
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, row }) => [code, row])).toEqual([
      ["duplicate_time", 10],
      ["time_not_increasing", 20],
    ]);
  });

  it("a gap of 2 hours that the manifest does not have at its place is a warning at its first missing hour", async () => {
    const rows = walk(100);
    const without = (column: Float64Array): Float64Array => column.filter((_, row) => row !== 40 && row !== 41);
    const cut = { timesMs: without(rows.timesMs), values: rows.values.map(without) };
    const { findings } = await verified(await lakeWith([[HOURS, cut]]));
    expect(findings).toMatchObject([{ severity: "warning", code: "gap", row: 40, rows: 2, at: hourAt(40) }]);
  });

  it("5 hours without volume are a warning, unless the manifest declares them", async () => {
    const rows = walk(200);
    rows.values[4]!.fill(0, 60, 65);
    const found = await verified(await lakeWith([[HOURS, rows]]));
    expect([found.ok, found.findings]).toMatchObject([
      false,
      [{ severity: "warning", code: "zero_volume", row: 60, rows: 5 }],
    ]);
    const declared = [{ code: "zero_volume", fromMs: rows.timesMs[60]!, rows: 5, note: "the venue was down" }];
    const { ok, findings } = await verified(await lakeWith([[HOURS, rows, { declared }]]));
    expect([ok, findings]).toMatchObject([true, [{ severity: "info", declared: true }]]);
    expect(findings[0]?.message).toContain("the venue was down");
  });

  it("a close that is 30 % off for one hour is a spike; a crash of 30 % that stays is none", async () => {
    const rows = walk(400);
    for (const column of rows.values.slice(0, 4)) for (let row = 300; row < 400; row += 1) column[row]! *= 0.7;
    for (const column of [0, 1, 2, 3]) rows.values[column]![100]! *= 1.3;
    const { findings } = await verified(await lakeWith([[HOURS, rows]]));
    expect(findings.map(({ code, row, severity }) => [code, row, severity])).toEqual([["price_spike", 100, "warning"]]);
  });

  it("a file that is not the one of the manifest, or not there, or in no manifest, is named", async () => {
    const lake = await lakeWith([
      [HOURS, walk(10)],
      [{ ...HOURS, symbol: "BBBUSDT" }, walk(10), { path: "ohlcv/gone.parquet" }],
    ]);
    appendFileSync(join(lake, seriesPath(HOURS)), "x");
    writeAt(lake, "ohlcv/x.parquet.tmp", "torn");
    const { findings } = await verified(lake);
    expect(findings.map(({ severity, code, file }) => [severity, code, file])).toEqual([
      ["error", "bytes_differ", seriesPath(HOURS)],
      ["error", "file_missing", "ohlcv/gone.parquet"],
      ["warning", "file_unlisted", seriesPath({ ...HOURS, symbol: "BBBUSDT" })],
      ["info", "write_unfinished", "ohlcv/x.parquet.tmp"],
    ]);
  });

  it("a file with one flipped bit has another hash", async () => {
    const lake = await lakeWith([[HOURS, walk(10)]]);
    const path = join(lake, seriesPath(HOURS));
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    expect((await verified(lake)).findings).toMatchObject([{ severity: "error", code: "sha256_differs" }]);
  });
});

describe("series in different time zones", () => {
  const moved = (rows: SeriesRows, from: number, hours: number): SeriesRows => ({
    ...rows,
    timesMs: rows.timesMs.map((timeMs, row) => (row >= from ? timeMs + hours * HOUR_MS : timeMs)),
  });
  const MARKS: SeriesKey = { ...HOURS, kind: "mark" };
  const FOURS: SeriesKey = { ...HOURS, timeframe: "4h" };
  const asMarks = (rows: SeriesRows): SeriesRows => {
    return {
      timesMs: rows.timesMs,
      values: rows.values.slice(0, 4).map((column) => column.map((price) => price * 1.0001)),
    };
  };

  it.each([8, -5, 1])(
    "marks that are %i h off are found from their first row on, by the last prices",
    async (hours) => {
      const lake = await lakeWith([
        [HOURS, walk()],
        [MARKS, moved(asMarks(walk()), 0, hours)],
      ]);
      const { ok, findings } = await verified(lake);
      expect(ok).toBe(false);
      expect(findings).toHaveLength(1);
      expect(findings[0]).toMatchObject({ severity: "error", code: "time_shift" });
      expect(findings[0]?.rows).toBeGreaterThan(900);
      expect(findings[0]?.message).toMatch(new RegExp(` ${Math.abs(hours)} h (earlier|later)`));
    },
  );

  it("marks that slip by 3 h from row 600 on are found at the row", async () => {
    const lake = await lakeWith([
      [MARKS, moved(asMarks(walk()), 600, 3), { gaps: [{ fromMs: JANUARY_2024_MS + 600 * HOUR_MS, missing: 3 }] }],
      [HOURS, walk()],
    ]);
    const shifts = (await verified(lake)).findings.filter(({ code }) => code === "time_shift");
    expect(shifts).toMatchObject([{ file: seriesPath(MARKS), row: 600, at: hourAt(603) }]);
  });

  it("4-hour bars that do not close with the hours they are made of are found; those that do are not", async () => {
    const hours = walk();
    const fours = resampledRows(hours, HOUR_MS, 4 * HOUR_MS).rows;
    expect(
      (
        await verified(
          await lakeWith([
            [HOURS, hours],
            [FOURS, fours],
          ]),
        )
      ).findings,
    ).toEqual([]);
    const { findings } = await verified(
      await lakeWith([
        [HOURS, hours],
        [FOURS, moved(fours, 0, 4)],
      ]),
    );
    expect(findings).toMatchObject([{ code: "time_shift", file: seriesPath(FOURS), row: 0 }]);
  });

  it("of three series the one that differs from both others is named", async () => {
    const other: SeriesKey = { ...HOURS, venue: "other-venue" };
    const lake = await lakeWith([
      [HOURS, moved(walk(), 0, 2)],
      [MARKS, asMarks(walk())],
      [other, walk()],
    ]);
    const { findings } = await verified(lake);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set([seriesPath(HOURS)]));
    expect(findings).toHaveLength(2);
  });
});
