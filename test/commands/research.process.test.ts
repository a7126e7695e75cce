import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hedge } from "./hedge.js";

const cwd = mkdtempSync(join(tmpdir(), "hedge-research-"));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});
const state = join(cwd, "state");
const PLACE = ["--config", join(import.meta.dirname, "../../config"), "--state", state];
const SPAN = ["--symbols", "BTCUSDT", "--from", "2023-06-01", "--to", "2023-07-21"];
const MONEY = ["--metric", "totalReturn", "--folds", "3"];
const WALK = [
  "walkforward",
  "--strategy",
  "momentum",
  "--grid",
  "fast=5,10",
  "--grid",
  "slow=30,60",
  ...MONEY,
  ...SPAN,
];

type Tree = Record<string, unknown>;
async function ask(...words: readonly string[]): Promise<{ exitCode: number | undefined; stdout: string; tree: Tree }> {
  const { exitCode, stdout } = await hedge(cwd, ["backtest", ...words, ...PLACE, "--json"]);
  return { exitCode, stdout, tree: JSON.parse(stdout) as Tree };
}
const kept = (id: unknown, file: string): Buffer => readFileSync(join(state, "runs", String(id), file));

let walked: Tree;
beforeAll(async () => {
  walked = (await ask(...WALK, "--workers", "2")).tree;
}, 120_000);

describe("hedge backtest walkforward", () => {
  it("chooses on train, tests what follows without a gap, and keeps a run of the tests alone", () => {
    const folds = walked["folds"] as readonly { train: Tree; test: Tree; params: Tree; tested: Tree }[];
    const purged = Number((walked["windows"] as Tree)["purgeBars"]) * 3_600_000;
    expect([walked["schema"], folds.length, walked["combinations"], purged > 0]).toEqual([
      "hedge.walkforward/1",
      3,
      4,
      true,
    ]);
    folds.forEach(({ train, test }, at) => {
      expect(Date.parse(String(test["from"])) - Date.parse(String(train["to"]))).toBe(purged);
      expect(test["from"]).toBe(at === 0 ? walked["from"] : folds[at - 1]?.test["to"]);
    });
    const growth = folds.reduce((all, { tested }) => all * (1 + Number(tested["totalReturn"])), 1);
    expect(growth - 1).toBeCloseTo(Number((walked["metrics"] as Tree)["totalReturn"]), 12);
    const run = JSON.parse(kept(walked["id"], "run.json").toString()) as Tree;
    expect(run).toMatchObject({ schema: "hedge.backtest/1", metrics: walked["metrics"], from: walked["from"] });
    const [ledger = ""] = readFileSync(join(state, "runs", "trials.jsonl"), "utf8").split("\n");
    expect(JSON.parse(ledger)).toMatchObject({ kind: "walkforward", trials: 12, runId: walked["inputsHash"] });
  });

  it("comes to the same bytes with one worker, from its own folder, by the command that the folder names", async () => {
    const before = readdirSync(join(state, "runs", String(walked["id"]))).filter((name) => name.includes("."));
    const bytes = before.map((name) => kept(walked["id"], name));
    const { inputs } = JSON.parse(kept(walked["id"], "run.json").toString()) as { inputs: { command: string } };
    const words = inputs.command.split(" ").slice(1);
    const config = join(state, "runs", String(walked["id"]), "config");
    const again = await hedge(cwd, [...words, "--config", config, "--state", state, "--workers", "1", "--json"]);
    expect([again.exitCode, (JSON.parse(again.stdout) as Tree)["id"]]).toEqual([0, walked["id"]]);
    expect(before.filter((name, at) => !kept(walked["id"], name).equals(bytes[at]!))).toEqual([]);
  });

  it.each([
    [["--metric", "sharpe"], "no_metric", "--metric totalReturn"],
    [["--purge", "5000"], "too_few_bars", "smaller --purge"],
  ])("refuses %j with exit 2: %s", async (words, code, fix) => {
    const all = WALK.filter((word) => !["--metric", "totalReturn", "--folds", "3"].includes(word));
    const { exitCode, tree } = await ask(...all, ...words);
    expect([exitCode, tree["code"], String(tree["fix"]).includes(fix)]).toEqual([2, code, true]);
  });
});

