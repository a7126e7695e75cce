import { describe, expect, test } from "vitest";
import { changedTexts, problemOf, problemsOf } from "./support.js";

describe("names across files", () => {
  test.each([
    [
      "strategy_registry.strategies.momentum.strategy",
      "momentun",
      "strategies.momentum.strategy",
      "Did you mean momentum?",
    ],
    ["strategy_config.strategies.0.id", "momentums", "strategies.0.id", "Did you mean momentum?"],
    [
      "strategy_registry.strategies.momentum.symbols.0",
      "BTCUSD",
      "strategies.momentum.symbols.0",
      "Did you mean BTCUSDT?",
    ],
    ["strategy_config.universe.1", "ETHUSD", "universe.1", "Did you mean ETHUSDT?"],
    ["pairs_universe.universe.2.tier", "SATELITE", "universe.2.tier", "Did you mean SATELLITE?"],
    ["risk_limits.restricted_symbols", ["DOGEUSD"], "restricted_symbols.0", "Did you mean DOGEUSDT?"],
    ["risk_limits.per_symbol.BTCUSTD", { max_leverage: 2 }, "per_symbol.BTCUSTD", "Did you mean BTCUSDT?"],
    [
      "risk_limits.global.correlation.groups.all_perps.symbols",
      ["LINKUSDC"],
      "global.correlation.groups.all_perps.symbols.0",
      "Did you mean LINKUSDT?",
    ],
    ["accounts.accounts.0.venue", "binanse", "accounts.0.venue", "Did you mean binance?"],
    [
      "accounts.routes",
      [{ strategies: ["momentun"], account: "main" }],
      "routes.0.strategies.0",
      "Did you mean momentum?",
    ],
    ["accounts.routes", [{ symbols: ["XRPUSD"], account: "main" }], "routes.0.symbols.0", "Did you mean XRPUSDT?"],
    ["accounts.routes", [{ account: "mian" }], "routes.0.account", "Did you mean main?"],
    ["strategy_config.screener.beta_benchmark", "BTCUSD", "screener.beta_benchmark", "Did you mean BTCUSDT?"],
    [
      "venues.binance.instruments.LTCUSDT.quote_asset",
      "USDD",
      "binance.instruments.LTCUSDT.quote_asset",
      "Did you mean USDT?",
    ],
  ])("%s = %j is an unknown reference", (at, value, path, fix) => {
    const problems = problemsOf(changedTexts({ [at]: value })).filter((problem) => problem.path === path);
    expect(problems).toMatchObject([{ code: "unknown_reference", file: `${at.split(".")[0] ?? ""}.json`, path, fix }]);
  });

  test("an enabled strategy without settings is refused", () => {
    const problems = problemsOf(changedTexts({ "strategy_config.strategies": [] }));
    expect(problems).toMatchObject([
      { code: "unknown_reference", file: "strategy_registry.json", path: "strategies.momentum", value: "momentum" },
    ]);
  });

  test("a timeframe that isn't the strategy's is refused with the right one", () => {
    expect(problemOf(changedTexts({ "strategy_config.strategies.0.timeframe": "4h" }))).toMatchObject({
      code: "not_allowed",
      path: "strategies.0.timeframe",
      allowed: "1h",
      message: "is 4h, but momentum is defined on 1h bars",
    });
  });

  test.each([
    ["momentum", ["1h"]],
    ["vol_target", ["4h"]],
    ["relative_value", ["1d"]],
    ["smart_money", ["1h", "15m"]],
  ])("%s runs on bars of %j; any other length is refused by place, value and remedy", (id, right) => {
    for (const timeframe of ["15m", "1h", "4h", "1d"]) {
      const entry = { strategy: id, enabled: true, max_concurrent: 2, symbols: ["BTCUSDT", "ETHUSDT"] };
      const settings = { id, timeframe, max_nav_pct: 1, max_leverage: 1 };
      const params = id === "relative_value" ? { pairs: [["ETHUSDT", "BTCUSDT"]] } : {};
      const found = problemsOf(
        changedTexts({
          "strategy_registry.strategies": { [id]: entry },
          "strategy_config.strategies": [{ ...settings, params }],
        }),
      );
      const named = right.join(" or ");
      const refusal = {
        ...{ code: "not_allowed", file: "strategy_config.json", path: "strategies.0.timeframe", value: timeframe },
        ...{ message: `is ${timeframe}, but ${id} is defined on ${named} bars`, fix: `Write ${named}.` },
      };
      expect(found).toMatchObject(right.includes(timeframe) ? [] : [refusal]);
    }
  });

  test("an enabled symbol of a strategy whose bars aren't fed is refused", () => {
    expect(
      problemOf(
        changedTexts({
          "strategy_config.universe": ["BTCUSDT"],
          "strategy_registry.strategies.momentum.symbols": ["BTCUSDT", "ETHUSDT"],
        }),
      ),
    ).toMatchObject({
      code: "unknown_reference",
      file: "strategy_registry.json",
      path: "strategies.momentum.symbols.1",
      message: 'names "ETHUSDT", which is no symbol of strategy_config.universe',
    });
  });

  test("margin tiers out of order, and a market lot below the minimum, are contradictions", () => {
    const instruments = "venues.binance.instruments";
    const problems = problemsOf(
      changedTexts({
        [`${instruments}.BTCUSDT.brackets.1.notional_cap_usd`]: 40_000,
        [`${instruments}.SOLUSDT.filters.market_max_qty`]: "0.5",
      }),
    );
    expect(problems.map(({ code, path }) => ({ code, path }))).toEqual([
      { code: "contradiction", path: "binance.instruments.BTCUSDT.brackets.1" },
      { code: "contradiction", path: "binance.instruments.SOLUSDT.filters.market_max_qty" },
    ]);
  });

  test("the hard daily loss may not stand below the soft one", () => {
    expect(problemOf(changedTexts({ "risk_limits.global.hard_daily_loss_pct": 0.02 }))).toMatchObject({
      code: "contradiction",
      path: "global.hard_daily_loss_pct",
      message: "0.02 is below daily_loss_limit_pct (0.03), so the latter could never act",
    });
  });
});
