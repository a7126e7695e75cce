import { describe, expect, test } from "vitest";
import { loaded, shippedTexts } from "../../config/support.js";
import { audit } from "./support.js";

const shipped = loaded(shippedTexts());

const infeasible = (document: ReturnType<typeof audit>) =>
  document.findings.filter(({ code }) => code === "infeasible");

describe("a veto storm: limits of which none can be met", () => {
  test("a minimum of 20,000 USD above a largest order of 5,000: one finding with both settings and what would do", () => {
    const document = audit({
      "risk_limits.global.min_notional_usdt": 20_000,
      "risk_limits.global.max_order_notional": 5_000,
      "risk_limits.per_symbol": {},
      "strategy_config.sizing.trade_nav_percentage": 0.15,
    });
    const [storm, ...others] = infeasible(document);
    expect(others).toEqual([]);
    expect(storm?.severity).toBe("error");
    expect(storm?.message).toContain("momentum can trade none of its 11 symbols with a NAV of 100000: a veto storm");
    expect(storm?.message).toContain("(risk_limits.global.min_notional_usdt 20000)");
    expect(storm?.message).toContain("risk_limits.global.max_order_notional 5000 allows 5000 USD");
    expect(storm?.fix).toContain("lower risk_limits.global.min_notional_usdt to 5000");
    expect(document.feasibility.every(({ feasible, excludedBy }) => !feasible && excludedBy.includes("R07"))).toBe(
      true,
    );
  });

  test("each way out that is named works: made, the nearest symbol can trade", () => {
    const changes = {
      "risk_limits.global.min_notional_usdt": 9_000,
      "risk_limits.global.max_order_notional": 8_000,
      "risk_limits.per_symbol": {},
      "strategy_config.sizing.trade_nav_percentage": 0.15,
    };
    const [storm] = infeasible(audit(changes));
    const [, raised] = /raise risk_limits\.global\.max_order_notional to (\d+)/.exec(storm?.fix ?? "") ?? [];
    const [, lowered] = /lower risk_limits\.global\.min_notional_usdt to (\d+)/.exec(storm?.fix ?? "") ?? [];
    const [, nearest = ""] = /^For (\w+):/.exec(storm?.fix ?? "") ?? [];
    for (const change of [
      { "risk_limits.global.max_order_notional": Number(raised) },
      { "risk_limits.global.min_notional_usdt": Number(lowered) },
    ]) {
      const row = audit({ ...changes, ...change }).feasibility.find(({ symbol }) => symbol === nearest);
      expect(row?.feasible, JSON.stringify(change)).toBe(true);
    }
  });

  test("a NAV of 100 USDT: no symbol's minimum is within 7.5 % of it, and more NAV is one way out", () => {
    const [storm] = infeasible(audit({}, 100));
    expect(storm?.message).toContain("strategy_config.sizing.trade_nav_percentage 0.05 allows 7.5 USD");
    expect(storm?.fix).toMatch(/trade with a NAV of \d+ or more/);
  });

  test("a strategy without a slot is told by the setting that has none", () => {
    const document = audit({ "strategy_registry.strategies.momentum.max_concurrent": 0 });
    const [storm] = infeasible(document);
    expect(storm?.message).toBe(
      "momentum can open none of its 11 symbols, whatever the market and its NAV: a position takes 1 slot, but " +
        "strategy_registry.strategies.momentum.max_concurrent is 0",
    );
    expect(storm?.fix).toBe("Raise strategy_registry.strategies.momentum.max_concurrent to 1.");
  });

  test("smart_money, once enabled, is judged like momentum, with the narrowest stop it may set", () => {
    const settings = { id: "smart_money", timeframe: "1h", max_nav_pct: 1, max_leverage: 1 };
    const own = shipped.strategy_config.strategies;
    const entry = { strategy: "smart_money", enabled: true, max_concurrent: 4, symbols: ["BTCUSDT", "ETHUSDT"] };
    const enabled = {
      "strategy_registry.strategies.smart_money": entry,
      "strategy_config.strategies": [...own, settings],
    };
    const rows = audit(enabled).feasibility.filter(({ strategy }) => strategy === "smart_money");
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ feasible }) => feasible)).toBe(true);
    const none = audit({ ...enabled, "strategy_config.strategies": [...own, { ...settings, max_leverage: 0.00001 }] });
    expect(none.feasibility.filter(({ strategy, feasible }) => strategy === "smart_money" && feasible)).toEqual([]);
    expect(infeasible(none)).toMatchObject([{ severity: "error" }]);
    expect(infeasible(none)[0]?.message).toContain("strategy_config.strategies.smart_money.max_leverage 0.00001");
  });

  test("risk per trade of 0.001 % allows 37.7 USD: too little for one lot of BTC, enough for XRP", () => {
    const document = audit({ "risk_limits.global.risk_per_trade_pct": 0.00001 });
    const btc = infeasible(document).find(({ message }) => message.includes("BTCUSDT"));
    expect(btc?.message).toContain(
      "The smallest order is 93.557 USD (venues.binance.instruments.BTCUSDT.filters.min_qty 0.001), but " +
        "risk_limits.global.risk_per_trade_pct 0.00001 allows 37.7358 USD",
    );
    expect(btc?.fix).toContain("Raise risk_limits.global.risk_per_trade_pct to 0.0000248");
    expect(document.feasibility.find(({ symbol }) => symbol === "XRPUSDT")?.feasible).toBe(true);
  });
});
