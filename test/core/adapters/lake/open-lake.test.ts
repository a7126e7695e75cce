import * as nodeFs from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFiles, type FileSystem, nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openLake } from "../../../../src/core/adapters/lake/open-lake.js";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import type { SeriesKey, SeriesRows } from "../../../../src/core/domain/data-series.js";
import { HOUR_MS, JANUARY_2024_MS, temporaryPlace } from "./import-lab.js";

const KEY: SeriesKey = { kind: "ohlcv", venue: "test-venue", symbol: "AAAUSDT", timeframe: "1h" };

function flatBars(count: number, price: number): SeriesRows {
  const column = (value: number): Float64Array => new Float64Array(count).fill(value);
  const timesMs = Float64Array.from({ length: count }, (_, i) => JANUARY_2024_MS + i * HOUR_MS);
  return { timesMs, values: [column(price), column(price), column(price), column(price), column(1)] };
}

const open = (directory: string, files = nodeFiles) => openLake(directory, files, systemClock);

describe("a lake that is written to", () => {
  it("keeps 3 bars that the readers of sessions find, with a gap of 2 in the manifest", async () => {
    const directory = join(temporaryPlace(), "lake");
    const lake = await open(directory);
    const rows = flatBars(3, 7);
    rows.timesMs[2] = JANUARY_2024_MS + 4 * HOUR_MS;
    const entry = await lake.put(KEY, rows, "a.csv");
    lake.close();
    expect(entry).toMatchObject({ path: "ohlcv/test-venue/AAAUSDT/1h.parquet", rows: 3, origin: "a.csv" });
    const store = await openBarStore({ directory, venue: "test-venue", timeframe: "1h" });
    expect(store.gaps("AAAUSDT")).toEqual([{ fromMs: JANUARY_2024_MS + 2 * HOUR_MS, missing: 2 }]);
    expect((await store.bars("AAAUSDT")).close).toEqual(new Float64Array(3).fill(7));
  });

  it("keeps a mark price that is not known as a null that reads back as NaN", async () => {
    const lake = await open(temporaryPlace());
    const key: SeriesKey = { ...KEY, kind: "funding", timeframe: "8h" };
    const values = [Float64Array.of(0.0001, -0.0002), Float64Array.of(NaN, 42_000)];
    await lake.put(key, { timesMs: Float64Array.of(0, 8 * HOUR_MS), values }, "made");
    expect((await lake.read(key))?.values).toEqual(values);
    lake.close();
  });

  it.each([
    { ...KEY, symbol: "btcusdt" },
    { ...KEY, venue: "../../evil" },
  ])("refuses the name in $venue $symbol before it writes a byte, and stays what it was", async (odd) => {
    const directory = join(temporaryPlace(), "lake");
    const lake = await open(directory);
    await lake.put(KEY, flatBars(3, 7), "a.csv");
    const before = nodeFs.readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
    const manifest = nodeFs.readFileSync(join(directory, "manifest.json"), "utf8");
    await expect(lake.put(odd, flatBars(3, 7), "b.csv")).rejects.toMatchObject({ code: "manifest_invalid" });
    lake.close();
    expect(nodeFs.readdirSync(directory, { recursive: true, encoding: "utf8" }).sort()).toEqual(before);
    expect(nodeFs.readFileSync(join(directory, "manifest.json"), "utf8")).toBe(manifest);
  });

  it("is closed to a second writer until the first has finished", async () => {
    const directory = temporaryPlace();
    const first = await open(directory);
    await expect(open(directory)).rejects.toMatchObject({ code: "lock_held", exitCode: 8 });
    first.close();
    (await open(directory)).close();
  });

  it("refuses to build on a file that somebody changed", async () => {
    const directory = temporaryPlace();
    const lake = await open(directory);
    const { path } = await lake.put(KEY, flatBars(2, 1), "a.csv");
    nodeFs.appendFileSync(join(directory, path), "x");
    await expect(lake.read(KEY)).rejects.toMatchObject({ code: "bytes_differ" });
    lake.close();
  });

  it("is the old or the new one after a death at any of its system calls, and can be written to again", async () => {
    const [before, after] = [flatBars(4, 1), flatBars(6, 2)];
    const ends = new Set<number>();
    let deaths = 0;
    for (let calls = 0; ; calls += 1) {
      const directory = temporaryPlace();
      const begun = await open(directory);
      await begun.put(KEY, before, "before");
      begun.close();
      const dying = await open(directory, createFiles(dyingAfter(calls)));
      const died = await dying.put(KEY, after, "after").then(
        () => false,
        () => true,
      );
      dying.close();
      const again = await open(directory);
      const rows = await again.read(KEY);
      expect([4, 6]).toContain(rows?.timesMs.length);
      expect(rows).toEqual(rows?.timesMs.length === 4 ? before : after);
      ends.add(rows?.timesMs.length ?? 0);
      await again.put(KEY, flatBars(8, 3), "again");
      expect((await again.read(KEY))?.timesMs).toHaveLength(8);
      again.close();
      if (!died) break;
      deaths += 1;
    }
    expect(ends).toEqual(new Set([4, 6]));
    expect(deaths).toBeGreaterThan(15);
  });
});

/** System calls of which the first `calls` work; from then on, as after a death, none does anything. */
function dyingAfter(calls: number): FileSystem {
  let left = -1;
  return new Proxy(nodeFs, {
    get: (target, name) => {
      const call: unknown = Reflect.get(target, name);
      if (typeof call !== "function") return call;
      return (...args: readonly unknown[]): unknown => {
        // The opening itself takes calls; a put begins with the folder of its file.
        if (name === "mkdirSync" && String(args[0]).includes("ohlcv")) left = calls;
        if (left === 0) throw new Error("died");
        if (left > 0) left -= 1;
        return Reflect.apply(call, target, args) as unknown;
      };
    },
  });
}
