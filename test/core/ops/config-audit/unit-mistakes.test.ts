import { describe, expect, test } from "vitest";
import { audit } from "./support.js";

const mistakes = (changes: Readonly<Record<string, unknown>>) =>
  audit(changes).findings.filter(({ code }) => code === "unit_mistake");

describe("values that are hardly meant in the unit of their setting", () => {
  test.each([
    ["risk_limits.global.daily_loss_limit_pct", 0.5, "percent", "0.005"],
    ["risk_limits.global.risk_per_trade_pct", 0.5, "percent", "0.005"],
    ["risk_limits.global.risk_per_trade_pct", 0.00005, "a fraction divided by 100 once too often", "0.005"],
    ["strategy_config.sizing.taker_fee_bps", 0.0005, "a fraction", "5"],
    ["strategy_config.sizing.taker_fee_bps", 0.05, "percent", "5"],
    ["router_policy.max_slippage_bps.entry", 0.0015, "a fraction", "15"],
    ["strategy_config.exits.protect_deadline_ms", 10, "seconds", "10000"],
    ["runtime.live.market_silence_seconds", 0.5, "minutes", "30"],
    ["strategy_config.bar_grace_seconds", 3_000, "milliseconds", "3"],
    ["risk_limits.global.cooldown_minutes_after_stop", 3_600, "seconds", "60"],
    ["venues.binance.fees.taker_fee_bps", 0.0005, "a fraction", "5"],
  ])("%s %j looks like %s: %s is meant", (path, value, meant, right) => {
    const [stem = "", ...keys] = path.split(".");
    const found = mistakes({
      // Must not be below the loss that ends opening.
      ...(path.includes("daily") ? { "risk_limits.global.hard_daily_loss_pct": 0.5 } : {}),
      [path]: value,
    }).find((finding) => finding.path === keys.join("."));
    expect(found).toMatchObject({ severity: "warning", file: `${stem}.json` });
    expect(found?.message).toContain(`it looks like ${meant}`);
    expect(found?.fix).toBe(`If ${String(value)} means ${meant}, write ${right}.`);
  });

  test.each([
    ["risk_limits.global.risk_per_trade_pct", 0.005],
    ["risk_limits.global.max_trade_nav_pct", 0.15],
    ["strategy_config.sizing.taker_fee_bps", 5],
    ["strategy_config.exits.protect_deadline_ms", 10_000],
    ["risk_limits.global.cooldown_minutes_after_stop", 60],
  ])("%s: twice or half of %j is no mistake", (path, shipped) => {
    expect(mistakes({ [path]: shipped * 2 })).toEqual([]);
    expect(mistakes({ [path]: shipped / 2 })).toEqual([]);
  });

  test("0 switches a timer off and is no mistake; 20 for a drawdown is the loader's to refuse, once", () => {
    expect(mistakes({ "risk_limits.global.cooldown_minutes_after_stop": 0 })).toEqual([]);
    const refused = audit({ "risk_limits.global.max_nav_drawdown_pct": 20 }).findings;
    expect(refused.filter(({ path }) => path === "global.max_nav_drawdown_pct")).toMatchObject([
      { code: "wrong_unit", fix: "20 means 2000 %: did you mean 0.2?" },
    ]);
  });
});
