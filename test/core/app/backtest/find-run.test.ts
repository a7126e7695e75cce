import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { findRun, sweepWonBy } from "../../../../src/core/app/backtest/find-run.js";
import { readRun } from "../../../../src/core/app/backtest/read-run.js";
import { listSweeps, unreadableRuns, writeRun } from "../../../../src/core/app/backtest/run-store.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { dec } from "../../../../src/core/lib/decimal.js";
import { equityTable, type RunTable, tradesTable } from "../../../../src/core/research/run/run-tables.js";
import { sampleRun } from "../../research/report/sample-run.js";

const runs = mkdtempSync(join(tmpdir(), "hedge-runs-"));
afterAll(() => {
  rmSync(runs, { recursive: true });
});

const evidence = sampleRun([0.01, -0.02, 0.03], "momentum-aa11");
const trade = {
  ...{
    intentId: "i",
    groupId: "g",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    direction: "long" as const,
  },
  ...{ openedAtMs: 1, closedAtMs: 2, realizedPnl: dec("0.10000001"), fees: dec("0.02"), funding: dec("-0.003") },
  exitPurpose: "stop",
};
function keep(id: string, params: Readonly<Record<string, unknown>> = { fast: 20 }): void {
  const { atMs, nav, exposure, fees, takerUsd } = evidence.equity;
  const columns = [atMs, nav, exposure, fees, takerUsd].map((column) => Array.from(column));
  const [at = [], values = [], gross = [], paid = [], taker = []] = columns;
  const equity = equityTable({ atMs: at, nav: values, exposure: gross, fees: paid, takerUsd: taker });
  const contents = new Map<string, RunTable | string>([
    ["equity.parquet", equity],
    ["trades.parquet", tradesTable([trade])],
    ["vetoes.jsonl", '{"primary":"R12"}\n{"primary":"R02"}\n{"primary":"R12"}\n'],
  ]);
  writeRun(nodeFiles, runs, { ...evidence.run, id, params }, contents);
}
keep("momentum-aa11");
keep("momentum-ab22");
keep("momentum-walkforward-cc33");
nodeFiles.makeDirectory(join(runs, "momentum-sweep-dd44"));
const sweep = {
  ...{ schema: "hedge.sweep/1", id: "momentum-sweep-dd44", combinations: 2 },
  top: [{ params: { fast: 20 } }, { params: { fast: 5 } }],
};
nodeFiles.replace(join(runs, "momentum-sweep-dd44", "sweep.json"), JSON.stringify(sweep));

const refusal = (wanted: string): Failure => {
  try {
    findRun(nodeFiles, runs, wanted);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error(`${wanted} was found`);
};

describe("RUN of a command", () => {
  it("is an id, the beginning of one id alone, or the run that was kept last", () => {
    const found = ["momentum-aa11", "momentum-ab", "momentum-walk", "latest"].map(
      (name) => findRun(nodeFiles, runs, name).id,
    );
    expect(found).toEqual(["momentum-aa11", "momentum-ab22", "momentum-walkforward-cc33", "momentum-walkforward-cc33"]);
  });

  it.each([
    ["momentum-a", '"momentum-a" begins 2 runs', "known: momentum-aa11, momentum-ab22"],
    ["momentum-aa12", 'there is no run "momentum-aa12"', "did you mean momentum-aa11?"],
    ["", 'there is no run ""', "known: momentum-aa11"],
    ["momentum-sweep", "momentum-sweep-dd44 is a sweep", "hedge backtest run --strategy momentum --param fast=20"],
  ])("refuses %j with exit 2: %s", (wanted, message, fix) => {
    const { exitCode, code, message: said, place } = refusal(wanted);
    expect([exitCode, code]).toEqual([2, "unknown_run"]);
    expect(said).toContain(message);
    expect(place.fix).toContain(fix);
  });

  it("of a folder without runs says how to make one", () => {
    expect(() => findRun(nodeFiles, join(runs, "nowhere"), "latest")).toThrow('there is no run "latest"');
  });
});

describe("the winner of a sweep", () => {
  it("is a run of its best row's parameters, not of its second, and never a walk-forward run", () => {
    const sweeps = listSweeps(nodeFiles, runs);
    const won = (params: Readonly<Record<string, unknown>>, kind: "run" | "walkforward" = "run") =>
      sweepWonBy({ ...evidence.run, params, inputs: { ...evidence.run.inputs, kind } }, sweeps)?.id ?? null;
    expect([won({ fast: 20, slow: 50 }), won({ fast: 5 }), won({ fast: 20 }, "walkforward")]).toEqual([
      ...["momentum-sweep-dd44", null, null],
    ]);
  });
});

describe("what a folder says", () => {
  it("is what was written: bars to the bit, money to the last digit, vetoes by rule", async () => {
    const read = await readRun(nodeFiles, runs, findRun(nodeFiles, runs, "momentum-aa11"));
    expect(read.equity).toEqual(evidence.equity);
    const { account: _account, ...recorded } = trade;
    expect(read.trades).toEqual([recorded]);
    expect(Object.fromEntries(read.vetoes)).toEqual({ R12: 2, R02: 1 });
  });

  it("does not hide the others where it is broken: its file is named, the rest is listed", () => {
    nodeFiles.makeDirectory(join(runs, "momentum-sweep-ff66"));
    nodeFiles.replace(join(runs, "momentum-sweep-ff66", "sweep.json"), '{"schema":"hedge.swe');
    expect(listSweeps(nodeFiles, runs).map(({ id }) => id)).toEqual(["momentum-sweep-dd44"]);
    expect(unreadableRuns(nodeFiles, runs).map(({ message }) => message)).toEqual([
      `${runs}/momentum-sweep-ff66/sweep.json is no document of a sweep`,
    ]);
    expect(findRun(nodeFiles, runs, "momentum-aa11").id).toBe("momentum-aa11");
    nodeFiles.remove(join(runs, "momentum-sweep-ff66"));
  });

  it("is refused where a file is missing, and where its document is of another kind", async () => {
    keep("momentum-ee55");
    const run = findRun(nodeFiles, runs, "momentum-ee55");
    nodeFiles.remove(join(runs, "momentum-ee55", "trades.parquet"));
    await expect(readRun(nodeFiles, runs, run)).rejects.toThrow("trades.parquet is missing");
    nodeFiles.replace(join(runs, "momentum-ee55", "run.json"), "{}");
    expect(refusal("momentum-ee55")).toMatchObject({ code: "run_invalid", exitCode: 3 });
    expect(refusal("momentum-ee55").message).toContain("is no document of a run of this version");
    nodeFiles.remove(join(runs, "momentum-ee55", "run.json"));
  });
});
