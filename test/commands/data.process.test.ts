import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const config = fileURLToPath(new URL("../../config", import.meta.url));
const HEADER = "date,open,high,low,close,volume";

function rowsOf(...closes: readonly string[]): string {
  return closes.map((close, hour) => `2024-01-01T0${String(hour)}:00Z,1,2,0.5,${close},10`).join("\n");
}

describe("hedge data", () => {
  const cwd = mkdtempSync(join(tmpdir(), "hedge-data-"));
  const data = (...args: readonly string[]) => hedge(cwd, ["data", ...args]);
  const csv = (name: string, ...closes: readonly string[]): string => {
    writeFileSync(join(cwd, name), `${HEADER}\n${rowsOf(...closes)}\n`);
    return name;
  };
  const series = ["--lake", "lake", "--venue", "test-venue", "--symbol", "AAAUSDT", "--timeframe", "1h"];

  it("imports 4 hours, drops them the second time, and refuses a fifth file that says something else, with both values", async () => {
    const first = await data("import", csv("a.csv", "1.1", "1.2", "1.3", "1.4"), ...series, "--json");
    expect(first).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: "hedge.data-import/1",
      mode: null,
      files: [{ file: "a.csv", rows: 4, checksum: "absent" }],
      series: [{ added: 4, duplicates: 0, rows: 4, first: "2024-01-01T00:00:00Z", gaps: 0 }],
    });
    const manifest = readFileSync(join(cwd, "lake", "manifest.json"), "utf8");
    const again = await data("import", "a.csv", ...series, "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ series: [{ added: 0, duplicates: 4 }] });
    expect(readFileSync(join(cwd, "lake", "manifest.json"), "utf8")).toBe(manifest);
    const other = await data("import", csv("b.csv", "1.1", "1.9", "1.3", "1.4"), ...series, "--json");
    expect([other.exitCode, JSON.parse(other.stdout)]).toMatchObject([
      3,
      { schema: "hedge.error/1", code: "rows_conflict" },
    ]);
    expect(other.stdout).toContain("2024-01-01T01:00:00Z close: there 1.2, in b.csv 1.9");
    const replaced = await data("import", "b.csv", ...series, "--replace", "--json");
    expect(JSON.parse(replaced.stdout)).toMatchObject({ series: [{ added: 0, replaced: 1, duplicates: 3 }] });
  });

  it("lists the lake, finds it sound, and answers a typo with the nearest symbol", async () => {
    const listed = await data("list", "--lake", "lake", "--json");
    expect(JSON.parse(listed.stdout)).toMatchObject({
      schema: "hedge.data/1",
      mode: null,
      directory: join(cwd, "lake"),
      series: [
        { kind: "ohlcv", venue: "test-venue", symbol: "AAAUSDT", timeframe: "1h", rows: 4, gaps: 0, missing: 0 },
      ],
    });
    expect(await data("verify", "--lake", "lake", "--json")).toMatchObject({ exitCode: 0 });
    const typo = await data("list", "--lake", "lake", "--symbol", "AABUSDT");
    expect([typo.exitCode, typo.stderr]).toEqual([2, expect.stringContaining("Did you mean AAAUSDT?")]);
  });

  it("says at import where bars are missing", async () => {
    const rows = rowsOf("1.1", "1.2", "1.3", "1.4", "1.5").split("\n");
    writeFileSync(join(cwd, "holed.csv"), `${HEADER}\n${[rows[0], rows[3], rows[4]].join("\n")}\n`);
    const place = ["--lake", "holed", "--venue", "test-venue", "--symbol", "BBBUSDT", "--timeframe", "1h"];
    const told = await data("import", "holed.csv", ...place, "--json");
    expect(JSON.parse(told.stdout)).toMatchObject({
      gaps: [{ series: "ohlcv BBBUSDT 1h", from: "2024-01-01T01:00:00Z", missing: 2 }],
    });
    const shown = await data("import", "holed.csv", ...place);
    expect(shown.stdout).toContain("ohlcv BBBUSDT 1h: 2 missing from 2024-01-01 01:00");
  });

  it("imports another lake by its manifest, and refuses a lake into itself and a symbol that it does not have with 2", async () => {
    const copied = JSON.parse((await data("import", "lake", "--lake", "copy", "--json")).stdout) as object;
    expect(copied).toMatchObject({
      files: [{ symbol: "AAAUSDT", venue: "test-venue", timeframe: "1h", rows: 4, checksum: "verified" }],
      series: [{ added: 4, duplicates: 0 }],
    });
    const itself = await data("import", "lake", "--lake", "lake");
    expect([itself.exitCode, itself.stderr]).toEqual([2, expect.stringContaining("lake is the lake itself")]);
    const other = await data("import", "lake", "--lake", "copy", "--symbol", "NOPE");
    expect([other.exitCode, other.stderr]).toEqual([2, expect.stringContaining("no series that the flags leave")]);
  });

  it("leaves verify with 4 when a bar of the file has no file of its own in the manifest", async () => {
    const stray = join(cwd, "lake", "stray.parquet");
    writeFileSync(stray, "");
    const { exitCode, stdout } = await data("verify", "--lake", "lake");
    expect([exitCode, stdout]).toEqual([4, expect.stringContaining("file unlisted  stray.parquet")]);
  });

  it("exports 2 hours as CSV that can be imported again, and 0 whole days with the reason", async () => {
    const wanted = ["--lake", "lake", "--symbol", "AAAUSDT", "--timeframe", "1h"];
    const span = ["--from", "2024-01-01T01:00Z", "--to", "2024-01-01T03:00Z"];
    const { exitCode } = await data("export", ...wanted, ...span, "--out", "out.csv");
    expect(exitCode).toBe(0);
    expect(readFileSync(join(cwd, "out.csv"), "utf8").split("\n")).toEqual([
      "open_time,open,high,low,close,volume",
      "1704070800000,1,2,0.5,1.9,10",
      "1704074400000,1,2,0.5,1.3,10",
      "",
    ]);
    const back = await data("import", "out.csv", ...series, "--json");
    expect(JSON.parse(back.stdout)).toMatchObject({ series: [{ added: 0, duplicates: 2 }] });
    const days = await data("export", "--lake", "lake", "--symbol", "AAAUSDT", "--timeframe", "1d", "--out", "d.csv");
    expect([days.exitCode, existsSync(join(cwd, "d.csv"))]).toEqual([2, false]);
    const twice = await data("export", ...wanted, "--out", "out.csv");
    expect([twice.exitCode, twice.stderr]).toEqual([2, expect.stringContaining("--force replaces it")]);
  });

  it("does not write to the data of the installation unless it is named", async () => {
    const { exitCode, stderr } = await data("import", "a.csv", "--config", config, ...series.slice(2));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("belongs to the installation")]);
  });
});
