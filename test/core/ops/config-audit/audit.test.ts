import { describe, expect, test } from "vitest";
import { auditDirectory } from "../../../../src/core/ops/config-audit/audit-directory.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { changedTexts, loaded, memoryFiles, shippedTexts } from "../../config/support.js";
import { audit, PRICES } from "./support.js";

describe("the shipped configuration", () => {
  const document = audit();

  test("has no finding of any severity at a NAV of 100,000", () => {
    expect(document).toMatchObject({ schema: "hedge.audit-config/1", mode: null, ok: true, findings: [], diff: [] });
  });

  test("lets momentum trade each of 11 symbols, from the venue's minimum to 15 % of NAV", () => {
    expect(document.feasibility.map(({ symbol, feasible }) => [symbol, feasible])).toEqual(
      Object.keys(PRICES).map((symbol) => [symbol, true]),
    );
    const row = (symbol: string) => document.feasibility.find((entry) => entry.symbol === symbol);
    // 0.001 BTC is the smallest quantity; 0.16 BTC is the largest under 15,000 USD.
    expect(row("BTCUSDT")).toEqual({
      strategy: "momentum",
      symbol: "BTCUSDT",
      nav: "100000",
      minNotional: "93.557",
      maxNotional: "14969.12",
      feasible: true,
      excludedBy: [],
    });
    expect(row("ETHUSDT")).toMatchObject({ minNotional: "20.004", maxNotional: "14999.666" });
    expect(row("SOLUSDT")).toMatchObject({ minNotional: "189", maxNotional: "14931" });
  });
});

/** Large enough that it is the limits, and not the wish, which leave too little. */
const TRADE_OF_15_PERCENT = { "strategy_config.sizing.trade_nav_percentage": 0.15 };

describe("feasibility at a small NAV", () => {
  const document = audit(TRADE_OF_15_PERCENT, 100);
  const row = (symbol: string) => document.feasibility.find((entry) => entry.symbol === symbol);
  const infeasible = (symbol: string) =>
    document.findings.find(({ code, message }) => code === "infeasible" && message.includes(symbol));

  test("with 100 USDT, 20 USD of ETH are needed and 15 allowed: R06 and R04 exclude each other, 134 would do", () => {
    expect(row("ETHUSDT")).toMatchObject({
      feasible: false,
      minNotional: null,
      maxNotional: null,
      excludedBy: ["R06", "R04"],
    });
    expect(infeasible("ETHUSDT")).toMatchObject({
      severity: "error",
      file: "strategy_registry.json",
      path: "strategies.momentum.symbols",
      message:
        "momentum on ETHUSDT can trade no size with a NAV of 100: R06 and R04 exclude each other. The smallest order is " +
        "20.004 USD (venues.binance.instruments.ETHUSDT.filters.min_notional 20), but " +
        "risk_limits.global.max_trade_nav_pct 0.15 allows 15 USD; risk_limits.global.risk_per_trade_pct 0.005 allows " +
        "18.8679 USD",
      fix:
        "Raise risk_limits.global.max_trade_nav_pct to 0.2001 and raise risk_limits.global.risk_per_trade_pct to " +
        "0.005302, or trade with a NAV of 134 or more.",
    });
    expect(audit(TRADE_OF_15_PERCENT, 134).feasibility.find(({ symbol }) => symbol === "ETHUSDT")?.feasible).toBe(true);
    expect(audit(TRADE_OF_15_PERCENT, 133).feasibility.find(({ symbol }) => symbol === "ETHUSDT")?.feasible).toBe(
      false,
    );
  });

  test("with 100 USDT one lot of BTC, 93.56 USD, is more than R04 and R08 allow", () => {
    expect(row("BTCUSDT")?.excludedBy).toEqual(["R04", "R08"]);
    expect(infeasible("BTCUSDT")?.message).toContain("the smallest quantity the venue takes is refused by R04, R08");
  });

  test("XRP can still be traded, between 10.19 and 14.98 USD", () => {
    expect(row("XRPUSDT")).toMatchObject({ feasible: true, minNotional: "10.192", maxNotional: "14.976" });
  });
});

