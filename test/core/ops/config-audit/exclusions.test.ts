import { describe, expect, test } from "vitest";
import type { AuditFinding } from "../../../../src/core/ops/config-audit/finding.js";
import { LEGS, pairOnly } from "./pair-only.js";
import { audit } from "./support.js";

function infeasible(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return findings.filter(({ code }) => code === "infeasible");
}

const SLOT =
  "relative_value can open none of its 2 symbols, whatever the market and its NAV: a pair takes 2 slots, but ";

describe("a pair that can never be opened", () => {
  test("with two slots it can, both legs from their minimum on, and nothing is remarked", () => {
    const { findings, feasibility } = audit(pairOnly());
    expect(findings).toEqual([]);
    expect(feasibility.map(({ symbol, feasible }) => [symbol, feasible])).toEqual([
      ["ADAUSDT", true],
      ["DOTUSDT", true],
    ]);
  });

  test.each([
    [
      "one slot of the strategy",
      pairOnly({}, { max_concurrent: 1 }),
      `${SLOT}strategy_registry.strategies.relative_value.max_concurrent is 1`,
      "Raise strategy_registry.strategies.relative_value.max_concurrent to 2.",
    ],
    [
      "one slot of the account",
      pairOnly({ "risk_limits.global.max_concurrent_positions": 1 }),
      `${SLOT}risk_limits.global.max_concurrent_positions is 1`,
      "Raise risk_limits.global.max_concurrent_positions to 2.",
    ],
    [
      "one slot of the intents",
      pairOnly({ "strategy_config.intents.max_concurrent_positions": 1 }),
      `${SLOT}strategy_config.intents.max_concurrent_positions is 1`,
      "Raise strategy_config.intents.max_concurrent_positions to 2.",
    ],
    [
      "no trend for shorts: one leg is always short",
      pairOnly({}, {}, { allowed_trends: { long: ["up"], short: [] } }),
      "strategy_config.strategies.relative_value.allowed_trends has no trend in which a short may be opened, and a pair " +
        "is long of one market and short of the other",
      "strategy_config.strategies.relative_value.allowed_trends.short",
    ],
    [
      "no volatility regime",
      pairOnly({}, {}, { volatility_buckets: { quiet: 0, normal: 0, hot: 0 } }),
      "strategy_config.strategies.relative_value.volatility_buckets is 0, or left out, for every volatility regime",
      "a factor above 0",
    ],
    [
      "legs on the books of two accounts",
      pairOnly({
        "accounts.accounts": [
          { id: "main", title: "Main", venue: "binance" },
          { id: "other", title: "Other", venue: "binance" },
        ],
        "accounts.routes": [{ symbols: ["DOTUSDT"], account: "other" }],
      }),
      "half a pair is never opened",
      "Route both legs of a pair to one account.",
    ],
  ])("%s", (_, changes, message, fix) => {
    const { findings, feasibility, ok } = audit(changes);
    expect(ok).toBe(false);
    expect(feasibility.map(({ feasible }) => feasible)).toEqual([false, false]);
    const said = infeasible(findings);
    expect(said.every(({ severity }) => severity === "error")).toBe(true);
    expect(said.map((finding) => finding.message).join()).toContain(message);
    expect(said.map((finding) => finding.fix).join()).toContain(fix);
  });

  test("a disabled leg shuts its partner out, by the setting that disables it", () => {
    const { findings, feasibility } = audit(pairOnly({ "pairs_universe.universe.8.enabled": false }));
    expect(feasibility.map(({ symbol, feasible }) => [symbol, feasible])).toEqual([
      ["ADAUSDT", false],
      ["DOTUSDT", false],
    ]);
    const ada = infeasible(findings).find(({ message }) => message.startsWith("relative_value can never open ADAUSDT"));
    expect(ada).toMatchObject({ severity: "error", file: "pairs_universe.json", path: "universe.DOTUSDT.enabled" });
    expect(ada?.message).toContain("its partner DOTUSDT opens nothing (pairs_universe.universe.DOTUSDT.enabled)");
  });

  test("a symbol that no pair names is never opened; the pair still is", () => {
    const { findings, feasibility } = audit(pairOnly({}, { symbols: [...LEGS, "LINKUSDT"] }));
    expect(feasibility.map(({ feasible }) => feasible)).toEqual([true, true, false]);
    expect(infeasible(findings)).toMatchObject([
      { severity: "warning", path: "strategies.relative_value.params.pairs" },
    ]);
    expect(infeasible(findings)[0]?.message).toContain("names LINKUSDT");
  });

  test("a partner whose limits leave no size takes the other leg with it", () => {
    const { feasibility } = audit(pairOnly({ "risk_limits.per_symbol.DOTUSDT": { max_order_notional: 5 } }));
    expect(feasibility[0]).toMatchObject({ symbol: "ADAUSDT", feasible: false, excludedBy: ["group_incomplete"] });
    expect(feasibility[1]?.excludedBy).toContain("R07");
  });

  test("a gross limit that holds one leg but not both is found", () => {
    const gross = {
      "risk_limits.global.max_gross_exposure_pct": 0.00015,
      "risk_limits.global.max_net_exposure_pct": 0.00015,
    };
    const { feasibility } = audit(pairOnly(gross));
    expect(feasibility.every(({ feasible, excludedBy }) => !feasible && excludedBy.includes("R09"))).toBe(true);
  });
});

