import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { openTrialLedger } from "../../../../src/core/adapters/fs/trial-ledger.js";
import { backtest } from "../../../../src/core/app/backtest/backtest-commands.js";
import { findRun } from "../../../../src/core/app/backtest/find-run.js";
import { readRun } from "../../../../src/core/app/backtest/read-run.js";
import { runEventBacktest } from "../../../../src/core/app/backtest/run-event-backtest.js";
import { montecarlo } from "../../../../src/core/app/backtest/montecarlo/montecarlo-command.js";
import { requireConfig } from "../../../../src/core/app/load-config.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { sharpe } from "../../../../src/core/quant/sharpe.js";
import { trialKey } from "../../../../src/core/research/grade/trial-key.js";
import { backtestConfig } from "../../../../src/core/research/run/backtest-config.js";
import { returnsOf } from "../../../../src/core/research/run/run-evidence.js";
import { roundTrips } from "../../../../src/core/research/run/run-metrics.js";
import { studyConfig } from "../../../../src/core/research/study/study-config.js";
import { root } from "../../config/support.js";

const state = mkdtempSync(join(tmpdir(), "hedge-kernel-run-"));
afterAll(() => {
  rmSync(state, { recursive: true });
});
const config = join(root, "config");
const silent = { update: () => undefined, stop: () => undefined };
const span = { from: Date.parse("2023-06-01"), to: Date.parse("2023-08-01") };
const param = ["fast=10", "slow=40"];
const usual = { config, state, strategy: "momentum", symbols: "BTCUSDT", filters: true, param, ...span };
const evidenceOf = (id: string) => readRun(nodeFiles, `${state}/runs`, findRun(nodeFiles, `${state}/runs`, id));
const manual = (symbols: readonly string[]) =>
  openTrialLedger(nodeFiles, `${state}/runs/trials.jsonl`).runs(trialKey("momentum", symbols));

