import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditDirectory } from "../../../../src/core/ops/config-audit/audit-directory.js";
import { findMixedUnits } from "../../../../src/core/ops/config-audit/mixed-units.js";
import { isPredecessor, mapPredecessor } from "../../../../src/core/ops/config-audit/predecessor.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { diskFiles, root, shippedTexts } from "../../config/support.js";
import { audit, PRICES } from "./support.js";

const folder = join(root, "test/fixtures/predecessor-config");

function readFixture(): Record<string, unknown> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown]),
  );
}

const document = auditDirectory({
  directory: folder,
  env: {},
  files: diskFiles,
  strategies: STRATEGIES,
  navUsd: 100_000,
  market: { prices: PRICES, atrFraction: 0.01 },
  against: null,
});
const at = (file: string, path: string) =>
  document.findings.filter((finding) => finding.file === file && finding.path === path);

describe("the predecessor's folder", () => {
  test("is known by its modules, ours isn't taken for it", () => {
    expect(isPredecessor(readFixture())).toBe(true);
    const ours = Object.fromEntries(
      Object.entries(shippedTexts()).map(([name, text]) => [name.slice(7, -5), JSON.parse(text) as unknown]),
    );
    expect(isPredecessor(ours)).toBe(false);
  });

  test("limits with the same meaning map to the same place with the same value", () => {
    const { trees } = mapPredecessor(readFixture());
    expect(trees["risk_limits"]).toEqual({
      global: {
        daily_loss_limit_pct: 0.1,
        cooldown_minutes_after_stop: 30,
        max_trades_per_symbol_per_hour: 10,
        max_gross_exposure_pct: 1.5,
        max_symbol_exposure_pct: 0.4,
        max_nav_drawdown_pct: 0.3,
        max_concurrent_positions: 4,
        max_leverage: 4,
        min_notional_usdt: 10,
        max_trade_nav_pct: 0.03,
        tiers: {
          CORE: { per_symbol_nav_pct: 0.3 },
          SATELLITE: { per_symbol_nav_pct: 0.2 },
          TACTICAL: { per_symbol_nav_pct: 0.1 },
          "ALT-EXT": { per_symbol_nav_pct: 0.05 },
        },
      },
      nav_freshness_seconds: 150,
      reset_timezone: "UTC",
      quote_symbols: ["USDT", "USDC", "FDUSD"],
      restricted_symbols: [],
      per_symbol: (readFixture()["risk_limits"] as { per_symbol: unknown }).per_symbol,
    });
    expect(trees["pairs_universe"]).toEqual(readFixture()["pairs_universe"]);
  });

  test("module strategies.momentum becomes strategy momentum; confidence and sandbox have no equal", () => {
    const { trees } = mapPredecessor(readFixture());
    expect((trees["strategy_registry"] as { strategies: object }).strategies).toMatchObject({
      btc_micro: {
        id: "btc_micro",
        strategy: "momentum",
        enabled: true,
        max_concurrent: 1,
        capacity_usd: 500,
        symbols: ["BTCUSDT"],
        tags: ["majors"],
      },
    });
    expect(JSON.stringify(trees)).not.toMatch(/module|confidence|sandbox/);
    expect(at("strategy_registry.json", "strategies.btc_micro.module")).toEqual([
      {
        severity: "info",
        code: "mapped",
        file: "strategy_registry.json",
        path: "strategies.btc_micro.module",
        message: 'maps to strategy_registry.strategies.btc_micro.strategy: "momentum"',
        fix: null,
      },
    ]);
    expect(at("strategy_registry.json", "strategies.sol_micro.confidence")).toMatchObject([
      {
        severity: "warning",
        code: "unmapped",
        fix: "Lower its capacity_usd or strategy_config max_nav_pct, then remove it.",
      },
    ]);
  });

  test("the ATR period and the longest holding move to where the strategy has them", () => {
    const { trees } = mapPredecessor(readFixture());
    expect((trees["strategy_config"] as { strategies: object[] }).strategies).toEqual([
      { id: "btc_m15", label: "BTC 15m momentum", timeframe: "15m", params: { atr_period: 14, max_bars: 60 } },
      { id: "eth_m15", label: "ETH 15m momentum", timeframe: "15m", params: { atr_period: 14, max_bars: 60 } },
      { id: "sol_m15", label: "SOL 15m momentum", timeframe: "15m", params: { atr_period: 14, max_bars: 60 } },
    ]);
  });

  test("0.4 beside 0.004 is pointed out at both paths, for each of three strategies and both targets", () => {
    const mixed = document.findings.filter(({ code }) => code === "mixed_units");
    expect(mixed.map(({ severity, path }) => `${severity} ${path}`)).toEqual(
      [0, 1, 2].flatMap((index) => [
        `warning strategies.${index}.params.risk.fixed_sl_pct`,
        `warning strategies.${index}.params.risk.fixed_tp_pct`,
      ]),
    );
    expect(mixed[0]).toMatchObject({
      file: "strategy_config.json",
      message:
        "0.4 here and 0.004 at strategies.0.params.risk.trail.width_pct differ 100-fold: one is in percent, the other a fraction",
      fix: "Ratios are fractions: if 0.4 means 0.4 %, write 0.004.",
    });
  });

  test("what may mean two things is left to the reader", () => {
    for (const [file, path] of [
      ["strategy_config.json", "strategies.0.params.leverage"],
      ["strategy_config.json", "strategies.0.params.risk.atr_mult"],
      ["strategy_config.json", "sizing.vol_target_bps"],
      ["strategy_config.json", "sizing.slippage_bps"],
      ["risk_limits.json", "global.trade_equity_nav_pct"],
    ] as const) {
      const [finding] = at(file, path);
      expect(finding).toMatchObject({ severity: "warning", code: "unmapped" });
      expect(finding?.fix).toMatch(/, then remove it\.$/);
    }
  });

  test("missing files, files that aren't JSON and ids that meet nothing are errors with a fix", () => {
    expect(document.findings.filter(({ code }) => code === "missing_file").map(({ file }) => file)).toEqual([
      "router_policy.json",
      "venues.json",
      "accounts.json",
      "runtime.json",
    ]);
    expect(document.findings.filter(({ code }) => code === "unknown_file")).toMatchObject([
      {
        severity: "error",
        file: "runtime.yaml",
        message: "would not be read: settings are JSON",
        fix: "Did you mean runtime.json?",
      },
    ]);
    expect(at("strategy_config.json", "strategies.0.id").map(({ severity, code }) => `${severity} ${code}`)).toContain(
      "error unknown_reference",
    );
  });

  test("a limit that would stand above our hard one is an error: 10 % a day against 5 %", () => {
    expect(at("risk_limits.json", "global.hard_daily_loss_pct")).toMatchObject([
      {
        severity: "error",
        code: "contradiction",
        message: "0.05 is below daily_loss_limit_pct (0.1), so the latter could never act",
      },
    ]);
  });

  test("no setting of any file goes unmentioned, and none is unknown", () => {
    const told = document.findings.map(({ file, path }) => `${file.replace(/\.json$/, "")}.${path}`);
    for (const path of settings(readFixture(), [])) {
      expect(
        told.some((mentioned) => path === mentioned || path.startsWith(`${mentioned}.`)),
        path,
      ).toBe(true);
    }
    expect(document.findings.filter(({ code }) => code === "unknown_key")).toEqual([]);
    expect(document.ok).toBe(false);
  });

  test("a misspelt predecessor key gets the nearest name", () => {
    const trees = readFixture();
    (trees["risk_limits"] as { global: Record<string, unknown> }).global["max_leverge"] = 4;
    const found = mapPredecessor(trees).findings.find(({ code }) => code === "unknown_key");
    expect(found).toMatchObject({
      file: "risk_limits.json",
      path: "global.max_leverge",
      fix: "Did you mean max_leverage?",
    });
  });

  test("tiers that differ between its two files are a disagreement", () => {
    const trees = readFixture();
    (trees["symbol_tiers"] as Record<string, string[]>)["CORE"] = ["BTCUSDT", "SOLUSDT", "PEPEUSDT"];
    const found = mapPredecessor(trees).findings.filter(({ code }) => code === "disagreement");
    expect(found.map(({ message }) => message)).toEqual([
      "SOLUSDT is CORE here and SATELLITE in pairs_universe.json",
      "PEPEUSDT is CORE here and not listed in pairs_universe.json",
    ]);
  });
});

