import { describe, expect, it } from "vitest";
import {
  book,
  closing,
  entry,
  held,
  instrument,
  judge,
  judgeBy,
  marketView,
  NOW,
  policy,
  symbolView,
} from "../fixtures.js";

const HOUR_MS = 3_600_000;

describe("R17 restricted symbol", () => {
  const order = entry("BTCUSDT", "10");
  const refused = (setting: string | null) => [
    { rule: "R17", code: "restricted_symbol", measured: 1, limit: 0, unit: "state", setting },
  ];

  it("refuses what the configuration restricts and names the setting", () => {
    expect(judge(order, { policy: policy({ limits: { restricted_symbols: ["BTCUSDT"] } }) })).toEqual(
      refused("risk_limits.restricted_symbols"),
    );
    expect(judge(order, { policy: policy({ limits: { quote_symbols: ["USDC"] } }) })).toEqual(
      refused("risk_limits.quote_symbols"),
    );
    for (const caps of [{ enabled: false }, { restricted: true }]) {
      expect(judge(order, { policy: policy({ caps }) })).toEqual(refused("pairs_universe.universe.BTCUSDT.enabled"));
    }
  });

  it("refuses an instrument that is not TRADING", () => {
    for (const status of ["RESTRICTED", "DELISTING", "CLOSED"] as const) {
      const view = marketView(symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { status }) }));
      expect(judge(order, { view })).toEqual(refused(null));
    }
  });

  it("passes 24 h before a delisting, refuses 1 s later and names both", () => {
    const delisted = (delistingAtMs: number) =>
      marketView(symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { delistingAtMs }) }));
    expect(judge(order, { view: delisted(NOW + 24 * HOUR_MS) })).toEqual([]);
    expect(judge(order, { view: delisted(NOW + 24 * HOUR_MS - 1_000) })).toMatchObject([
      { rule: "R17", measured: 86_399, limit: 86_400, unit: "seconds" },
    ]);
    expect(judge(order, { view: delisted(Number.NaN) })).toMatchObject([{ rule: "R17", measured: null }]);
  });

  it("passes a quote asset 0.5 % off its peg, refuses at 0.51 % and when its price is unknown", () => {
    expect(judge(order, { quoteUsd: { USDT: 0.995 } })).toEqual([]);
    const [found] = judge(order, { quoteUsd: { USDT: 0.9949 } });
    expect(found).toMatchObject({ rule: "R17", limit: 0.005, unit: "fraction" });
    expect(found?.measured).toBeCloseTo(0.0051, 9);
    expect(judge(order, { quoteUsd: { USDT: Number.NaN } })).toMatchObject([{ rule: "R17", measured: null }]);
    expect(judge(order, { quoteUsd: {} })).toMatchObject([{ rule: "R17", measured: null }]);
  });

  it("lets a position in a restricted symbol be closed", () => {
    const scene = {
      book: book({ positions: [held("BTCUSDT", 10)] }),
      policy: policy({ limits: { restricted_symbols: ["BTCUSDT"] } }),
    };
    expect(judge(closing("BTCUSDT", "10"), scene)).toEqual([]);
  });
});

