import { describe, expect, it } from "vitest";
import { dec } from "../../../../src/core/lib/decimal.js";
import { book, closing, entry, held, judge, judgeBy, NAV, NOW, policy, riskState } from "../fixtures.js";

const long = { positions: [held("BTCUSDT", 10)] };

describe("R01 trading state", () => {
  it("lets an entry pass while ACTIVE and names the state otherwise", () => {
    expect(judge(entry("BTCUSDT", "10"))).toEqual([]);
    const reducing = judge(entry("BTCUSDT", "10"), { book: book({ tradingState: "REDUCING" }) });
    expect(reducing.map(({ rule, code, unit }) => [rule, code, unit])).toEqual([["R01", "trading_reducing", "state"]]);
    const halted = judge(entry("BTCUSDT", "10"), { book: book({ tradingState: "HALTED" }) });
    expect(halted.map(({ code }) => code)).toEqual(["trading_halted"]);
  });

  it("lets a close of the whole position pass while REDUCING, not one of 0.001 more", () => {
    const reducing = { book: book({ ...long, tradingState: "REDUCING" }) };
    expect(judge(closing("BTCUSDT", "10"), reducing)).toEqual([]);
    expect(judge(closing("BTCUSDT", "10.001"), reducing).map(({ code }) => code)).toContain("trading_reducing");
  });

  it("refuses an ordinary close while HALTED and lets stops and flattening pass", () => {
    const halted = { book: book({ ...long, tradingState: "HALTED" }) };
    expect(judge(closing("BTCUSDT", "10"), halted).map(({ code }) => code)).toEqual(["trading_halted"]);
    for (const purpose of ["stop", "disaster_stop", "flatten"] as const) {
      expect(judge(closing("BTCUSDT", "10", { intent: { purpose } }), halted)).toEqual([]);
    }
  });

  it("refuses a protective purpose that could open something: no reduce-only on the wire", () => {
    const order = closing("BTCUSDT", "10", { intent: { purpose: "flatten" }, order: { reduceOnly: false } });
    const codes = judge(order, { book: book({ ...long, tradingState: "HALTED" }) }).map(({ code }) => code);
    expect(codes).toContain("trading_halted");
  });
});

describe("R02 NAV fresh", () => {
  it("passes at 150 s, refuses at 150.001 s and names both", () => {
    expect(judge(entry("BTCUSDT", "10"), { book: book({ navAtMs: NOW - 150_000 }) })).toEqual([]);
    expect(judge(entry("BTCUSDT", "10"), { book: book({ navAtMs: NOW - 150_001 }) })).toEqual([
      {
        rule: "R02",
        code: "nav_stale",
        measured: 150.001,
        limit: 150,
        unit: "seconds",
        setting: "risk_limits.nav_freshness_seconds",
      },
    ]);
  });

  it("refuses a NAV from the future, one without an instant, and one that is not above 0", () => {
    expect(judgeBy("R02", entry("BTCUSDT", "10"), { book: book({ navAtMs: NOW + 1 }) })).toHaveLength(1);
    expect(judgeBy("R02", entry("BTCUSDT", "10"), { book: book({ navAtMs: Number.NaN }) })[0]?.measured).toBeNull();
    expect(judgeBy("R02", entry("BTCUSDT", "10"), { book: book({ navUsd: 0 }) })).toHaveLength(1);
    expect(judgeBy("R02", entry("BTCUSDT", "10"), { book: book({ navUsd: Number.NaN }) })).toHaveLength(1);
  });
});

describe("R03 NAV plausible", () => {
  it("passes 100 USDT off the prediction, refuses 100.01 and names both", () => {
    expect(judge(entry("BTCUSDT", "10"), { book: book({ predictedNavUsd: NAV - 100 }) })).toEqual([]);
    const [found] = judge(entry("BTCUSDT", "10"), { book: book({ predictedNavUsd: NAV + 100.01 }) });
    expect(found).toMatchObject({ rule: "R03", code: "nav_anomaly", limit: 100, unit: "usd" });
    expect(found?.measured).toBeCloseTo(100.01, 6);
  });

  it("refuses an unknown prediction", () => {
    const found = judgeBy("R03", entry("BTCUSDT", "10"), { book: book({ predictedNavUsd: Number.NaN }) });
    expect(found[0]).toMatchObject({ code: "nav_anomaly", measured: null });
  });
});