describe("findMixedUnits", () => {
  test("leaves alike values, other quantities and other strategies alone", () => {
    const tree = {
      strategies: [{ stop_pct: 0.02, take_profit_pct: 0.05 }, { stop_pct: 0.5 }],
      global: { daily_loss_limit_pct: 0.03, max_gross_exposure_pct: 1.5, stop_atr: 2.5 },
    };
    expect(findMixedUnits("x.json", tree)).toEqual([]);
  });

  test("the shipped files mix nothing", () => {
    for (const [name, text] of Object.entries(shippedTexts()))
      expect(findMixedUnits(name, JSON.parse(text))).toEqual([]);
  });
});

function settings(node: unknown, keys: readonly string[]): readonly string[] {
  const open =
    typeof node === "object" &&
    node !== null &&
    (!Array.isArray(node) || node.some((member) => typeof member === "object"));
  if (!open) return [keys.join(".")];
  return Object.entries(node).flatMap(([key, member]) => settings(member, [...keys, key]));
}

describe("the predecessor's limits under our rules", () => {
  const SYMBOLS = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];
  const { trees } = mapPredecessor(readFixture());
  const limits = trees["risk_limits"] as { per_symbol: Record<string, unknown> };
  const universe = (trees["pairs_universe"] as { universe: { symbol: string }[] }).universe;
  const changes = {
    risk_limits: { ...limits, per_symbol: Object.fromEntries(SYMBOLS.map((name) => [name, limits.per_symbol[name]])) },
    pairs_universe: { universe: universe.filter(({ symbol }) => SYMBOLS.includes(symbol)) },
    "strategy_config.universe": SYMBOLS,
    "strategy_registry.strategies.momentum.symbols": SYMBOLS,
  };
  const withNav = (navUsd: number) => audit(changes, navUsd);

  test("its drawdown limit of 30 % lies beyond our hard limit, a contradiction with both figures", () => {
    expect(withNav(100_000).findings).toMatchObject([
      {
        severity: "error",
        code: "contradiction",
        path: "global.hard_daily_loss_pct",
        message: "0.05 is below daily_loss_limit_pct (0.1), so the latter could never act",
      },
      {
        severity: "error",
        code: "contradiction",
        path: "global.hard_drawdown_pct",
        message: "0.2 is below max_nav_drawdown_pct (0.3), so the latter could never act",
      },
    ]);
  });

  test("with those two mended: trades of 5 % under a limit of 3 % are cut, and 300 USDT are a veto storm by R04", () => {
    const global = {
      ...(limits as unknown as { global: object }).global,
      hard_daily_loss_pct: 0.12,
      hard_drawdown_pct: 0.4,
    };
    const mended = { ...changes, risk_limits: { ...changes.risk_limits, global } };
    const rich = audit(mended, 100_000);
    expect(rich.feasibility.every(({ feasible }) => feasible)).toBe(true);
    expect(rich.findings.find(({ code }) => code === "trade_above_limit")?.message).toBe(
      "a full-strength trade of 0.05 of NAV is above risk_limits.global.max_trade_nav_pct 0.03: each one is cut",
    );
    const poor = audit(mended, 300);
    const [storm] = poor.findings.filter(({ code }) => code === "infeasible");
    expect(storm?.message).toContain("momentum can trade none of its 3 symbols with a NAV of 300: a veto storm");
    expect(storm?.message).toContain("risk_limits.global.max_trade_nav_pct 0.03 allows 9 USD");
    expect(storm?.fix).toContain("For all 3: ");
  });
});