describe("feasibility in a market that is kinder than usual", () => {
  const storm = (document: ReturnType<typeof audit>) => document.findings.find(({ code }) => code === "infeasible");

  test("a cap on beta that only an unknown beta of 1.5 goes beyond is a warning, and the pairs can trade", () => {
    const document = audit({
      "risk_limits.global.min_notional_usdt": 1_000,
      "risk_limits.global.correlation.groups.all_perps.max_beta_exposure_pct": 0.013,
    });
    expect(document.feasibility.every(({ feasible }) => feasible)).toBe(true);
    expect(storm(document)).toMatchObject({ severity: "warning" });
    expect(storm(document)?.message).toContain("in a usual market (an ATR of 1 % of the price an hour, a beta that");
    expect(storm(document)?.message).toMatch(/0\.013 allows 1300 USD, and there it counts as 15\d\d\.?\d*/);
  });

  test("a risk of 0.0002 of NAV a trade lets 1,000 USD pass where the stop is nearer than 2.5 % of the price", () => {
    const document = audit({
      "risk_limits.global.min_notional_usdt": 1_000,
      "risk_limits.global.risk_per_trade_pct": 0.0002,
    });
    expect(document.feasibility.every(({ feasible }) => feasible)).toBe(true);
    expect(storm(document)).toMatchObject({ severity: "warning" });
  });

  test("what no market lets through stays an error: a cap on beta of 0.009 and BTC, whose beta is 1", () => {
    const document = audit({
      "strategy_registry.strategies.momentum.symbols": ["BTCUSDT"],
      "risk_limits.global.min_notional_usdt": 1_000,
      "risk_limits.global.correlation.groups.all_perps.max_beta_exposure_pct": 0.009,
    });
    expect(document.feasibility).toMatchObject([{ symbol: "BTCUSDT", feasible: false, excludedBy: ["R06", "R20"] }]);
    expect(storm(document)).toMatchObject({ severity: "error" });
  });
});

describe("feasibility of what is switched off or unknown", () => {
  test("a disabled symbol is a remark, no error", () => {
    const index = 6;
    const document = audit({ [`pairs_universe.universe.${index}.enabled`]: false });
    expect(document.feasibility[index]).toMatchObject({ symbol: "DOGEUSDT", feasible: false, excludedBy: ["R17"] });
    expect(document.ok).toBe(true);
    expect(document.findings.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "info symbol_never_trades",
      "info infeasible",
    ]);
  });

  test("a disabled strategy has no rows", () => {
    const document = audit({ "strategy_registry.strategies.momentum.enabled": false });
    expect(document.feasibility).toEqual([]);
  });

  test("without a price nothing is claimed", () => {
    const { LTCUSDT: _, ...prices } = PRICES;
    const document = auditDirectory({
      directory: "config",
      env: {},
      files: memoryFiles(shippedTexts()),
      strategies: STRATEGIES,
      navUsd: 100_000,
      market: { prices, atrFraction: 0.01 },
      against: null,
    });
    expect(document.feasibility.at(-1)).toMatchObject({ symbol: "LTCUSDT", feasible: false, excludedBy: ["no_price"] });
    expect(document.findings).toMatchObject([{ severity: "info", code: "no_price" }]);
    expect(document.ok).toBe(true);
  });

  test("a stop that must lie within 0.1 % of the way to liquidation leaves about 4,000 of 15,000 USD", () => {
    // Stop at 2.5 %, so liquidation must be 2,500 % away: NAV / notional ≥ 25, less the maintenance margin.
    const document = audit({ "risk_limits.global.liquidation.max_stop_share": 0.001 });
    const largest = Number(document.feasibility.find(({ symbol }) => symbol === "ADAUSDT")?.maxNotional);
    expect(largest).toBeGreaterThan(3_900);
    expect(largest).toBeLessThan(4_050);
  });
});

/** A full-strength trade of 10 % of NAV, whatever is shipped: the figures below follow from it. */
const TRADE_OF_A_TENTH = { "strategy_config.sizing.trade_nav_percentage": 0.1 };

