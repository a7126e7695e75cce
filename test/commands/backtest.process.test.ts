import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-sweep-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const config = join(import.meta.dirname, "../../config");
const SPAN = ["--from", "2023-06-01", "--to", "2023-12-01"];
const GRID = ["--grid", "fast=5:20:5", "--grid", "slow=30:60:10"];

async function sweep(state: string, ...words: readonly string[]) {
  const all = ["backtest", "sweep", "--strategy", "momentum", "--config", config, "--state", join(cwd, state)];
  const { exitCode, stdout, stderr } = await hedge(cwd, [...all, ...SPAN, ...words, "--json"]);
  return { exitCode, stderr, document: JSON.parse(stdout) as Record<string, unknown> };
}

describe("hedge backtest sweep", () => {
  it("prints exactly the documented keys, and the same rows and bytes from one worker and from two", async () => {
    const one = await sweep("one", "--symbols", "BTCUSDT", ...GRID, "--workers", "1", "--verify", "1");
    const two = await sweep("two", "--symbols", "BTCUSDT", ...GRID, "--workers", "2", "--top", "3");
    expect([one.exitCode, two.exitCode]).toEqual([0, 0]);
    expect(Object.keys(one.document)).toEqual([
      ...["schema", "mode", "id", "inputsHash", "combinations", "bars", "barEvaluations", "elapsedMs"],
      ...["barEvaluationsPerSecond", "peakRssBytes", "workers", "driver", "top", "overfitting", "verified", "files"],
    ]);
    expect(Object.keys(one.document["overfitting"] as object)).toEqual([
      ...["trials", "effectiveTrials", "deflatedSharpe", "probabilityOfBacktestOverfitting"],
      ...["minimumTrackRecordYears", "plateau"],
    ]);
    expect(one.document).toMatchObject({ schema: "hedge.sweep/1", combinations: 16, driver: "local" });
    expect(two.document["inputsHash"]).toBe(one.document["inputsHash"]);
    expect(two.document["top"]).toEqual((one.document["top"] as unknown[]).slice(0, 3));
    const [verified] = one.document["verified"] as readonly { readonly differenceBps: number }[];
    expect(Math.abs(verified?.differenceBps ?? Number.NaN)).toBeLessThan(0.01);
    const bytes = (state: string): Buffer =>
      readFileSync(join(cwd, state, "runs", String(one.document["id"]), "results.parquet"));
    expect(bytes("two").equals(bytes("one"))).toBe(true);
  });

  it("says in the table, on stderr under --json and in sweep.json what the flags of an event backtest say of the data", async () => {
    const alone = [
      "--symbols",
      "BTCUSDT",
      "--strategy",
      "momentum",
      "--config",
      config,
      "--from",
      "2023-06-01",
      "--to",
      "2023-07-01",
    ];
    const event = await hedge(cwd, [
      "backtest",
      "run",
      ...alone,
      "--no-filters",
      "--state",
      join(cwd, "event"),
      "--json",
    ]);
    const kernel = await hedge(cwd, [
      "backtest",
      "run",
      ...alone,
      "--engine",
      "kernel",
      "--state",
      join(cwd, "event"),
      "--json",
    ]);
    const flagsOf = (text: string) => (JSON.parse(text) as { flags: readonly string[] }).flags;
    const ofData = flagsOf(event.stdout).filter((flag) => /order book|survivorship|Funding stamps|No mark/.test(flag));
    expect(ofData).toHaveLength(2);
    expect(flagsOf(kernel.stdout)).toEqual(expect.arrayContaining(ofData));
    const { document, stderr } = await sweep("told", "--symbols", "BTCUSDT", "--grid", "fast=5,10");
    const kept = readFileSync(join(cwd, "told", "runs", String(document["id"]), "sweep.json"), "utf8");
    expect((JSON.parse(kept) as { dataNotes: readonly string[] }).dataNotes).toEqual(expect.arrayContaining(ofData));
    for (const note of ofData) expect(stderr).toContain(note);
    const again = ["backtest", "sweep", ...alone, "--grid", "fast=5,10", "--state", join(cwd, "told"), "--notes"];
    expect((await hedge(cwd, again)).stdout.replace(/\s+/g, " ")).toContain("survivorship-biased");
  });

  it("counts the trials of earlier sweeps on the same market, and a repeated one once", async () => {
    const trials = async (...words: readonly string[]): Promise<unknown> => {
      const { document } = await sweep("ledger", "--symbols", "ETHUSDT", ...words);
      return (document["overfitting"] as { trials: number }).trials;
    };
    expect(await trials("--grid", "fast=5,10", "--grid", "slow=30,40,50")).toBe(6);
    expect(await trials("--grid", "fast=5,10", "--grid", "slow=30,40,50")).toBe(6);
    expect(await trials("--grid", "fast=7", "--grid", "slow=30,40")).toBe(8);
  });

  it.each([
    [["--grid", "fats=3"], "unknown_param", "did you mean fast?"],
    [["--grid", "fast=50", "--grid", "slow=20"], "empty_sweep", "fast must be below slow"],
    [["--grid", "fast=5", "--metric", "sharp"], "unknown_metric", "did you mean sharpe?"],
    [["--grid", "fast=5:1:1"], "bad_grid", "--grid fast=5:60:1"],
    [["--grid", "fast=5", "--search", "random"], "bad_search", "--samples 500"],
  ])("refuses %j with exit 2: %s", async (words, code, fix) => {
    const { exitCode, document } = await sweep("bad", "--symbols", "BTCUSDT", ...words);
    expect([exitCode, document["code"], String(document["fix"]).includes(fix)]).toEqual([2, code, true]);
  });
});
