import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { recoverBooks } from "../../src/core/app/operator/recover-books.js";
import { type ConfiguringEvent, isConfiguring } from "../../src/core/domain/configuring-event.js";
import type { JournalEvent } from "../../src/core/domain/event.js";
import { root } from "../core/config/support.js";
import { journalLines } from "../support/crash-books.js";
import { started } from "../support/snapshot-lab.js";
import { differences } from "./support/session-problems.js";
import { rising, StoryMarket } from "./support/story-market.js";
import { until, VenueLab } from "./support/venue-lab.js";

type Tree = Record<string, unknown>;

const launcher = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const folder = mkdtempSync(join(tmpdir(), "hedge-reloaded-"));
const [config, state] = [join(folder, "config"), join(folder, "state")];

let market: StoryMarket;
let venue: VenueLab;

beforeAll(async () => {
  cpSync(join(root, "config"), config, { recursive: true });
  edit("strategy_config.json", (tree) => ({ ...tree, universe: SYMBOLS }));
  market = new StoryMarket({ symbols: SYMBOLS, path: rising, funding: "none" });
  venue = await VenueLab.open({ store: market.store, symbols: SYMBOLS, speed: 3_600 });
});
afterAll(async () => {
  await venue.close();
  rmSync(folder, { recursive: true, force: true });
});

function edit(file: string, change: (tree: Tree) => Tree): void {
  const path = join(config, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as Tree)));
}

function hedge(...words: readonly string[]) {
  const { url, wsUrl, apiKey, apiSecret } = venue.server;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HEDGE_SHARED_DIR: folder,
    ENV: "testnet",
    BINANCE_API_KEY: apiKey,
    BINANCE_API_SECRET: apiSecret,
    HEDGE__VENUES__BINANCE__TESTNET__REST: url,
    HEDGE__VENUES__BINANCE__TESTNET__WS: wsUrl,
    HEDGE__STRATEGY_REGISTRY__STRATEGIES__MOMENTUM__SYMBOLS: JSON.stringify(SYMBOLS),
    HEDGE__RUNTIME__JOURNAL__SEGMENT_BYTES: "65536",
    HEDGE__RUNTIME__LIVE__RECONCILE_SECONDS: "2",
  };
  const all = [launcher, ...words, "--state", state, "--json"];
  return execa(process.execPath, all, { env, extendEnv: false, reject: false, cwd: folder, timeout: 180_000 });
}

const executor = () => hedge("executor", "--mode", "testnet", "--config", config);
const linesWith = (...texts: readonly string[]): readonly string[] =>
  (existsSync(join(state, "journal")) ? journalLines(state) : []).filter((line) =>
    texts.every((text) => line.includes(text)),
  );

const configurations = (): readonly ConfiguringEvent[] =>
  journalLines(state).flatMap((line) => {
    const event = JSON.parse(line) as JournalEvent;
    return isConfiguring(event) ? [event] : [];
  });

/** Both sides of it: what the venue holds, and how many whole-position stops work there. */
async function held(): Promise<readonly [number, number]> {
  const { positions, algos } = await venue.witness();
  const stops = algos.filter(({ algoStatus, closePosition }) => algoStatus === "NEW" && closePosition);
  return [[...positions.values()].filter((qty) => Number(qty) !== 0).length, stops.length];
}

async function untilHeld(count: number): Promise<void> {
  for (let looks = 0; looks < 600; looks += 1) {
    const [positions, stops] = await held();
    if (positions === count && stops === count) return;
    await sleep(100);
  }
  throw new Error(`not ${String(count)} positions with a stop each within 60 s: ${JSON.stringify(await held())}`);
}

it("a testnet session takes a limit by SIGHUP, is killed with two positions, and starts from a snapshot under that limit, with the stop that filled meanwhile in its books", async () => {
  const first = executor();
  await untilHeld(2);
  edit("risk_limits.json", (tree) => ({ ...tree, global: { ...(tree["global"] as Tree), max_leverage: 2 } }));
  first.kill("SIGHUP");
  await until(() => linesWith('"type":"config.reloaded"').length === 1, "config.reloaded", 60_000);
  expect(JSON.parse(linesWith('"type":"config.reloaded"')[0]!)).toMatchObject({
    changes: [{ path: "risk_limits.global.max_leverage", before: 3, after: 2, effect: "tightens" }],
    refused: [],
  });
  first.kill("SIGKILL");
  await first;

  const compacted = await hedge("journal", "compact");
  expect(compacted.exitCode, compacted.stdout).toBe(0);
  const { snapshotSeq, seq } = started(state, "testnet");
  expect(snapshotSeq).toBeGreaterThan(1_000);
  expect(snapshotSeq).toBeLessThan(seq);
  market.crash("ETHUSDT", venue.market.time.nowMs());
  await untilHeld(1);

  const known = linesWith('"type":"order.filled"').length;
  const second = executor();
  await until(() => linesWith('"type":"order.filled"').length > known, "the stop that filled meanwhile", 60_000);
  second.kill("SIGTERM");
  const { exitCode, stderr } = await second;
  expect(exitCode, stderr).toBe(143);
  expect(await differences({ state: recoverBooks(state, nodeFiles).state, venue })).toEqual([]);
  // A pace that was measured otherwise is told again, under the same hash: what the venue made of the files is kept.
  const [begun, reloaded, ...others] = configurations();
  const { risk_limits } = reloaded!.config as Tree;
  expect(reloaded!.config).toEqual({ ...(begun!.config as Tree), risk_limits });
  expect(others.map(({ configHash }) => configHash)).toEqual(others.map(() => reloaded!.configHash));
  const limits = await hedge("risk", "show");
  expect(limits.stdout).toMatch(/"rule":"R05","scope":"account:main"[^}]*"limit":2,/);
  const replayed = await hedge("replay", "--assert");
  expect(replayed.exitCode, replayed.stdout).toBe(0);
}, 240_000);