describe("contradictions", () => {
  test.each([
    [
      { "strategy_config.sizing.trade_nav_percentage": 0.2 },
      "trade_above_limit strategy_config.json sizing.trade_nav_percentage",
      "a full-strength trade of 0.2 of NAV is above risk_limits.global.max_trade_nav_pct 0.15: each one is cut",
      "Write 0.15 or less, or raise max_trade_nav_pct.",
    ],
    [
      {
        "risk_limits.global.max_gross_exposure_pct": 0.5,
        "risk_limits.global.max_net_exposure_pct": 0.4,
        "strategy_config.strategies.0.max_nav_pct": 0.5,
      },
      "concurrency_above_gross risk_limits.json global.max_concurrent_positions",
      "8 positions of 0.1 of NAV make 0.8, above max_gross_exposure_pct 0.5: the last slots fill only while orders are smaller than that",
      "Allow 5 positions, or raise max_gross_exposure_pct to 0.8.",
    ],
    [
      { "risk_limits.global.max_leverage": 1.2 },
      "gross_cap_unreachable risk_limits.json global.max_leverage",
      "1.2 is below max_gross_exposure_pct 1.5, which can never be reached",
      "Write max_gross_exposure_pct 1.2, or raise max_leverage.",
    ],
    [
      {
        "risk_limits.global.tiers.TACTICAL.per_symbol_nav_pct": 0.05,
        "strategy_registry.strategies.momentum.symbols": ["DOTUSDT"],
      },
      "symbol_cap_below_trade risk_limits.json global.tiers.TACTICAL.per_symbol_nav_pct",
      "DOTUSDT: at most 0.05 of NAV, below a full-strength trade of 0.1: each one is cut",
      "Raise it to 0.1, or trade smaller with strategy_config.sizing.trade_nav_percentage.",
    ],
    [
      { "risk_limits.per_symbol.SOLUSDT": { max_order_notional: 5_000 } },
      "order_limit_below_trade risk_limits.json per_symbol.SOLUSDT.max_order_notional",
      "SOLUSDT: orders of at most 5000 USD, below a full-strength trade of 10000 USD at this NAV",
      "Raise it to 10000, or accept smaller trades.",
    ],
    [
      { "risk_limits.global.max_gross_exposure_pct": 0.9, "risk_limits.global.max_net_exposure_pct": 0.9 },
      "strategy_cap_above_gross strategy_config.json strategies.momentum.max_nav_pct",
      "1 is above risk_limits.global.max_gross_exposure_pct 0.9, so it never acts",
      "Write 0.9 or less.",
    ],
    [
      { "strategy_registry.strategies.momentum.max_concurrent": 0 },
      "strategy_never_trades strategy_registry.json strategies.momentum.max_concurrent",
      "momentum is enabled but has no slot",
      "Give it a slot, or disable it.",
    ],
    [
      { "strategy_config.strategies.0.params.stop_atr": 6 },
      "stop_beyond_disaster_stop strategy_config.json strategies.momentum.params.stop_atr",
      "a stop of 6 ATR lies beyond the disaster stop of 6 ATR and never acts",
      "Write less than 6, or move strategy_config.exits.disaster_stop_atr.",
    ],
    [
      { "risk_limits.global.daily_loss_limit_pct": 0.005 },
      "disaster_above_daily_loss strategy_config.json exits.disaster_stop_atr",
      "one full-strength trade that ends at its disaster stop loses 0.00615 of NAV, more than daily_loss_limit_pct 0.005",
      "Lower it to 5 ATR, or trade smaller.",
    ],
  ])("%j", (changes, place, message, fix) => {
    const document = audit({ ...TRADE_OF_A_TENTH, ...changes });
    const found = document.findings.filter(({ code, file, path }) => `${code} ${file} ${path}` === place);
    expect(found).toMatchObject([{ severity: "warning", message, fix }]);
    expect(document.ok).toBe(false);
  });
});

describe("a configuration that doesn't load", () => {
  test("is a whole document: problems as errors, units looked at, no feasibility", () => {
    const document = audit({
      "risk_limits.global.max_trade_nav_pct": 15,
      "strategy_config.strategies.0.params.fixed_sl_pct": 0.4,
      "strategy_config.strategies.0.params.trail": { width_pct: 0.004 },
    });
    expect(document.ok).toBe(false);
    expect(document.feasibility).toEqual([]);
    expect(document.findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
      "error wrong_unit global.max_trade_nav_pct",
      "error unknown_key strategies.0.params.fixed_sl_pct",
      "error unknown_key strategies.0.params.trail",
      "warning mixed_units strategies.0.params.fixed_sl_pct",
    ]);
    expect(document.findings.at(-1)?.message).toContain("0.004 at strategies.0.params.trail.width_pct differ 100-fold");
  });
});

describe("against another configuration", () => {
  test("the effective trees are compared", () => {
    const before = loaded(changedTexts({ "risk_limits.global.max_leverage": 2 }));
    expect(audit({}, 100_000, { ...before }).diff).toEqual([
      { path: "risk_limits.global.max_leverage", before: 2, after: 3, effect: "loosens", severity: "error" },
    ]);
  });
});