describe("hedge backtest run --engine kernel", () => {
  it("has the NAV of the event engine under the same rules after each of 1,464 bars, within 0.01 bps", async () => {
    const { document } = await backtest({ ...usual, engine: "kernel" }, silent);
    const base = requireConfig({ directory: config, env: {}, files: nodeFiles });
    const wish = { strategies: ["momentum"], symbols: ["BTCUSDT"], params: { fast: 10, slow: 40 } };
    const events = await runEventBacktest({
      config: studyConfig(backtestConfig(base, wish), { weight: 1 }),
      ...{ fromMs: span.from, toMs: span.to, filters: false, stop: new AbortController().signal },
      onProgress: () => undefined,
    });
    const { equity } = events.record;
    const { equity: kept, trades } = await evidenceOf(document.id);
    expect([...kept.atMs]).toEqual(equity.atMs);
    const worst = (a: ArrayLike<number>, b: readonly number[]): number =>
      Math.max(...b.map((value, row) => Math.abs((a[row] ?? Number.NaN) - value)));
    expect(worst(kept.nav, equity.nav) / 100_000).toBeLessThan(0.01 / 10_000);
    expect(worst(kept.exposure, equity.exposure)).toBeLessThan(1e-6);
    expect(worst(kept.fees, equity.fees)).toBeLessThan(1e-3);
    expect(worst(kept.takerUsd, equity.takerUsd)).toBeLessThan(1);
    expect(document).toMatchObject({
      engine: "kernel",
      bars: 1464,
      symbols: ["BTCUSDT"],
      params: { fast: 10, slow: 40 },
    });
    expect(document.metrics.trades).toBe(events.document.metrics.trades);
    expect(document.metrics.trades).toBeGreaterThan(20);
    expect(trades).toHaveLength(events.record.trades.length);
    const paid = trades.reduce((sum, { fees }) => sum + Number(fees), 0);
    // What is still held has paid its entry and is no trade.
    expect(paid / Number(document.metrics.fees)).toBeGreaterThan(0.95);
    expect(roundTrips(trades).reduce((sum, profit) => sum + profit, 0)).toBeCloseTo(
      roundTrips(events.record.trades).reduce((sum, profit) => sum + profit, 0),
      1,
    );
    expect(document.flags.join(" ")).toMatch(/--no-filters.*vetoes\.jsonl has no rows/);
    const page = readFileSync(`${state}/runs/${document.id}/report.md`, "utf8");
    expect(page).toMatch(/By market[\s\S]*BTCUSDT \| \d\d/);
    expect(page).toContain("Not kept by this engine: it reviews no order.");
    expect(page).not.toContain("No order was refused.");
  });

  it("gives the same id and bytes again, another id than the event engine, and a command that names it", async () => {
    const [one, two] = [
      await backtest({ ...usual, engine: "kernel" }, silent),
      await backtest({ ...usual, engine: "kernel" }, silent),
    ];
    expect(two.document).toEqual(one.document);
    const run = JSON.parse(readFileSync(join(one.directory, "run.json"), "utf8")) as { inputs: { command: string } };
    expect(run.inputs.command).toBe(
      "hedge backtest run --strategy momentum --from 2023-06-01T00:00:00Z --to 2023-08-01T00:00:00Z --engine kernel",
    );
    const { document } = await backtest({ ...usual, engine: "event", to: Date.parse("2023-06-05") }, silent);
    expect(document.inputsHash).not.toBe(one.document.inputsHash);
  });

  it("is resampled in blocks of 3 mean holdings, as a run of the event engine with the same trades is", async () => {
    const wish = {
      ...usual,
      strategy: "vol_target",
      param: ["horizons=[300]"],
      from: Date.parse("2023-03-01"),
      to: Date.parse("2023-12-01"),
    };
    const { document } = await backtest({ ...wish, engine: "kernel" }, silent);
    const { trades } = await evidenceOf(document.id);
    const hours = trades.map(({ openedAtMs, closedAtMs }) => (closedAtMs - openedAtMs) / 3_600_000);
    const mean = hours.reduce((sum, held) => sum + held, 0) / trades.length;
    expect(mean).toBeGreaterThan(56);
    const study = { state, paths: 20, seed: 1, workers: 1 };
    expect((await montecarlo(document.id, study)).document.block).toBe(Math.ceil(3 * mean));
    expect((await montecarlo(document.id, { ...study, block: 50 })).document.block).toBe(50);
  });

  it("refuses two strategies with 2, naming the way out", async () => {
    const failure: unknown = await backtest(
      { ...usual, param: [], strategy: "momentum,vol_target", engine: "kernel" },
      silent,
    ).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      code: "one_strategy",
      exitCode: 2,
      message: expect.stringContaining("--engine kernel runs one strategy") as string,
    });
  });
});

describe("the trial ledger", () => {
  it("counts each run once by its inputs, with the Sharpe ratio of its bars, and an idle one without a ratio", async () => {
    const eth = { ...usual, symbols: "ETHUSDT", engine: "kernel" };
    const first = await backtest(eth, silent);
    await backtest(eth, silent);
    const idle = await backtest({ ...eth, param: ["fast=10", "slow=41"], from: span.to - 3_600_000 }, silent);
    const [ran, quiet, ...more] = manual(["ETHUSDT"]);
    expect(more).toEqual([]);
    const ratio = sharpe(returnsOf(await evidenceOf(first.document.id)), 1);
    expect(ran).toMatchObject({ kind: "manual", runId: first.document.inputsHash, trials: 1, effectiveTrials: 1 });
    expect(ran).toMatchObject({ barMs: 3_600_000, sharpes: { count: 1, mean: ratio, squaredDeviations: 0 } });
    expect(quiet).toMatchObject({ runId: idle.document.inputsHash, trials: 1, sharpes: { count: 0, mean: 0 } });
  });

  it("counts runs of the event engine as well", async () => {
    const { document } = await backtest({ ...usual, symbols: "SOLUSDT", to: span.from + 5 * 86_400_000 }, silent);
    expect(manual(["SOLUSDT"])).toMatchObject([{ kind: "manual", runId: document.inputsHash, trials: 1 }]);
  });
});
