import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../../src/core/adapters/fs/node-files.js";
import { openLake } from "../../../src/core/adapters/lake/open-lake.js";
import { systemClock } from "../../../src/core/adapters/system/clock.js";
import { auditMarket } from "../../../src/core/app/audit-market.js";
import { admissions } from "../../../src/core/app/admission.js";
import { openRecordedData } from "../../../src/core/app/recorded-data.js";
import { rehearse } from "../../../src/core/app/rehearsal.js";
import { openSessionData } from "../../../src/core/app/session-data.js";
import { planOver } from "../../../src/core/app/session-plan.js";
import type { Config } from "../../../src/core/config/config-files.js";
import type { SeriesRows, Timeframe } from "../../../src/core/domain/data-series.js";
import type { JournalEvent } from "../../../src/core/domain/event.js";
import { apply } from "../../../src/core/engine/apply.js";
import { bodyOf } from "../../../src/core/engine/replay.js";
import { createEngineState, type EngineState } from "../../../src/core/engine/state.js";
import { Failure } from "../../../src/core/lib/failure.js";
import { DAY_MS, HOUR_MS } from "../../../src/core/lib/time.js";
import type { BarSeries } from "../../../src/core/ports/bar-store.js";
import { engineConfig } from "../../support/engine-session.js";
import { ofType } from "../../support/engine-story.js";

const QUARTER_MS = HOUR_MS / 4;
const BEGIN_MS = Date.parse("2024-01-01");
const DAYS = 70;
const SPAN = { fromMs: BEGIN_MS + 45 * DAY_MS, toMs: BEGIN_MS + DAYS * DAY_MS };
const SYMBOLS = ["BTCUSDT", "ETHUSDT"];
const lakes = mkdtempSync(join(tmpdir(), "quarter-hours-"));
afterAll(() => {
  rmSync(lakes, { recursive: true });
});

/** Recorded hours told as if each had lasted a quarter of one: real shapes at a pace of four. */
function hastened({ open, high, low, close, volume }: BarSeries): SeriesRows {
  const count = DAYS * 96;
  const timesMs = Float64Array.from({ length: count }, (_, i) => BEGIN_MS + i * QUARTER_MS);
  return { timesMs, values: [open, high, low, close, volume].map((column) => column.slice(0, count)) };
}

/** The same prices as hours. */
function asHours({ timesMs, values }: SeriesRows): SeriesRows {
  const hours = timesMs.length / 4;
  const [open, high, low, close, volume] = values.map((column): number[] => [...column]);
  const each = (fold: (from: number) => number): Float64Array =>
    Float64Array.from({ length: hours }, (_, i) => fold(4 * i));
  const part = (column: number[], at: number): number[] => column.slice(at, at + 4);
  const columns = [
    each((at) => open![at]!),
    each((at) => Math.max(...part(high!, at))),
    each((at) => Math.min(...part(low!, at))),
    each((at) => close![at + 3]!),
    each((at) => part(volume!, at).reduce((sum, one) => sum + one, 0)),
  ];
  return { timesMs: each((at) => timesMs[at]!), values: columns };
}

function configOf(smartMoney: Timeframe | null, changes: Readonly<Record<string, unknown>> = {}): Config {
  const entry = { enabled: true, max_concurrent: 2 };
  const of = { max_nav_pct: 1, max_leverage: 1 };
  const momentum = { id: "momentum", timeframe: "1h", params: { max_bars: 3 }, ...of };
  const smart = { id: "smart_money", timeframe: smartMoney, params: { max_bars: 8 }, ...of };
  return engineConfig({
    "runtime.paper.data_directory": join(lakes, smartMoney === "15m" ? "15m" : "1h"),
    "strategy_config.universe": SYMBOLS,
    "strategy_config.strategies": smartMoney === null ? [momentum] : [momentum, smart],
    "strategy_registry.strategies": {
      momentum: { strategy: "momentum", symbols: ["BTCUSDT"], ...entry },
      ...(smartMoney === null ? {} : { smart_money: { strategy: "smart_money", symbols: ["ETHUSDT"], ...entry } }),
    },
    ...changes,
  });
}

