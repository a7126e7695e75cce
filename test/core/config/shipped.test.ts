import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { composePolicies } from "../../../src/core/config/compose-policies.js";
import { loadConfig } from "../../../src/core/config/load.js";
import { renderConfigSchemas } from "../../../src/core/config/render-schemas.js";
import { maintenanceMarginUsd } from "../../../src/core/domain/instrument.js";
import { STRATEGIES } from "../../../src/core/strategies/registry.js";
import { changedTexts, diskFiles, loaded, root, shippedTexts } from "./support.js";

const SYMBOLS = ["BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "LINK", "DOT", "ATOM", "LTC"].map(
  (base) => `${base}USDT`,
);

describe("shipped configuration", () => {
  test("loads from disk without a problem and trades 11 perpetuals with 100,000 USDT at 2 and 5 bps", () => {
    const directory = join(root, "config");
    const result = loadConfig({ directory, env: {}, files: diskFiles, strategies: STRATEGIES, dotEnvPath: null });
    expect(result.ok ? [] : result.error).toEqual([]);
    const config = loaded(shippedTexts());
    expect(config.runtime.paper.start_nav_usdt).toBe(100_000);
    expect(config.strategy_registry.strategies["momentum"]?.symbols).toEqual(SYMBOLS);
    expect(config.venues["binance"]?.fees).toEqual({ maker_fee_bps: 2, taker_fee_bps: 5 });
  });

  test("every file carries $schema, and it names a schema that exists", () => {
    for (const [name, text] of Object.entries(shippedTexts())) {
      const { $schema } = JSON.parse(text) as { $schema: string };
      expect($schema).toBe(`./schema/${name.slice("config/".length, -".json".length)}.schema.json`);
      expect(JSON.parse(readFileSync(join(root, "config", $schema), "utf8"))).toMatchObject({ type: "object" });
    }
  });

  test("schemas and reference are what the code makes (npm run generate)", () => {
    for (const { path, content } of renderConfigSchemas(STRATEGIES)) {
      expect(readFileSync(join(root, path), "utf8"), path).toBe(content);
    }
  });

  test("the reference names the unit trap, the defaults and the parameters of momentum", () => {
    const reference = renderConfigSchemas(STRATEGIES).find(({ path }) => path.endsWith(".md"))?.content ?? "";
    expect(reference).toContain("| `global.max_leverage` | a number > 0 and ≤ 125 | `3` | × NAV | higher |");
    expect(reference).toContain("| `strategies[].params.stop_atr` | a number > 0 and ≤ 100 | `2.5` | ATR |");
  });
});

describe("instruments", () => {
  const { instruments } = composePolicies(loaded(shippedTexts()), true);

  test("BTCUSDT has the filters of 2026-09-30", () => {
    expect(instruments.get("BTCUSDT")).toMatchObject({
      venue: "binance-usdm",
      baseAsset: "BTC",
      tickSize: "0.1",
      stepSize: "0.001",
      minQty: "0.001",
      maxQty: "1000",
      marketMaxQty: "120",
      minNotional: "50",
      percentPriceUp: 1.05,
      percentPriceDown: 0.95,
      makerFeeRate: 0.0002,
      takerFeeRate: 0.0005,
      fundingIntervalHours: 8,
      delistingAtMs: null,
    });
  });

  // `cum` of each symbol's last tier in the recording the tiers were taken from.
  test.each([
    ["BTCUSDT", 421_481_450],
    ["ETHUSDT", 280_506_450],
    ["SOLUSDT", 66_728_380],
    ["BNBUSDT", 16_682_210],
    ["XRPUSDT", 13_345_685],
    ["ADAUSDT", 9_933_045],
    ["DOGEUSDT", 13_351_670],
    ["LINKUSDT", 9_933_045],
    ["DOTUSDT", 8_915_535],
    ["ATOMUSDT", 3_781_540],
    ["LTCUSDT", 10_223_045],
  ])("derived deduction of the last tier of %s is the venue's own %i", (symbol, deductionUsd) => {
    expect(instruments.get(symbol)?.brackets.at(-1)?.deductionUsd).toBe(deductionUsd);
  });

  test("margin of 100,000 USD of BTC is 450, of 50,000 is 200 from either side of the tier", () => {
    const btc = instruments.get("BTCUSDT")!;
    expect(maintenanceMarginUsd(btc, 100_000)).toBeCloseTo(450, 9);
    expect(maintenanceMarginUsd(btc, 50_000)).toBeCloseTo(200, 9);
    expect(maintenanceMarginUsd(btc, 50_000.01)).toBeCloseTo(200, 3);
  });
});

