import { describe, expect, it } from "vitest";
import { changedTexts, loaded, problemsOf } from "./support.js";

const withPairs = (symbols: readonly string[], params: object) =>
  changedTexts({
    "strategy_registry.strategies": {
      relative_value: { strategy: "relative_value", enabled: true, max_concurrent: 4, symbols },
    },
    "strategy_config.strategies": [{ id: "relative_value", timeframe: "1d", max_nav_pct: 1, max_leverage: 1, params }],
  });

describe("pairs in the configuration", () => {
  it("load where the strategy is registered on both markets, with every other parameter at its default", () => {
    const config = loaded(withPairs(["ETHUSDT", "BTCUSDT"], { pairs: [["ETHUSDT", "BTCUSDT"]] }), { dotEnvPath: null });
    expect(config.strategy_config.strategies[0]?.params).toMatchObject({
      lookback: 90,
      entry_z: 2,
      hedge_timeout_seconds: 10,
    });
  });

  it("are refused with place, value and what is known where a leg is not among its symbols", () => {
    const [problem] = problemsOf(withPairs(["ETHUSDT", "BTCUSDT"], { pairs: [["ETHUSDT", "SOLUSDT"]] }), {
      dotEnvPath: null,
    });
    expect(problem).toMatchObject({
      file: "strategy_config.json",
      path: "strategies.0.params.pairs",
      value: "SOLUSDT",
    });
  });
});
