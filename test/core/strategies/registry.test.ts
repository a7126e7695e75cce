import { describe, expect, it } from "vitest";
import { strategyRegistrySchema, strategySettingsSchema } from "../../../src/core/strategies/policy.js";
import { bindStrategies, settingsById, STRATEGIES } from "../../../src/core/strategies/registry.js";
import { randomBars } from "../../support/samples/bars.js";

const entry = { strategy: "momentum", enabled: true, max_concurrent: 4, symbols: ["BTCUSDT", "ETHUSDT"] };
const registry = strategyRegistrySchema.parse({
  strategies: { momentum: entry, slow_one: { ...entry, symbols: ["SOLUSDT"] }, off: { ...entry, enabled: false } },
});
const settings = (id: string, params: object) =>
  strategySettingsSchema.parse({ id, timeframe: "1h", max_nav_pct: 0.5, max_leverage: 2, params });
const config = { strategies: [settings("momentum", {}), settings("slow_one", { fast: 40, slow: 100 })] };

describe("the registry", () => {
  it("has each definition once", () => {
    expect(new Set(STRATEGIES.map((definition) => definition.id)).size).toBe(STRATEGIES.length);
  });

  it("binds the 2 enabled of 3 strategies in order, each to its own parameters", () => {
    const bound = bindStrategies(registry, config);
    expect(bound.map((strategy) => [strategy.id, strategy.symbols.length, strategy.warmupBars])).toEqual([
      ["momentum", 2, 741],
      ["slow_one", 1, 1482],
    ]);
  });

  it("names the setting behind a drop from the file on", () => {
    const [, slow] = bindStrategies(registry, config);
    const state = slow!.create();
    for (const bar of randomBars({ seed: 1, count: 3 })) slow!.next(state, bar);
    expect(slow!.signal(state, "flat")).toMatchObject({
      reason: "warmup",
      detail: { measured: 3, limit: 1482, setting: "strategy_config.strategies.slow_one.params.slow" },
    });
  });

  it("refuses an enabled strategy without settings, and one that nobody wrote", () => {
    expect(() => bindStrategies(registry, { strategies: [config.strategies[0]!] })).toThrow("slow_one");
    const unknown = strategyRegistrySchema.parse({ strategies: { momentum: { ...entry, strategy: "momentun" } } });
    expect(() => bindStrategies(unknown, config)).toThrow("momentun");
  });

  it("finds settings by id", () => {
    expect(settingsById(config)["slow_one"]?.params).toEqual({ fast: 40, slow: 100 });
  });
});

describe("the registry file", () => {
  it("refuses an id that is not its key, a symbol named twice, and an unknown key", () => {
    const parse = (change: object) =>
      strategyRegistrySchema.safeParse({ strategies: { momentum: { ...entry, ...change } } }).error?.issues[0];
    expect(parse({ id: "other" })).toMatchObject({ path: ["strategies", "momentum", "id"] });
    expect(parse({ symbols: ["BTCUSDT", "BTCUSDT"] })).toMatchObject({ path: ["strategies", "momentum", "symbols"] });
    expect(parse({ modul: "x" })).toMatchObject({ code: "unrecognized_keys", keys: ["modul"] });
    expect(parse({ id: "momentum" })).toBeUndefined();
  });

  it("refuses max_nav_pct 5 in the settings, and opens in quiet, normal and half in hot unless told otherwise", () => {
    const given = { id: "momentum", timeframe: "1h", max_nav_pct: 5, max_leverage: 2 };
    expect(strategySettingsSchema.safeParse(given).error?.issues[0]).toMatchObject({ path: ["max_nav_pct"] });
    expect(strategySettingsSchema.parse({ ...given, max_nav_pct: 0.05 })).toMatchObject({
      volatility_buckets: { quiet: 1, normal: 1, hot: 0.5 },
      allowed_trends: null,
      params: {},
    });
  });
});