describe("what else silently stops a strategy", () => {
  const momentum = "strategy_config.strategies.0";
  const smart = { id: "smart_money", timeframe: "1h", max_nav_pct: 1, max_leverage: 1 };
  const entry = { enabled: true, max_concurrent: 2 };
  test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    [
      "no trend at all",
      { [`${momentum}.allowed_trends`]: { long: [], short: [] } },
      "error infeasible strategy_config.json strategies.momentum.allowed_trends",
    ],
    [
      "all buckets 0",
      { [`${momentum}.volatility_buckets`]: { quiet: 0 } },
      "error infeasible strategy_config.json strategies.momentum.volatility_buckets",
    ],
    [
      "no symbol",
      { "strategy_registry.strategies.momentum.symbols": [] },
      "warning strategy_never_trades strategy_registry.json strategies.momentum.symbols",
    ],
    [
      "its only symbol is restricted",
      {
        "strategy_registry.strategies.momentum.symbols": ["BTCUSDT"],
        "risk_limits.restricted_symbols": ["BTCUSDT"],
      },
      "warning strategy_never_trades strategy_registry.json strategies.momentum.symbols",
    ],
    [
      "stops that are never near enough",
      {
        "strategy_registry.strategies": { smart_money: { ...entry, strategy: "smart_money", symbols: ["BTCUSDT"] } },
        "strategy_config.strategies": [{ ...smart, params: { stop_buffer_atr: 4, max_stop_atr: 4 } }],
      },
      "error infeasible strategy_config.json strategies.smart_money.params.max_stop_atr",
    ],
    [
      "an own exposure of nothing",
      {
        "strategy_registry.strategies": { vol_target: { ...entry, strategy: "vol_target", symbols: ["BTCUSDT"] } },
        "strategy_config.strategies": [
          { id: "vol_target", timeframe: "4h", max_nav_pct: 1, max_leverage: 1, params: { max_leverage: 1e-6 } },
        ],
      },
      "error infeasible strategy_registry.json strategies.vol_target.symbols",
    ],
    [
      "routes that are broken without a reject",
      { "router_policy.quality.broken_reject_ratio": 0 },
      "warning opens_nothing router_policy.json quality.broken_reject_ratio",
    ],
    [
      "routes that the simulated latency breaks",
      { "router_policy.quality.broken_ack_ms": 50 },
      "warning opens_nothing router_policy.json quality.broken_ack_ms",
    ],
    [
      "marks older than allowed",
      { "runtime.live.mark_seconds": 60 },
      "warning opens_nothing risk_limits.json global.market_quality.max_price_age_seconds",
    ],
    [
      "one slot for two strategies",
      {
        "strategy_registry.strategies": {
          momentum: { ...entry, strategy: "momentum", symbols: ["BTCUSDT"] },
          smart_money: { ...entry, strategy: "smart_money", symbols: ["ETHUSDT"] },
        },
        "strategy_config.strategies": [{ ...smart, id: "momentum" }, smart],
        "risk_limits.global.max_concurrent_positions": 1,
      },
      "warning slots_below_strategies risk_limits.json global.max_concurrent_positions",
    ],
  ])("%s", (_, changes, expected) => {
    const { findings, ok } = audit(changes);
    expect(findings.map(({ severity, code, file, path }) => `${severity} ${code} ${file} ${path}`)).toContain(expected);
    expect(ok).toBe(false);
  });

  test("two strategies on the same symbols are told that a symbol has one owner, without blame", () => {
    const both = { ...entry, symbols: ["BTCUSDT", "ETHUSDT"] };
    const { findings } = audit({
      "strategy_registry.strategies": {
        momentum: { ...both, strategy: "momentum" },
        smart_money: { ...both, strategy: "smart_money" },
      },
      "strategy_config.strategies": [{ ...smart, id: "momentum" }, smart],
    });
    expect(findings).toMatchObject([
      {
        severity: "info",
        code: "symbol_shared",
        message: "BTCUSDT, ETHUSDT: named by momentum, smart_money; whoever holds a symbol keeps the others out of it",
      },
    ]);
  });
});