describe("R19 liquidation", () => {
  /** One tier of 1 %, so that the liquidation price of a long of N on NAV is (N - NAV) / (0.99 N). */
  const flatTier = [
    { notionalFloorUsd: 0, notionalCapUsd: 1e12, maxLeverage: 100, maintenanceRate: 0.01, deductionUsd: 0 },
  ];
  const view = marketView(symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { brackets: flatTier }) }));
  const withStop = (stopDistance: number, side: "buy" | "sell" = "buy") =>
    entry("BTCUSDT", "5000", {
      intent: { side, exits: { stopDistance, atr: 1, trailDistance: null, takeProfits: [], maxBars: null } },
    });
  const stopRule = policy({
    global: {
      max_trade_nav_pct: 1,
      liquidation: {
        max_stop_share: 0.5,
        majors: [],
        majors_shock_pct: 0.01,
        others_shock_pct: 0.01,
        min_margin_ratio: 1,
      },
    },
  });

  it("places the stop of a 5 x long at most half way to liquidation, 19.19 % away: 9.595 % passes, 9.61 % is refused", () => {
    const halfWay = (1 - 400_000 / (0.99 * 500_000)) * 50;
    expect(halfWay).toBeCloseTo(9.596, 3);
    expect(judgeBy("R19", withStop(halfWay), { view, policy: stopRule })).toEqual([]);
    const [found] = judgeBy("R19", withStop(halfWay + 0.01), { view, policy: stopRule });
    expect(found).toMatchObject({ code: "liquidation_distance", limit: 0.5, unit: "fraction" });
    expect(found?.measured).toBeCloseTo(0.5005, 4);
  });

  it("does the same for a short, whose liquidation at 5 x lies 18.81 % above", () => {
    const halfWay = (600_000 / (1.01 * 500_000) - 1) * 50;
    expect(halfWay).toBeCloseTo(9.406, 3);
    expect(judgeBy("R19", withStop(halfWay, "sell"), { view, policy: stopRule })).toEqual([]);
    expect(judgeBy("R19", withStop(halfWay + 0.01, "sell"), { view, policy: stopRule })).toHaveLength(1);
  });

  it("counts the losses other positions' margin leaves no room for", () => {
    const other = book({ positions: [held("ETHUSDT", 5_000)] });
    const order = withStop(9.5);
    expect(judgeBy("R19", order, { view, policy: stopRule })).toEqual([]);
    expect(judgeBy("R19", order, { view, policy: stopRule, book: other })).not.toEqual([]);
  });

  it("takes the farther of the order's stop and that of the position it adds to", () => {
    const far = book({ positions: [held("BTCUSDT", 1, { stopPrice: 50 })] });
    expect(judgeBy("R19", withStop(1), { view, policy: stopRule, book: far })).toMatchObject([
      { unit: "fraction", limit: 0.5 },
    ]);
  });

  it("refuses an entry without a stop, with a stop of 0, or with one that is not a number", () => {
    for (const stopDistance of [0, -1, Number.NaN, Infinity]) {
      expect(judgeBy("R19", withStop(stopDistance), { view, policy: stopRule })).toHaveLength(1);
    }
    expect(judgeBy("R19", entry("BTCUSDT", "1", { intent: { exits: null } }))).toMatchObject([{ measured: null }]);
  });

  it("keeps 1.5 x maintenance after majors fall 15 % and others 25 % at once, and names the ratio where it doesn't", () => {
    const tiers = flatTier;
    const both = marketView(
      symbolView("BTCUSDT", { instrument: instrument("BTCUSDT", { brackets: tiers }) }),
      symbolView("SOLUSDT", { instrument: instrument("SOLUSDT", { brackets: tiers }) }),
    );
    // SOL 200,000 short loses 50,000 and needs 2,500; a BTC long of N loses 0.15 N and needs 0.0085 N.
    const held200 = book({ positions: [held("SOLUSDT", -2_000)] });
    const most = (100_000 - 50_000 - 1.5 * 2_500) / (0.15 + 1.5 * 0.0085);
    const order = (notionalUsd: number) =>
      entry("BTCUSDT", (notionalUsd / 100).toFixed(8), { intent: { exits: { ...withStop(0.01).intent.exits! } } });
    const scene = { view: both, book: held200 };
    expect(judgeBy("R19", order(most - 0.01), scene)).toEqual([]);
    const [found, ...others] = judgeBy("R19", order(most + 1), scene);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: "liquidation_distance", limit: 1.5, unit: "multiple" });
    expect(found?.measured).toBeLessThan(1.5);
    expect(found?.measured).toBeGreaterThan(1.499);
  });
});