async function played(config: Config): Promise<{ events: JournalEvent[]; state: EngineState }> {
  const events: JournalEvent[] = [];
  const plan = await planOver(config, SPAN, { files: nodeFiles, store: await openSessionData(config) });
  const state = await rehearse(plan, { onEvent: (event) => void events.push(event), onProgress: () => undefined });
  const again = createEngineState("paper");
  for (const event of events) apply(again, bodyOf(event), plan.context);
  expect(again.portfolio.nav).toEqual(state.portfolio.nav);
  return { events, state };
}

beforeAll(async () => {
  const recorded = await openRecordedData("research/data");
  for (const timeframe of ["15m", "1h"] as const) {
    const lake = await openLake(join(lakes, timeframe), nodeFiles, systemClock);
    for (const symbol of SYMBOLS) {
      const quarters = hastened(await recorded.bars(symbol));
      const key = { kind: "ohlcv", venue: "binance-usdm", symbol, timeframe } as const;
      await lake.put(key, timeframe === "15m" ? quarters : asHours(quarters), "made by the test");
    }
    lake.close();
  }
}, 60_000);

describe("smart_money on bars of 15 minutes", () => {
  it("opens at quarter hours and closes by age after 8 of its bars, while momentum beside it stays with hours", async () => {
    const { events, state } = await played(configOf("15m"));
    const bars = ofType(events, "market.bars");
    expect(new Set(bars.map(({ barMs }) => barMs))).toEqual(new Set([QUARTER_MS]));
    const orders = ofType(events, "cycle.decided").flatMap((cycle) =>
      cycle.orders.map((order) => ({ ...order, cycle })),
    );
    const opened = (strategy: string) =>
      orders.filter((order) => order.strategy === strategy && order.purpose === "open").map(({ cycle }) => cycle.atMs);
    expect(opened("smart_money").length).toBeGreaterThan(10);
    expect(opened("smart_money").filter((atMs) => atMs % HOUR_MS !== 0).length).toBeGreaterThan(5);
    expect(opened("momentum").length).toBeGreaterThan(10);
    expect(opened("momentum").every((atMs) => atMs % HOUR_MS === 0)).toBe(true);
    const ages = (strategy: string) =>
      orders
        .filter((order) => order.strategy === strategy)
        .flatMap(({ reasons }) => reasons.filter((reason) => reason.startsWith("max_bars")));
    // Ages are told in bars of the session: 8 of 15 minutes, 3 of an hour.
    expect(new Set(ages("smart_money"))).toEqual(new Set(["max_bars: held 8"]));
    expect(new Set(ages("momentum"))).toEqual(new Set(["max_bars: held 12"]));

    const alone = await played(configOf(null));
    expect(state.features).toEqual(alone.state.features);
    const { folded } = state.strategies["momentum:BTCUSDT"] as { readonly folded: unknown };
    expect(folded).toEqual(alone.state.strategies["momentum:BTCUSDT"]);
  }, 120_000);

  it("passes truncation and warm-up of admission on them", async () => {
    const [found] = await admissions({ config: configOf("15m"), strategy: "smart_money", symbol: null });
    expect(found).toMatchObject({ strategy: "smart_money" });
    expect(found?.failed.filter((test) => test === "truncation" || test === "warmup")).toEqual([]);
  }, 60_000);

  it("is refused by name where the recorded data has hours alone", async () => {
    const config = configOf("15m", { "runtime.paper.data_directory": "research/data" });
    const opened = await openSessionData(config).catch((error: unknown) => error);
    if (!(opened instanceof Failure)) throw new Error("a Failure was expected");
    expect([opened.code, opened.exitCode]).toEqual(["bars_missing", 3]);
    expect(opened.message).toMatch(/^bars of 15m are set, but .*data has none of BTCUSDT, ETHUSDT$/);
    expect(opened.place).toMatchObject({
      file: "strategy_config.json",
      path: "strategies.smart_money.timeframe",
      value: "15m",
    });
    expect(opened.place.fix).toContain("hedge data download --symbol BTCUSDT --timeframe 15m");
  });

  it("is one finding of the config audit there, and none where the data has them", async () => {
    const refused = await auditMarket(configOf("15m", { "runtime.paper.data_directory": "research/data" }));
    expect(refused.prices).toEqual({});
    expect(refused.unreadable).toMatchObject({ code: "bars_missing", path: "strategies.smart_money.timeframe" });
    const found = await auditMarket(configOf("15m"));
    expect([Object.keys(found.prices), found.unreadable]).toEqual([SYMBOLS, undefined]);
  });
});
