import { describe, expect, it } from "vitest";
import { limitsUsage } from "../../../src/core/risk/usage.js";
import { riskLimitsSchema } from "../../../src/core/risk/policy.js";
import { book, held, marketView, NOW, pending, policy, riskState, symbolView } from "./fixtures.js";

const shipped = {
  ...policy({ strategy: { maxNavPct: 0.8, maxConcurrent: 4 }, caps: { maxNavPct: 0.25 } }),
  limits: riskLimitsSchema.parse({}),
};

const rows = limitsUsage({
  book: book({
    navUsd: 99_000,
    predictedNavUsd: 99_000,
    navAtMs: NOW - 15_000,
    positions: [held("BTCUSDT", 100, { unprotectedSinceMs: NOW - 2_000 }), held("ETHUSDT", -50)],
    pending: [pending("SOLUSDT", 40)],
    risk: riskState({ recentEntries: { SOLUSDT: [NOW - 1_000] } }),
  }),
  view: marketView(),
  policy: shipped,
});
const row = (rule: string, scope: string) =>
  rows.find((candidate) => candidate.rule === rule && candidate.scope === scope);

/** Used of R02, and of the age of a price by R16, when both are this old. */
function agesUsed(seconds: number, cadenceMs?: number): readonly (number | null | undefined)[] {
  const old = { navAtMs: NOW - seconds * 1_000, positions: [held("BTCUSDT", 1)] };
  const symbol = symbolView("BTCUSDT", { markAtMs: NOW - seconds * 1_000 });
  const input = { book: book(old), view: marketView(symbol), policy: shipped };
  const found = limitsUsage({ ...input, ...(cadenceMs === undefined ? {} : { cadenceMs }) });
  const used = (rule: string, scope: string): number | null | undefined =>
    found.find((candidate) => candidate.rule === rule && candidate.scope === scope)?.used;
  return [used("R02", "account:main"), used("R16", "symbol:BTCUSDT age")];
}

describe("usage of limits", () => {
  it("measures gross, net, leverage and slots with entries in flight included", () => {
    expect(row("R09", "global gross")).toEqual({
      rule: "R09",
      scope: "global gross",
      used: 19_000,
      limit: 148_500,
      unit: "usd",
      headroom: 129_500,
      usage: 19_000 / 148_500,
    });
    expect(row("R09", "global net")?.used).toBe(9_000);
    expect(row("R09", "venue:binance")).toMatchObject({ used: 19_000, limit: 148_500 });
    expect(row("R05", "account:main")).toMatchObject({ used: 19_000 / 99_000, limit: 3, unit: "multiple" });
    expect(row("R13", "global")).toMatchObject({ used: 3, limit: 8, headroom: 5, unit: "count" });
  });

  it("measures symbols, strategies and groups against the tighter of their caps", () => {
    expect(row("R08", "symbol:BTCUSDT")).toMatchObject({ used: 10_000, limit: 24_750, headroom: 14_750 });
    expect(row("R14", "symbol:SOLUSDT")).toMatchObject({ used: 1, limit: 6 });
    expect(row("R15", "strategy:momentum")).toMatchObject({ used: 19_000, limit: 79_200 });
    expect(row("R13", "strategy:momentum")).toMatchObject({ used: 3, limit: 4 });
    expect(row("R20", "group:all_perps beta")).toMatchObject({ used: 9_000, limit: 148_500 });
    expect(row("R20", "group:all_perps gross")).toMatchObject({ used: 19_000 });
  });

  it("between two hourly bars of recorded data no price is too old; one bar later it is by what is over the hour", () => {
    expect(agesUsed(3_600)).toEqual([3_600, 3_600]);
    expect([0, 1_800, 3_600, 3_670].map((seconds) => agesUsed(seconds, 3_600_000))).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
      [70, 70],
    ]);
  });

  it("measures loss, drawdown, ages and the joint shock", () => {
    expect(row("R10", "global")?.used).toBeCloseTo(0.01, 12);
    expect(row("R11", "global")?.limit).toBe(0.15);
    expect(row("R02", "account:main")).toMatchObject({ used: 15, limit: 150, headroom: 135 });
    expect(row("R21", "account:main")).toMatchObject({ used: 2, limit: 10, usage: 0.2 });
    // Shock: 10,000 x 15 % + 5,000 x 15 % + 4,000 x 25 % lost; 1 % of 8,500 + 5,750 + 3,000 needed, 1.5 times.
    expect(row("R19", "account:main")).toMatchObject({ used: 258.75, limit: 95_750 });
  });

  it("shows no use of a loss limit in profit, and null for what is unknown", () => {
    const inProfit = limitsUsage({
      book: book({ navUsd: 120_000, predictedNavUsd: 120_000 }),
      view: marketView(),
      policy: shipped,
    });
    expect(inProfit.find(({ rule }) => rule === "R10")).toMatchObject({ used: 0, headroom: 0.03, usage: 0 });
    const unknown = limitsUsage({ book: book({ navUsd: Number.NaN }), view: marketView(), policy: shipped });
    expect(unknown.find(({ rule }) => rule === "R11")).toMatchObject({ used: null, headroom: null, usage: null });
    expect(JSON.parse(JSON.stringify(unknown))).toEqual(unknown);
  });
});
