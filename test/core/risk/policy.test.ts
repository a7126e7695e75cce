import { describe, expect, it } from "vitest";
import { z } from "zod";
import { riskLimitsSchema } from "../../../src/core/risk/policy.js";

const issuesOf = (limits: unknown) => {
  const parsed = riskLimitsSchema.safeParse(limits);
  return parsed.success ? [] : parsed.error.issues.map(({ path, code }) => `${path.join(".")} ${code}`);
};

describe("risk_limits.json", () => {
  it("has the handbook's defaults: 3 % a day, 15 % drawdown, hard at 5 % and 20 %, 0.5 % risk a trade", () => {
    expect(riskLimitsSchema.parse({}).global).toMatchObject({
      daily_loss_limit_pct: 0.03,
      max_nav_drawdown_pct: 0.15,
      hard_daily_loss_pct: 0.05,
      hard_drawdown_pct: 0.2,
      risk_per_trade_pct: 0.005,
      min_notional_policy: "veto",
    });
  });

  it("is complete: parsing its own defaults changes nothing", () => {
    const defaults = riskLimitsSchema.parse({});
    expect(riskLimitsSchema.parse(defaults)).toEqual(defaults);
  });

  it("refuses 5 for 5 % and lets exposure multiples above 1 pass", () => {
    expect(issuesOf({ global: { daily_loss_limit_pct: 3 } })).toContain("global.daily_loss_limit_pct too_big");
    expect(issuesOf({ global: { max_trade_nav_pct: 0 } })).toEqual(["global.max_trade_nav_pct too_small"]);
    expect(issuesOf({ per_symbol: { BTCUSDT: { max_nav_pct: 10 } } })).toEqual([
      "per_symbol.BTCUSDT.max_nav_pct too_big",
    ]);
    expect(issuesOf({ global: { max_gross_exposure_pct: 3, max_net_exposure_pct: 3, max_leverage: 4 } })).toEqual([]);
  });

  it("refuses unknown keys and wrong types at every depth", () => {
    expect(issuesOf({ globals: {} })).toEqual([" unrecognized_keys"]);
    expect(issuesOf({ global: { loss_streak: { trade: 3 } } })).toEqual(["global.loss_streak unrecognized_keys"]);
    expect(issuesOf({ per_symbol: { BTCUSDT: { max_navpct: 0.1 } } })).toEqual([
      "per_symbol.BTCUSDT unrecognized_keys",
    ]);
    expect(issuesOf({ global: { max_concurrent_positions: "4" } })).toEqual([
      "global.max_concurrent_positions invalid_type",
    ]);
    expect(issuesOf({ global: { max_concurrent_positions: 2.5 } })).toEqual([
      "global.max_concurrent_positions invalid_type",
    ]);
  });

  it("refuses limits that could never act: a hard loss of 2 % behind a soft one of 3 %, net above gross", () => {
    expect(issuesOf({ global: { hard_daily_loss_pct: 0.02 } })).toEqual(["global.hard_daily_loss_pct custom"]);
    expect(issuesOf({ global: { hard_drawdown_pct: 0.1 } })).toEqual(["global.hard_drawdown_pct custom"]);
    expect(issuesOf({ global: { max_net_exposure_pct: 2 } })).toEqual(["global.max_gross_exposure_pct custom"]);
  });

  it("takes IANA zones only", () => {
    expect(issuesOf({ reset_timezone: "Africa/Johannesburg" })).toEqual([]);
    expect(issuesOf({ reset_timezone: "Mars/Olympus" })).toEqual(["reset_timezone custom"]);
  });

  it("describes every key", () => {
    const undescribed: string[] = [];
    let described = 0;
    const visit = (node: unknown, path: string): void => {
      const { properties, additionalProperties } = node as {
        properties?: Record<string, { description?: string }>;
        additionalProperties?: unknown;
      };
      for (const [key, member] of Object.entries(properties ?? {})) {
        if (member.description === undefined) undescribed.push(`${path}.${key}`);
        else described += 1;
        visit(member, `${path}.${key}`);
      }
      if (typeof additionalProperties === "object") visit(additionalProperties, `${path}.*`);
    };
    const schema = z.toJSONSchema(riskLimitsSchema, { io: "input" });
    visit(schema, "");
    expect(undescribed).toEqual([]);
    expect(described).toBeGreaterThan(45);
  });
});