describe("hedge backtest montecarlo", () => {
  it("prints exactly the documented keys and the same bytes from one worker and from two; another seed, other paths", async () => {
    const study = (...words: readonly string[]) => ask("montecarlo", "latest", "--paths", "2000", ...words);
    const one = await study("--workers", "1");
    const two = await study("--workers", "2");
    const other = await study("--seed", "2");
    expect(Object.keys(one.tree)).toEqual([
      ...["schema", "mode", "run", "paths", "block", "seed", "quantiles", "probabilityOfLoss", "probabilityOfRuin"],
    ]);
    expect(Object.keys(one.tree["quantiles"] as Tree)).toEqual(["finalReturn", "maxDrawdown", "sharpe"]);
    expect(one.tree).toMatchObject({ schema: "hedge.montecarlo/1", run: walked["id"], paths: 2_000, seed: 1 });
    expect(one.tree["block"]).toBeGreaterThanOrEqual(168);
    expect(two.stdout).toBe(one.stdout);
    expect(other.tree["quantiles"]).not.toEqual(one.tree["quantiles"]);
  });

  it("says of a sweep's winner that selection is ignored, and of a sweep how to make a run of it", async () => {
    const grid = ["--grid", "fast=10", "--grid", "slow=40"];
    const sweep = await ask("sweep", "--strategy", "momentum", ...grid, ...SPAN);
    await ask("run", "--strategy", "momentum", "--param", "fast=10", "--param", "slow=40", ...SPAN);
    const { stderr } = await hedge(cwd, ["backtest", "montecarlo", "latest", "--paths", "50", ...PLACE, "--json"]);
    expect(stderr).toContain("ignores selection");
    const { exitCode, tree } = await ask("montecarlo", String(sweep.tree["id"]));
    expect([exitCode, tree["code"]]).toEqual([2, "unknown_run"]);
    expect(tree["fix"]).toContain("--param fast=10 --param slow=40");
  });
});

describe("hedge backtest report, compare and list", () => {
  it("write a page that asks for nothing, with the figures of the run, and CSV with a row for each bar and trade", async () => {
    const { tree } = await ask("report", String(walked["id"]), "--csv");
    const files = tree["files"] as Record<string, string>;
    const html = readFileSync(files["html"]!, "utf8");
    expect(html.replace(/"data:[^"]*"/g, "")).not.toMatch(/https?:|<script/i);
    const { totalReturn, trades } = walked["metrics"] as { totalReturn: number; trades: number };
    expect(html).toContain(`${Math.abs(totalReturn * 100).toFixed(2)}\u00a0%</dd>`);
    expect(readFileSync(files["markdown"]!, "utf8")).toContain("| Round trips |");
    const lines = (file: string): number => readFileSync(file, "utf8").trimEnd().split("\n").length - 1;
    expect([lines(files["equityCsv"]!), lines(files["tradesCsv"]!)]).toEqual([walked["bars"], trades]);
    expect((tree["factors"] as Tree)["beta"]).not.toBeUndefined();
  });

  it("set runs side by side in 80 columns, with correlation 1 on the diagonal, and name all kinds", async () => {
    const { tree: list } = await ask("list");
    const items = list["items"] as readonly { id: string; schema: string; inputs?: { kind: string } }[];
    expect(items.map(({ schema, inputs }) => inputs?.kind ?? schema).sort()).toEqual([
      "hedge.sweep/1",
      "run",
      "walkforward",
    ]);
    const ids = items.filter(({ inputs }) => inputs !== undefined).map(({ id }) => id);
    const { tree } = await ask("compare", ...ids);
    const common = tree["common"] as { correlation: readonly number[][]; bars: number };
    expect([common.correlation[0]?.[0], common.correlation[1]?.[1], common.bars]).toEqual([1, 1, walked["bars"]]);
    const page = join(cwd, "page.html");
    const { stdout } = await hedge(cwd, ["backtest", "compare", ...ids, ...PLACE, "--out", page]);
    expect(stdout.split("\n").filter((line) => line.length > 80 && !line.includes(cwd))).toEqual([]);
    expect(readFileSync(page, "utf8")).toContain("2 runs compared");
    const alone = await ask("compare", ids[0]!);
    expect([alone.exitCode, alone.tree["code"]]).toEqual([2, "bad_runs"]);
  });
});
