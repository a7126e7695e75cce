import { describe, expect, it } from "vitest";
import type { Violation } from "../../../../src/core/domain/intent.js";
import {
  book,
  closing,
  entry,
  held,
  judge,
  judgeBy,
  marketView,
  NAV,
  pending,
  policy,
  type PolicyChange,
  type Scene,
  symbolView,
  WIDE,
} from "../fixtures.js";

/** One cent of notional at a price of 100 is 0.0001. */
const exactly = entry("BTCUSDT", "100");
const oneCentMore = entry("BTCUSDT", "100.0001");

interface Case {
  readonly rule: string;
  readonly code: string;
  readonly setting: string;
  readonly change: PolicyChange;
  readonly limit: number;
  readonly measured: number;
  readonly scene?: Scene;
}

const cases: readonly Case[] = [
  {
    rule: "R04",
    code: "trade_gt_nav_pct",
    setting: "risk_limits.global.max_trade_nav_pct",
    change: { global: { max_trade_nav_pct: 0.1 } },
    limit: 10_000,
    measured: 10_000.01,
  },
  {
    rule: "R05",
    code: "leverage_exceeded",
    setting: "pairs_universe.universe.BTCUSDT.max_leverage",
    change: { caps: { maxLeverage: 0.1 } },
    limit: 0.1,
    measured: 0.1000001,
  },
  {
    rule: "R05",
    code: "leverage_exceeded",
    setting: "risk_limits.per_symbol.BTCUSDT.max_leverage",
    change: { caps: { maxLeverage: 0.1 }, limits: { per_symbol: { BTCUSDT: { max_leverage: 0.1 } } } },
    limit: 0.1,
    measured: 0.1000001,
  },
  {
    rule: "R05",
    code: "leverage_exceeded",
    setting: "strategy_config.strategies.momentum.max_leverage",
    change: { strategy: { maxLeverage: 0.1 } },
    limit: 0.1,
    measured: 0.1000001,
  },
  {
    rule: "R05",
    code: "leverage_exceeded",
    setting: "risk_limits.global.max_leverage",
    change: { global: { max_leverage: 0.3 } },
    scene: { book: book({ positions: [held("ETHUSDT", -200)] }) },
    limit: 0.3,
    measured: 0.3000001,
  },
  {
    rule: "R07",
    code: "max_order_notional",
    setting: "risk_limits.global.max_order_notional",
    change: { caps: { maxOrderNotionalUsd: 10_000 } },
    limit: 10_000,
    measured: 10_000.01,
  },
  {
    rule: "R08",
    code: "symbol_exposure",
    setting: "risk_limits.per_symbol.BTCUSDT.max_nav_pct",
    change: { caps: { maxNavPct: 0.3 } },
    scene: { book: book({ positions: [held("BTCUSDT", 200)] }) },
    limit: 30_000,
    measured: 30_000.01,
  },
  {
    rule: "R08",
    code: "symbol_exposure",
    setting: "risk_limits.global.max_symbol_exposure_pct",
    change: { global: { max_symbol_exposure_pct: 0.1 } },
    limit: 10_000,
    measured: 10_000.01,
  },
  {
    rule: "R09",
    code: "global_exposure",
    setting: "risk_limits.global.max_gross_exposure_pct",
    change: { global: { max_gross_exposure_pct: 0.4 } },
    scene: {
      book: book({ positions: [held("ETHUSDT", -200)], pending: [pending("SOLUSDT", 100, { unknown: true })] }),
    },
    limit: 40_000,
    measured: 40_000.01,
  },
  {
    rule: "R09",
    code: "global_exposure",
    setting: "risk_limits.global.max_net_exposure_pct",
    change: { global: { max_net_exposure_pct: 0.3 } },
    scene: { book: book({ positions: [held("ETHUSDT", 200)], pending: [pending("SOLUSDT", 500, { side: "sell" })] }) },
    limit: 30_000,
    measured: 30_000.01,
  },
  {
    rule: "R09",
    code: "global_exposure",
    setting: "risk_limits.global.max_venue_exposure_pct",
    change: { global: { max_venue_exposure_pct: 0.3 } },
    scene: { book: book({ positions: [held("ETHUSDT", -200)] }) },
    limit: 30_000,
    measured: 30_000.01,
  },
  {
    rule: "R15",
    code: "strategy_exposure",
    setting: "strategy_config.strategies.momentum.max_nav_pct",
    change: { strategy: { maxNavPct: 0.3 } },
    scene: { book: book({ positions: [held("ETHUSDT", -200), held("SOLUSDT", 300, { strategy: "other" })] }) },
    limit: 30_000,
    measured: 30_000.01,
  },
];