describe("R10 daily loss", () => {
  it("passes at a loss of exactly 3 %, refuses one cent more and names both", () => {
    expect(judge(entry("BTCUSDT", "10"), { book: book({ navUsd: 97_000 }) })).toEqual([]);
    const [found] = judge(entry("BTCUSDT", "10"), { book: book({ navUsd: 96_999.99 }) });
    expect(found).toMatchObject({ rule: "R10", code: "daily_loss_limit", limit: 0.03, unit: "fraction" });
    expect(found?.measured).toBeCloseTo(0.0300001, 9);
  });

  it("refuses while the day's start is unknown or belongs to a day that is over", () => {
    const unknown = { book: book({ risk: riskState({ dayAnchor: null }) }) };
    expect(judge(entry("BTCUSDT", "10"), unknown)).toMatchObject([{ code: "daily_loss_limit", measured: null }]);
    const anchor = riskState().dayAnchor!;
    const over = { book: book({ risk: riskState({ dayAnchor: { ...anchor, untilMs: NOW } }) }) };
    expect(judge(entry("BTCUSDT", "10"), over)).toMatchObject([{ code: "daily_loss_limit", measured: null }]);
  });
});

describe("R11 drawdown", () => {
  it("passes 15 % below the risk peak, refuses one cent more and names both", () => {
    const risk = riskState({ dayAnchor: { ...riskState().dayAnchor!, nav: dec("85000") } });
    expect(judge(entry("BTCUSDT", "10"), { book: book({ navUsd: 85_000, risk }) })).toEqual([]);
    const [found] = judge(entry("BTCUSDT", "10"), { book: book({ navUsd: 84_999.99, risk }) });
    expect(found).toMatchObject({ rule: "R11", code: "drawdown_limit", limit: 0.15, unit: "fraction" });
    expect(found?.measured).toBeCloseTo(0.1500001, 9);
  });

  it("refuses while there is no peak", () => {
    const found = judge(entry("BTCUSDT", "10"), { book: book({ risk: riskState({ riskPeak: null }) }) });
    expect(found).toMatchObject([{ code: "drawdown_limit", measured: null }]);
  });
});

describe("R12 cooldown", () => {
  const timer = (key: string, scope: "symbol" | "strategy", untilMs: number) =>
    book({ risk: riskState({ cooldowns: [{ scope, key, sinceMs: NOW, untilMs, reason: "stop" }] }) });

  it("refuses 1 ms before a timer of the symbol or the strategy ends and passes once it has", () => {
    for (const [key, scope] of [
      ["BTCUSDT", "symbol"],
      ["momentum", "strategy"],
    ] as const) {
      expect(judge(entry("BTCUSDT", "10"), { book: timer(key, scope, NOW + 1) })).toEqual([
        {
          rule: "R12",
          code: "cooldown",
          measured: 0.001,
          limit: 0,
          unit: "seconds",
          setting: "risk_limits.global.cooldown_minutes_after_stop",
        },
      ]);
      expect(judge(entry("BTCUSDT", "10"), { book: timer(key, scope, NOW) })).toEqual([]);
    }
  });

  it("leaves other symbols and strategies alone, and refuses on a timer without an end", () => {
    expect(judge(entry("ETHUSDT", "10"), { book: timer("BTCUSDT", "symbol", NOW + 60_000) })).toEqual([]);
    expect(judge(entry("BTCUSDT", "10"), { book: timer("other", "strategy", NOW + 60_000) })).toEqual([]);
    expect(judge(entry("BTCUSDT", "10"), { book: timer("BTCUSDT", "symbol", Number.NaN) })).toMatchObject([
      { measured: null },
    ]);
  });
});

describe("R21 protection", () => {
  const naked = (unprotectedSinceMs: number) => book({ positions: [held("ETHUSDT", 1, { unprotectedSinceMs })] });

  it("passes while a stop is missing for 10 s, refuses after 10.001 s and names both", () => {
    expect(judge(entry("BTCUSDT", "10"), { book: naked(NOW - 10_000) })).toEqual([]);
    expect(judge(entry("BTCUSDT", "10"), { book: naked(NOW - 10_001) })).toMatchObject([
      { rule: "R21", code: "unprotected_position", measured: 10.001, limit: 10, unit: "seconds" },
    ]);
  });

  it("refuses when it is not known since when", () => {
    expect(judgeBy("R21", entry("BTCUSDT", "10"), { book: naked(Number.NaN) })).toHaveLength(1);
  });
});

describe("rules that skip reducing orders", () => {
  it("let a close pass on stale NAV, unknown prediction, lost day, drawdown, timers and missing stops", () => {
    const worst = book({
      positions: [held("BTCUSDT", 10, { unprotectedSinceMs: NOW - 60_000 })],
      navUsd: Number.NaN,
      navAtMs: 0,
      predictedNavUsd: Number.NaN,
      risk: riskState({
        dayAnchor: null,
        riskPeak: null,
        cooldowns: [{ scope: "symbol", key: "BTCUSDT", sinceMs: NOW, untilMs: NOW + 1, reason: "stop" }],
      }),
    });
    expect(judge(closing("BTCUSDT", "10"), { book: worst, policy: policy({ caps: { enabled: false } }) })).toEqual([]);
    const codes = judge(entry("ETHUSDT", "10"), { book: worst, policy: policy({ caps: { enabled: false } }) });
    expect(new Set(codes.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(9);
  });
});
