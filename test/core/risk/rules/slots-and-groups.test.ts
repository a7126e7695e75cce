import { describe, expect, it } from "vitest";
import {
  book,
  entry,
  held,
  judge,
  judgeBy,
  marketView,
  NOW,
  pending,
  policy,
  riskState,
  symbolView,
} from "../fixtures.js";

const exactly = entry("BTCUSDT", "100");
const oneCentMore = entry("BTCUSDT", "100.0001");

describe("R13 concurrency", () => {
  it("passes as the 2nd of 2 positions, refuses the 3rd and names both, entries in flight included", () => {
    const two = policy({ global: { max_concurrent_positions: 2 } });
    const one = book({ positions: [held("ETHUSDT", 1)] });
    expect(judge(entry("BTCUSDT", "1"), { book: one, policy: two })).toEqual([]);
    const full = book({ positions: [held("ETHUSDT", 1)], pending: [pending("SOLUSDT", 1, { unknown: true })] });
    expect(judge(entry("BTCUSDT", "1"), { book: full, policy: two })).toMatchObject([
      { code: "max_concurrent_positions", measured: 3, limit: 2, unit: "count" },
    ]);
  });

  it("counts slots of a strategy apart from those of others", () => {
    const one = policy({ strategy: { maxConcurrent: 1 } });
    const other = book({ positions: [held("ETHUSDT", 1, { strategy: "other" })] });
    expect(judge(entry("BTCUSDT", "1"), { book: other, policy: one })).toEqual([]);
    expect(
      judge(entry("BTCUSDT", "1"), { book: book({ positions: [held("ETHUSDT", 1)] }), policy: one }),
    ).toMatchObject([
      {
        code: "strategy_concurrency",
        measured: 2,
        limit: 1,
        setting: "strategy_registry.strategies.momentum.max_concurrent",
      },
    ]);
  });

  it("adds to a position of the same idea, never to one of another strategy, of the other side, or in flight", () => {
    const add = entry("BTCUSDT", "1");
    expect(judge(add, { book: book({ positions: [held("BTCUSDT", 1)] }) })).toEqual([]);
    for (const taken of [
      book({ positions: [held("BTCUSDT", 1, { strategy: "other" })] }),
      book({ positions: [held("BTCUSDT", -1)] }),
      book({ pending: [pending("BTCUSDT", 1)] }),
    ]) {
      expect(judge(add, { book: taken })).toMatchObject([{ code: "symbol_concurrency", measured: 2, limit: 1 }]);
    }
  });

  it("opens nothing in a symbol with 0 slots", () => {
    const none = policy({ caps: { maxConcurrentPositions: 0 } });
    expect(judge(entry("BTCUSDT", "1"), { policy: none })).toMatchObject([
      { code: "symbol_concurrency", measured: 1, limit: 0 },
    ]);
  });
});

describe("R14 trade rate", () => {
  it("passes the 2nd entry of an hour, refuses the 3rd and forgets one that is an hour old", () => {
    const rate = policy({ global: { max_trades_per_symbol_per_hour: 2 } });
    const entries = (...ages: number[]) =>
      book({ risk: riskState({ recentEntries: { BTCUSDT: ages.map((age) => NOW - age) } }) });
    expect(judge(entry("BTCUSDT", "1"), { book: entries(60_000), policy: rate })).toEqual([]);
    expect(judge(entry("BTCUSDT", "1"), { book: entries(3_599_999, 60_000), policy: rate })).toMatchObject([
      { rule: "R14", code: "trade_rate_limit", measured: 3, limit: 2, unit: "count" },
    ]);
    expect(judge(entry("BTCUSDT", "1"), { book: entries(3_600_000, 60_000), policy: rate })).toEqual([]);
    expect(judge(entry("ETHUSDT", "1"), { book: entries(1, 1, 1), policy: rate })).toEqual([]);
  });
});

