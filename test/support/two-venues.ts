import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "../../src/core/adapters/fs/node-files.js";
import { systemClock } from "../../src/core/adapters/system/clock.js";
import { type ExecutorFlags, runExecutor } from "../../src/core/app/executor-session.js";
import { root } from "../core/config/support.js";

const read = (name: string): unknown => JSON.parse(readFileSync(join(root, "config", name), "utf8")) as unknown;

interface Listed {
  readonly filters: { readonly step_size: string; readonly min_qty: string };
}

const { binance } = read("venues.json") as { binance: { instruments: Readonly<Record<string, Listed>> } };
const { strategies } = read("strategy_config.json") as { strategies: { id: string; params: object }[] };
const momentum = strategies.find(({ id }) => id === "momentum")!;
const swift = { ...momentum, id: "swift", label: "Swift", params: { ...momentum.params, fast: 5, slow: 15 } };
export const symbols = ["BTCUSDT", "ETHUSDT", "XRPUSDT", "LTCUSDT", "ADAUSDT"];
const entry = { strategy: "momentum", enabled: true, max_concurrent: 8, capacity_usd: null, symbols, tags: ["trend"] };

/** The same symbols at another venue: steps ten times as coarse, half the taker's fee and a dearer maker. */
export const okx = {
  ...binance,
  product: "okx-swap",
  fees: { maker_fee_bps: 2.5, taker_fee_bps: 5.5 },
  instruments: Object.fromEntries(
    symbols.map((symbol) => {
      const listed = binance.instruments[symbol]!;
      const step = String(Number(listed.filters.step_size) * 10);
      return [symbol, { ...listed, filters: { ...listed.filters, step_size: step, min_qty: step } }];
    }),
  ),
};

export const OUT = { fromMs: Date.parse("2024-02-06T04:00:00Z"), toMs: Date.parse("2024-02-07T16:00:00Z") };

/** Two accounts at one venue, one at the other that stands by for both. */
export const OVERRIDES = {
  "strategy_config.universe": symbols,
  "strategy_config.strategies": [...strategies, swift],
  "strategy_registry.strategies.momentum": entry,
  "strategy_registry.strategies.swift": entry,
  "venues.okx": okx,
  "accounts.accounts": [
    { id: "main", title: "Main", venue: "binance" },
    { id: "fast", title: "Fast", venue: "binance", paper_share: 0.3 },
    { id: "reserve", title: "Reserve", venue: "okx", paper_share: 0.3 },
  ],
  "accounts.routes": [{ strategies: ["swift"], account: "fast", standby: ["reserve"] }],
  "accounts.default_standby": ["reserve"],
  "runtime.paper.outages": [
    { venue: "binance", from: new Date(OUT.fromMs).toISOString(), to: new Date(OUT.toMs).toISOString() },
  ],
};

/** Eleven days of the three accounts in a state directory. */
export async function runTwoVenues(stateDirectory: string, flags: Partial<ExecutorFlags> = {}): Promise<string> {
  await runExecutor(
    {
      ...{ configDirectory: join(root, "config"), stateDirectory, mode: "paper", speed: null, maxCycles: null },
      ...{ fromMs: Date.parse("2024-02-01T00:00:00Z"), toMs: Date.parse("2024-02-12T00:00:00Z"), fresh: false },
      ...flags,
      overrides: { ...OVERRIDES, ...flags.overrides },
    },
    {
      ...{ files: nodeFiles, clock: systemClock, env: {}, stop: new AbortController().signal },
      ...{ onProgress: () => undefined, onEvent: () => undefined },
    },
  );
  return stateDirectory;
}
