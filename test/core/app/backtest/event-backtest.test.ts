import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import { backtest, backtestRuns, parseParams } from "../../../../src/core/app/backtest/backtest-commands.js";
import type { RunDocument } from "../../../../src/core/research/run/run-document.js";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../../../src/core/adapters/system/clock.js";
import { runExecutor } from "../../../../src/core/app/executor-session.js";
import { Failure } from "../../../../src/core/lib/failure.js";
import { root } from "../../config/support.js";

const directory = mkdtempSync(join(tmpdir(), "hedge-backtest-"));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const config = join(root, "config");
const silent = { update: () => undefined, stop: () => undefined };
const span = { from: Date.parse("2024-02-01"), to: Date.parse("2024-02-15") };
const usual = { config, state: directory, strategy: "momentum", filters: true, ...span };
const filesOf = (run: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(run, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [file, readFileSync(file, "latin1")]),
  );

describe("hedge backtest run", () => {
  it("comes to the NAV of a paper session over the same 14 days, to the last digit, and keeps all of it", async () => {
    const { document, directory: kept, exitCode } = await backtest(usual, silent);
    const session = await runExecutor(
      {
        configDirectory: config,
        stateDirectory: join(directory, "session"),
        mode: "paper",
        fromMs: span.from,
        toMs: span.to,
        speed: null,
        maxCycles: null,
        fresh: false,
      },
      {
        files: nodeFiles,
        clock: systemClock,
        env: {},
        stop: new AbortController().signal,
        onProgress: () => undefined,
        onEvent: () => undefined,
      },
    );
    expect(exitCode).toBe(0);
    const { navStart, navEnd, fees, funding, bars } = session.summary;
    expect(document.metrics).toMatchObject({ totalReturn: Number(navEnd) / Number(navStart) - 1, fees, funding });
    expect(document.bars).toBe(bars);
    const equity = await tableOf(join(kept, document.files.equity));
    expect(equity).toHaveLength(14 * 24);
    expect(equity.at(-1)).toMatchObject({ at_ms: BigInt(span.to), nav: Number(navEnd) });
    const trades = await tableOf(join(kept, document.files.trades));
    expect([trades.length, document.metrics.trades]).toEqual([session.extras.trades, session.extras.trades]);
    expect(readFileSync(join(kept, document.files.report), "utf8")).toContain(document.inputsHash);
    expect(backtestRuns(directory).items.map(({ id }) => id)).toEqual([document.id]);
  }, 60_000);

  it("has one id for the same inputs and the same bytes in every file, another id for any other input", async () => {
    const short = { ...usual, symbols: "BTCUSDT", to: Date.parse("2024-02-04") };
    const first = await backtest(short, silent);
    const bytes = filesOf(first.directory);
    const second = await backtest(short, silent);
    expect([second.document, filesOf(second.directory)]).toEqual([first.document, bytes]);
    expect(Object.keys(bytes).length).toBe(13);
    const again = { ...usual, state: join(directory, "again"), config: join(first.directory, "config") };
    const remade = await backtest({ ...again, to: short.to }, silent);
    expect(remade.document).toEqual(first.document);
    const others: RunDocument[] = [];
    for (const change of [
      { param: ["fast=19"] },
      { symbols: "ETHUSDT" },
      { to: Date.parse("2024-02-05") },
      { filters: false },
    ]) {
      others.push((await backtest({ ...short, ...change }, silent)).document);
    }
    expect(new Set([first.document, ...others].map(({ id }) => id)).size).toBe(5);
    expect(others[0]?.params).toMatchObject({ fast: 19, slow: 50 });
    expect(others[3]?.flags.join(" ")).toContain("Without the venue's filters");
  }, 60_000);

  it("runs a pair strategy that is not registered, with both markets of each pair", async () => {
    const wish = {
      ...usual,
      strategy: "relative_value",
      to: Date.parse("2024-02-03"),
      param: ['pairs=[["ETHUSDT","BTCUSDT"]]'],
    };
    const { document } = await backtest(wish, silent);
    expect([document.strategy, document.symbols]).toEqual(["relative_value", ["BTCUSDT", "ETHUSDT"]]);
  }, 60_000);

  it.each([
    [{ strategy: "momentun" }, 'there is no strategy "momentun"', "did you mean momentum?"],
    [{ symbols: "BTCUSD" }, 'there is no symbol "BTCUSD"', "did you mean BTCUSDT?"],
    [{ param: ["fats=3"] }, 'there is no param "fats"', "did you mean fast?"],
    [{ param: ["fast=80"] }, "--param fast: must be below slow (50)", "docs/STRATEGIES.md"],
    [{ param: ["fast"] }, "--param fast is not of the form name=value", "--param fast=20"],
    [{ param: ["fast=3", "fast=4"] }, "gives fast a second time", "once"],
    [{ strategy: "relative_value", symbols: "BTCUSDT" }, "which trades pairs", "Name the pairs"],
    [{ strategy: "momentum,vol_target", param: ["fast=3"] }, "--param is for one strategy", "Name one strategy"],
  ])("refuses %j with exit 2: %s", async (change, message, fix) => {
    const refusal = await backtest({ ...usual, ...change }, silent).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(Failure);
    const { exitCode, message: said, place } = refusal as Failure;
    expect([exitCode, said.includes(message), place.fix?.includes(fix)]).toEqual([2, true, true]);
  });
});

describe("--param", () => {
  it("reads numbers, words that JSON knows, lists, and everything else as text", () => {
    expect(parseParams(["a=1.5", "b=null", "c=[1,2]", "d=up", "e=a=b"])).toEqual({
      a: 1.5,
      b: null,
      c: [1, 2],
      d: "up",
      e: "a=b",
    });
  });
});

async function tableOf(file: string): Promise<readonly Record<string, unknown>[]> {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return parquetReadObjects({ file: buffer });
}
