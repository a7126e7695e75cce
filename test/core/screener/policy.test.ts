import { describe, expect, it } from "vitest";
import { intentPolicySchema, pairsUniverseSchema, screenerPolicySchema } from "../../../src/core/screener/policy.js";

/** An entry with every key of the predecessor's file. */
const btc = {
  symbol: "BTCUSDT",
  tier: "CORE",
  bucket: "CORE",
  enabled: true,
  status: "enabled",
  target_leverage: 4.0,
  max_leverage: 4,
  min_notional: 10,
  min_gross_usd: 15.0,
  caps: { max_nav_pct: 0.25, max_order_notional: 80000, max_concurrent_positions: 1 },
};
const off = { ...btc, symbol: "LINKUSDT", tier: "SATELLITE", enabled: false, status: "disabled" };

const issueOf = (pairs: object) => pairsUniverseSchema.safeParse(pairs).error?.issues[0];

describe("pairs_universe.json", () => {
  it("takes the predecessor's names and nesting as they are", () => {
    const parsed = pairsUniverseSchema.parse({
      version: "v6.0",
      symbols: ["BTCUSDT", "LINKUSDT"],
      universe: [btc, off],
    });
    expect(parsed.universe[0]).toEqual(btc);
  });

  it("needs neither the repeated list nor status, and puts minimums of 0 where none are given", () => {
    const { symbol, tier, enabled, max_leverage, caps } = btc;
    const parsed = pairsUniverseSchema.parse({ universe: [{ symbol, tier, enabled, max_leverage, caps }] });
    expect(parsed.universe[0]).toMatchObject({ min_notional: 0, min_gross_usd: 0 });
  });

  it("refuses max_nav_pct 25 at its path", () => {
    const wrong = { ...btc, caps: { ...btc.caps, max_nav_pct: 25 } };
    expect(issueOf({ universe: [wrong] })).toMatchObject({
      code: "too_big",
      path: ["universe", 0, "caps", "max_nav_pct"],
    });
  });

  it("refuses contradictions: status, a symbol twice, a list that differs, an unknown key", () => {
    expect(issueOf({ universe: [{ ...btc, status: "disabled" }] })?.path).toEqual(["universe", 0, "status"]);
    expect(issueOf({ universe: [btc, btc] })?.message).toContain("twice");
    expect(issueOf({ symbols: ["BTCUSDT"], universe: [btc, off] })?.message).toContain("LINKUSDT");
    expect(issueOf({ symbols: ["BTCUSDT", "XUSDT"], universe: [btc] })?.message).toContain("XUSDT");
    expect(issueOf({ universe: [{ ...btc, teir: "CORE" }] })).toMatchObject({ keys: ["teir"] });
  });
});

describe("sections of strategy_config.json", () => {
  it("have defaults of 10 bps spread, 0.6 imbalance and 48 bars, and no limit of their own on positions", () => {
    expect(screenerPolicySchema.parse({})).toEqual({
      beta_benchmark: "BTCUSDT",
      default_horizon_bars: 48,
      order_book: {
        max_spread_bps: 10,
        imbalance_levels: 10,
        max_adverse_imbalance: 0.6,
        depth_bps: 25,
        min_depth_usd: null,
      },
      meta_signal: { min_probability: 0.5, full_probability: 0.6, floor: 0.5 },
    });
    expect(intentPolicySchema.parse({})).toEqual({ max_concurrent_positions: null });
  });

  it("refuse an imbalance of 60 and an unknown key", () => {
    expect(screenerPolicySchema.safeParse({ order_book: { max_adverse_imbalance: 60 } }).success).toBe(false);
    expect(intentPolicySchema.safeParse({ max_positions: 3 }).success).toBe(false);
  });
});
