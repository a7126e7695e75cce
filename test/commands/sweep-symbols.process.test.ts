import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openParquet } from "../../src/core/adapters/parquet/columns.js";
import { readTexts } from "../../src/core/adapters/parquet/read-texts.js";
import { hedge } from "./hedge.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-sweep-symbols-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const config = ["--config", join(import.meta.dirname, "../../config")];
const GRID = ["--grid", "fast=5:20:5", "--grid", "slow=30:60:10"];
const SYMBOLS = ["--grid", "symbol=ETHUSDT,BTCUSDT"];
const SPAN = ["--from", "2023-06-01", "--to", "2023-12-01"];

type Row = { readonly params: Readonly<Record<string, unknown>>; readonly metrics: { readonly totalReturn: number } };

async function sweep(state: string, ...words: readonly string[]) {
  const all = ["backtest", "sweep", ...config, "--state", join(cwd, state), ...words, "--json"];
  const { exitCode, stdout } = await hedge(cwd, all);
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> };
}
const momentum = (state: string, ...words: readonly string[]) =>
  sweep(state, "--strategy", "momentum", ...SPAN, ...GRID, ...words);
const results = (state: string, id: unknown): Uint8Array =>
  readFileSync(join(cwd, state, "runs", String(id), "results.parquet"));

describe("hedge backtest sweep --grid symbol=ETHUSDT,BTCUSDT", () => {
  it("has the rows of a sweep of each market alone, under both names, counts all trials, and --verify agrees", async () => {
    const both = await momentum("one", ...SYMBOLS, "--verify", "2", "--workers", "1", "--top", "32");
    expect(both.exitCode).toBe(0);
    expect(both.document).toMatchObject({ combinations: 32, overfitting: { trials: 32 } });
    const rows = both.document["top"] as readonly Row[];
    expect(Object.keys(rows[0]!.params)).toEqual(["symbol", "fast", "slow"]);
    for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
      const alone = await momentum(symbol, "--symbols", symbol, "--top", "32");
      const same = rows.filter(({ params }) => params["symbol"] === symbol);
      expect(same.map(({ params: { symbol: _, ...params }, metrics }) => ({ params, metrics }))).toEqual(
        alone.document["top"],
      );
      expect(both.document["bars"]).toBe(alone.document["bars"]);
    }
    const verified = both.document["verified"] as readonly { differenceBps: number }[];
    expect(verified.map(({ differenceBps }) => Math.abs(differenceBps) < 0.01)).toEqual([true, true]);
    const bytes = results("one", both.document["id"]);
    const { symbol } = await readTexts(bytes, "results", ["symbol"]);
    expect([symbol.length, symbol[0], symbol[31]]).toEqual([32, "ETHUSDT", "BTCUSDT"]);
    expect((await (await openParquet(bytes, "results")).readColumns(["fast"])).fast[4]).toBe(10);
  });

  it("gives the same bytes on two workers and from two shards, and goes on with --resume", async () => {
    const two = await momentum("two", ...SYMBOLS, "--workers", "2");
    const first = await momentum("shards", ...SYMBOLS, "--driver", "static", "--shard", "1/2");
    expect(first.document["schema"]).toBe("hedge.sweep-share/1");
    const resumed = await sweep("shards", "--resume", String(first.document["id"]), "--verify", "1");
    expect(resumed.document["top"]).toEqual(two.document["top"]);
    const id = two.document["id"];
    expect(Buffer.compare(results("shards", id), results("two", id))).toBe(0);
  });

  it.each([
    [["--symbols", "BTCUSDT", ...SYMBOLS], "bad_symbols"],
    [["--grid", "symbol=BTCUSDT,ETCUSD"], "unknown_symbol"],
    [["--grid", "symbol=BTCUSDT,BTCUSDT"], "bad_grid"],
  ])("refuses %j with exit 2: %s", async (words, code) => {
    const { exitCode, document } = await momentum("bad", ...words);
    expect([exitCode, document["code"]]).toEqual([2, code]);
  });
});