describe("caps", () => {
  const symbolCaps = (changes: Record<string, unknown>, symbol: string) =>
    composePolicies(loaded(changedTexts(changes)), true).risk.symbols[symbol];

  test("the tightest of four settings holds and is named", () => {
    expect(symbolCaps({}, "SOLUSDT")).toMatchObject({
      maxNavPct: 0.2,
      maxNavPctSetting: "pairs_universe.universe.SOLUSDT.caps.max_nav_pct",
    });
    expect(symbolCaps({ "risk_limits.per_symbol.SOLUSDT": { max_nav_pct: 0.1 } }, "SOLUSDT")).toMatchObject({
      maxNavPct: 0.1,
      maxNavPctSetting: "risk_limits.per_symbol.SOLUSDT.max_nav_pct",
    });
    expect(symbolCaps({ "risk_limits.global.tiers.SATELLITE.per_symbol_nav_pct": 0.12 }, "SOLUSDT")).toMatchObject({
      maxNavPct: 0.12,
      maxNavPctSetting: "risk_limits.global.tiers.SATELLITE.per_symbol_nav_pct",
    });
    expect(symbolCaps({ "risk_limits.global.max_symbol_exposure_pct": 0.11 }, "SOLUSDT")).toMatchObject({
      maxNavPct: 0.11,
      maxNavPctSetting: "risk_limits.global.max_symbol_exposure_pct",
    });
  });

  test("an own order limit of 80,000 stands in for the global 50,000, the pair's 25,000 still binds", () => {
    expect(symbolCaps({}, "BTCUSDT")?.maxOrderNotionalUsd).toBe(80_000);
    expect(symbolCaps({ "risk_limits.per_symbol.SOLUSDT": { max_order_notional: 80_000 } }, "SOLUSDT")).toMatchObject({
      maxOrderNotionalUsd: 25_000,
      maxOrderNotionalSetting: "pairs_universe.universe.SOLUSDT.caps.max_order_notional",
    });
  });

  test("the minimum is the largest of house, pair and venue: 50 for BTC, 20 for ETH, 10 for SOL", () => {
    const minimum = (symbol: string) => symbolCaps({}, symbol)?.minNotionalUsd;
    expect(["BTCUSDT", "ETHUSDT", "SOLUSDT"].map(minimum)).toEqual([50, 20, 10]);
    expect(symbolCaps({ "pairs_universe.universe.SOLUSDT.min_gross_usd": 75 }, "SOLUSDT")?.minNotionalUsd).toBe(75);
    expect(symbolCaps({}, "BTCUSDT")?.minNotionalSetting).toBe(
      "venues.binance.instruments.BTCUSDT.filters.min_notional",
    );
  });

  test("no position may have more leverage than its pair, its own limit or the account", () => {
    expect(symbolCaps({}, "SOLUSDT")?.maxLeverage).toBe(2);
    expect(symbolCaps({ "risk_limits.global.max_leverage": 1.5 }, "SOLUSDT")?.maxLeverage).toBe(1.5);
    expect(symbolCaps({ "risk_limits.per_symbol.SOLUSDT": { max_leverage: 1 } }, "SOLUSDT")?.maxLeverage).toBe(1);
  });

  test("a restricted symbol is restricted, its neighbour isn't", () => {
    const changes = { "risk_limits.restricted_symbols": ["DOGEUSDT"] };
    expect(symbolCaps(changes, "DOGEUSDT")?.restricted).toBe(true);
    expect(symbolCaps(changes, "XRPUSDT")?.restricted).toBe(false);
  });

  test("a strategy's caps come from both of its files", () => {
    const caps = composePolicies(
      loaded(changedTexts({ "strategy_registry.strategies.momentum.capacity_usd": 5_000 })),
      true,
    );
    expect(caps.risk.strategies["momentum"]).toEqual({
      enabled: true,
      maxNavPct: 1,
      maxConcurrent: 8,
      maxLeverage: 1,
      capacityUsd: 5_000,
      barMs: 3_600_000,
    });
  });
});