describe.each(cases)("$rule $setting", ({ rule, code, setting, change, limit, measured, scene }) => {
  const withPolicy = { ...scene, policy: policy(change) };

  it(`passes at exactly ${limit}`, () => {
    expect(judgeBy(rule, exactly, withPolicy)).toEqual([]);
  });

  it(`refuses one cent above, with ${measured} against ${limit}`, () => {
    const [found, ...others] = judgeBy(rule, oneCentMore, withPolicy);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule, code, setting } satisfies Partial<Violation>);
    expect(found?.measured).toBeCloseTo(measured, 8);
    expect(found?.limit).toBeCloseTo(limit, 8);
  });

  it("refuses on an unknown quantity or notional, and on an unknown NAV where NAV sets the limit", () => {
    for (const qty of ["NaN", "Infinity", "-100", "0"]) {
      expect(judgeBy(rule, entry("BTCUSDT", qty), withPolicy).length).toBeGreaterThan(0);
    }
    const unknownNav = { ...withPolicy, book: { ...(scene?.book ?? book()), navUsd: Number.NaN } };
    if (rule !== "R07") expect(judgeBy(rule, exactly, unknownNav).length).toBeGreaterThan(0);
  });
});

describe("R06 minimum notional", () => {
  it("passes at exactly 10 USDT, refuses one cent below and names both", () => {
    expect(judge(entry("BTCUSDT", "0.1"))).toEqual([]);
    const [found, ...others] = judge(entry("BTCUSDT", "0.0999"));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ rule: "R06", code: "min_notional", limit: 10, unit: "usd" });
    expect(found?.measured).toBeCloseTo(9.99, 9);
    expect(found?.setting).toBe("risk_limits.global.min_notional_usdt");
  });

  it("exempts reduce-only orders where the venue does, and refuses them where it doesn't", () => {
    const scene = { book: book({ positions: [held("BTCUSDT", 0.05)] }) };
    expect(judge(closing("BTCUSDT", "0.05"), scene)).toEqual([]);
    const strict = { ...scene, policy: { ...policy(), reduceOnlyMinNotionalExempt: false } };
    expect(judge(closing("BTCUSDT", "0.05"), strict)).toMatchObject([{ code: "min_notional", limit: 10 }]);
  });

  it("names the setting that holds the minimum of 100", () => {
    const minNotionalSetting = "venues.binance.instruments.BTCUSDT.filters.min_notional";
    const venue = policy({ caps: { minNotionalUsd: 100, minNotionalSetting } });
    expect(judge(entry("BTCUSDT", "0.1"), { policy: venue })[0]?.setting).toBe(minNotionalSetting);
  });
});

describe("exposure of what is in flight", () => {
  it("counts the dearer of mark and limit price", () => {
    const view = marketView(symbolView("BTCUSDT", { mark: 101 }));
    const [found] = judge(entry("BTCUSDT", "100"), { view, policy: policy({ global: { max_trade_nav_pct: 0.1 } }) });
    expect(found).toMatchObject({ rule: "R04", measured: 10_100, limit: 10_000 });
  });

  it("gives no credit for a reduce-only order that has not filled", () => {
    const scene = {
      book: book({
        positions: [held("BTCUSDT", 200)],
        pending: [pending("BTCUSDT", 200, { side: "sell", purpose: "close", reduceOnly: true })],
      }),
      policy: policy({ caps: { maxNavPct: 0.2 } }),
    };
    expect(judgeBy("R08", entry("BTCUSDT", "1"), scene)).toMatchObject([{ measured: 20_100, limit: 20_000 }]);
  });

  it("refuses every entry while the mark of one held position is unknown", () => {
    const scene = { book: book({ positions: [held("ETHUSDT", 1, { markPrice: Number.NaN })] }) };
    const rules = judge(entry("BTCUSDT", "1"), scene).map(({ rule, measured }) => [rule, measured]);
    expect(rules).toEqual(
      expect.arrayContaining([
        ["R05", null],
        ["R09", null],
        ["R15", null],
        ["R20", null],
      ]),
    );
  });

  it("refuses a symbol, a strategy and a disabled strategy without caps", () => {
    const unknownSymbol = judge(entry("DOGEUSDT", "1")).map(({ rule }) => rule);
    expect(unknownSymbol).toEqual(expect.arrayContaining(["R04", "R05", "R06", "R07", "R08", "R13", "R17", "R19"]));
    const unknownStrategy = judge(entry("BTCUSDT", "1", { intent: { strategy: "constructor" } })).map(
      ({ rule }) => rule,
    );
    expect(unknownStrategy).toEqual(["R05", "R13", "R15"]);
    const disabled = judge(entry("BTCUSDT", "1"), { policy: policy({ strategy: { enabled: false } }) });
    expect(disabled).toMatchObject([
      { rule: "R15", measured: 100, limit: 0, setting: "strategy_registry.strategies.momentum.enabled" },
    ]);
  });
});

describe("limits under test", () => {
  it("are wide enough that 10,000 of 100,000 USDT passes everything", () => {
    expect(NAV * WIDE.max_trade_nav_pct).toBe(100_000);
    expect(judge(exactly)).toEqual([]);
  });
});
