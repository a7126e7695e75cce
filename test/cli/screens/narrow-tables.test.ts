import { describe, expect, it } from "vitest";
import { createPaper } from "../../../src/cli/paper.js";
import { riskScreen } from "../../../src/cli/screens/risk-screen.js";
import { screenPassScreen } from "../../../src/cli/screens/screen-pass-screen.js";
import { signalsScreen } from "../../../src/cli/screens/signals-screen.js";
import { visibleWidth } from "../../../src/core/lib/text.js";

const paper = createPaper({ width: 80, colour: false });

function limit([rule, scope]: readonly [string, string], used: number, of: number, unit = "usd") {
  return { rule, scope, used, limit: of, unit, headroom: of - used, usage: used / of };
}

describe("hedge risk show on 80 columns", () => {
  const lines = riskScreen(
    {
      mode: "paper",
      tradingState: "ACTIVE",
      causes: [],
      nav: { value: "103922.25", at: "2025-01-01T00:00:00Z", ageMs: 0, fresh: true },
      limits: [
        limit(["R20", "group:all_perps gross"], 30_786.16, 155_883.38),
        limit(["R20", "group:all_perps beta"], 30_786.16, 155_883.38),
        limit(["R09", "global gross"], 30_786.16, 155_883.38),
        limit(["R09", "venue:binance-usdm"], 30_786.16, 155_883.38),
        limit(["R15", "strategy:momentum"], 30_786.16, 103_922.25),
        limit(["R12", "strategy:relative_value losses"], 3, 8, "count"),
        limit(["R19", "account:main"], 243.09, 103_922.25),
      ],
      cooldowns: [],
      vetoes: { last: null, windowMs: 86_400_000, total: 0, byRule: {} },
    },
    paper,
  );

  it("keeps every row apart from the others by rule and scope, whole, with the bar", () => {
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    const rows = lines.filter((line) => /^R\d\d /.test(line));
    const names = rows.map((line) => line.slice(0, 30).trim());
    expect(new Set(names).size).toBe(7);
    expect(lines.join("\n")).not.toContain("…");
    for (const name of ["all_perps gross", "all_perps beta", "venue:binance-usdm", "relative_value losses", "momentum"])
      expect(lines.join("\n")).toContain(name);
    expect(rows[0]).toMatch(/[#.]{10}$/);
  });

  it("says the unit of amounts, in the row of R19 as well", () => {
    expect(lines.find((line) => line.startsWith("R19"))).toMatch(/243\.09 +103,922\.25 USDT/);
    expect(lines.find((line) => line.startsWith("R12"))).not.toContain("USDT");
  });
});

describe("hedge doctor signals on 80 columns", () => {
  const row = (strategy: string, symbol: string, setting: string | null) => ({
    ...{ strategy, symbol, bars: 17_544, signals: 2_570, protoIntents: 1_354, intents: 1_354 },
    ...{ sized: 1_354, approved: 1_341, filled: 1_341 },
    topDrops: [
      { reason: "max_concurrent_positions", count: 174_487, setting: null, value: null, limit: null },
      { reason: "max_concurrent_positions", count: 31, setting, value: 12.3456, limit: 11.5 },
    ],
  });
  const settings = {
    "a.cooldown_minutes_after_stop": 60,
    "b.max_concurrent_positions": 8,
    "universe.A.cap": 1,
    "universe.B.cap": 2,
  };
  const screen = (rows: readonly ReturnType<typeof row>[]) =>
    signalsScreen(
      {
        document: { mode: "paper", funnel: rows },
        fromMs: 0,
        toMs: 3_600_000,
        diagnoses: [],
        settings,
        units: {},
        enabled: [],
      },
      paper,
    );

  it("cuts no strategy, symbol or setting, and names what had to leave", () => {
    const lines = screen([
      row("relative_value", "1000SHIBUSDT", "a.cooldown_minutes_after_stop"),
      row("smart_money", "ETHUSDT", "b.max_concurrent_positions"),
    ]);
    const text = lines.join("\n");
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    expect(text).not.toContain("…");
    expect(text).toMatch(/^relative_value +1000SHIBUSDT +17,544 /m);
    expect(text).toContain("cooldown_minutes_after_stop = 60");
    expect(text).toContain("max_concurrent_positions = 8");
    expect(text).toMatch(/not shown at 80 columns: sized/);
    expect(text).toMatch(/\nrelative_value\nended by/);
  });

  it("puts a setting beside the drops that named it alone, and no value where symbols have different ones", () => {
    const lines = screen([row("momentum", "A", "universe.A.cap"), row("momentum", "B", "universe.B.cap")]);
    const drops = lines.filter((line) => line.startsWith("max concurrent positions"));
    expect(drops).toHaveLength(2);
    expect(drops[0]).toMatch(/348,974$/);
    expect(drops[1]).toMatch(/ 62 +12\.35 vs 11\.5 positions +cap$/);
  });
});

describe("hedge screen on 80 columns", () => {
  const path = "strategy_config.strategies.momentum.screener.volatility_filter.normal";
  const lines = screenPassScreen(
    {
      ...{ mode: "paper", at: "2024-05-01T12:00:00Z" },
      protoIntents: [
        {
          ...{ strategy: "relative_value", symbol: "1000SHIBUSDT", side: "sell", strength: 1 },
          reasons: ["z 2.31 (entry 2) of ETHUSDT/BTCUSDT", "beta 0.912, p 0.0042, half-life 11.3 days"],
        },
      ],
      dropped: [
        {
          ...{ strategy: "relative_value", symbol: "1000SHIBUSDT", reason: "volatility_filter" },
          detail: { measured: 1.93456, limit: 1.5, setting: path },
        },
        {
          strategy: "momentum",
          symbol: "BTCUSDT",
          reason: "stale_bars",
          detail: { measured: 7_200, limit: 3_600, setting: "strategy_config.bar_grace_seconds" },
        },
        {
          strategy: "momentum",
          symbol: "SOLUSDT",
          reason: "spread_filter",
          detail: { measured: 12.5, limit: 5, setting: "a.max_spread_bps" },
        },
        {
          strategy: "momentum",
          symbol: "XRPUSDT",
          reason: "below_minimum",
          detail: { measured: 4, limit: 5, setting: "a.min_notional" },
        },
        {
          strategy: "momentum",
          symbol: "ADAUSDT",
          reason: "rebalance_band",
          detail: { measured: 0.0312, limit: 0.1, setting: "a.rebalance_band" },
        },
      ],
    },
    paper,
  );
  const text = lines.join("\n");

  it("cuts nothing: a wish has its reasons below, a setting its whole path below the table, even where its column leaves", () => {
    expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(80);
    expect(text).not.toContain("…");
    expect(text).toContain("not shown at 80 columns: setting");
    expect(text).toContain("  z 2.31 (entry 2) of ETHUSDT/BTCUSDT; beta 0.912, p 0.0042, half-life 11.3 days");
    expect(text).toMatch(/^volatility filter +1000SHIBUSDT +relative_value +1\.935 vs 1\.5× normal$/m);
    expect(lines.filter((line) => line === `· ${path}`)).toHaveLength(1);
  });

  it("tells each figure in its unit: hours, basis points, USDT, percent", () => {
    for (const told of ["2h vs 1h", "12.5 vs 5 bps", "4.00 vs 5.00 USDT", "3.12% vs 10.00%"])
      expect(text).toContain(`  ${told}\n`);
  });
});