describe("R20 correlated exposure", () => {
  const group = (max_beta_exposure_pct: number, max_gross_exposure_pct: number, symbols = ["*"]) =>
    policy({
      global: {
        correlation: {
          default_beta: 1.5,
          groups: { perps: { symbols, max_beta_exposure_pct, max_gross_exposure_pct } },
        },
      },
    });

  it("weighs by beta: 2 x 10,000 long less 1 x 5,000 short passes at 15,000 and refuses one cent more", () => {
    const view = marketView(symbolView("BTCUSDT", {}, 2));
    const scene = { view, book: book({ positions: [held("ETHUSDT", -50)] }), policy: group(0.15, 50) };
    expect(judge(exactly, scene)).toEqual([]);
    expect(judge(entry("BTCUSDT", "100.00005"), scene)).toMatchObject([
      {
        rule: "R20",
        code: "correlated_exposure",
        limit: 15_000,
        setting: "risk_limits.global.correlation.groups.perps.max_beta_exposure_pct",
      },
    ]);
  });

  it("caps the gross of a group and leaves symbols outside it alone", () => {
    const scene = {
      book: book({ positions: [held("ETHUSDT", -100)] }),
      policy: group(50, 0.2, ["BTCUSDT", "ETHUSDT"]),
    };
    expect(judge(exactly, scene)).toEqual([]);
    const [found] = judge(oneCentMore, scene);
    expect(found).toMatchObject({ rule: "R20", limit: 20_000 });
    expect(found?.measured).toBeCloseTo(20_000.01, 6);
    expect(judge(entry("SOLUSDT", "900"), scene)).toEqual([]);
  });

  it("takes the default beta 1.5 where none is known, so an unknown symbol is not a harmless one", () => {
    const view = marketView(symbolView("BTCUSDT", {}, Number.NaN));
    expect(judge(exactly, { view, policy: group(0.15, 50) })).toEqual([]);
    expect(judge(oneCentMore, { view, policy: group(0.15, 50) })).toMatchObject([{ rule: "R20", limit: 15_000 }]);
  });

  it("makes no hedge of a held symbol of unknown beta: 10,000 bought against 10,000 short x 1.5 is 25,000, not 0", () => {
    const view = marketView(symbolView("ETHUSDT", {}, Number.NaN));
    for (const qty of [-100, 100]) {
      const scene = { view, book: book({ positions: [held("ETHUSDT", qty)] }) };
      expect(judge(exactly, { ...scene, policy: group(0.25, 50) })).toEqual([]);
      expect(judge(exactly, { ...scene, policy: group(0.2499, 50) })).toMatchObject([
        { rule: "R20", measured: 25_000, limit: 24_990 },
      ]);
    }
  });

  it("makes no hedge of an order of unknown beta: sold or bought, it adds 15,000 to the 10,000 that are held", () => {
    const view = marketView(symbolView("BTCUSDT", {}, Infinity));
    for (const side of ["buy", "sell"] as const) {
      const order = entry("BTCUSDT", "100", { intent: { side } });
      const scene = { view, book: book({ positions: [held("ETHUSDT", 100)] }), policy: group(0.2, 50) };
      expect(judge(order, scene)).toMatchObject([{ rule: "R20", measured: 25_000, limit: 20_000 }]);
    }
  });

  it("knows no beta of a held symbol that the market does not show", () => {
    const scene = { book: book({ positions: [held("NEWUSDT", -100)] }), policy: group(0.2, 50) };
    expect(judgeBy("R20", exactly, scene)).toMatchObject([{ measured: 25_000, limit: 20_000 }]);
  });

  it("gives no credit for a hedge that has not filled", () => {
    const scene = { book: book({ pending: [pending("ETHUSDT", 100, { side: "sell" })] }), policy: group(0.05, 50) };
    expect(judge(exactly, scene)).toMatchObject([{ rule: "R20", measured: 10_000, limit: 5_000 }]);
  });
});
