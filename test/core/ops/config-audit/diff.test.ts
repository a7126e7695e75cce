import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settingFacts } from "../../../../src/core/config/setting-facts.js";
import { type ConfigChange, diffConfigs as diffWith } from "../../../../src/core/ops/config-audit/diff.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { changedTexts, loaded, shippedTexts } from "../../config/support.js";

const factsOf = settingFacts(STRATEGIES);
const diffConfigs = (before: unknown, after: unknown): readonly ConfigChange[] => diffWith(before, after, factsOf);
const shipped = loaded(shippedTexts());
const changed = (changes: Readonly<Record<string, unknown>>) => diffConfigs(shipped, loaded(changedTexts(changes)));

describe("diffConfigs", () => {
  test.each([
    ["risk_limits.global.daily_loss_limit_pct", 0.04, "loosens", "error"],
    ["risk_limits.global.daily_loss_limit_pct", 0.02, "tightens", "info"],
    ["risk_limits.global.max_trade_nav_pct", 0.2, "loosens", "warning"],
    ["risk_limits.global.cooldown_minutes_after_stop", 30, "loosens", "warning"],
    ["risk_limits.global.cooldown_minutes_after_stop", 90, "tightens", "info"],
    ["risk_limits.global.min_notional_policy", "bump", "loosens", "warning"],
    ["risk_limits.global.loss_streak.trades", 0, "loosens", "warning"],
    ["risk_limits.global.loss_streak.trades", 4, "tightens", "info"],
    ["risk_limits.global.liquidation.min_margin_ratio", 1.2, "loosens", "warning"],
    ["risk_limits.global.tiers.CORE.per_symbol_nav_pct", 0.3, "loosens", "warning"],
    ["risk_limits.restricted_symbols", ["DOGEUSDT"], "tightens", "info"],
    ["risk_limits.quote_symbols", ["USDT"], "tightens", "info"],
    ["strategy_config.exits.disaster_stop_atr", 8, "loosens", "error"],
    ["strategy_config.intents.max_concurrent_positions", 3, "tightens", "info"],
    ["strategy_config.screener.order_book.max_spread_bps", null, "loosens", "warning"],
    ["strategy_registry.strategies.momentum.capacity_usd", 9_000, "tightens", "info"],
    ["strategy_registry.strategies.momentum.enabled", false, "tightens", "info"],
    ["router_policy.max_slippage_bps.entry", 20, "loosens", "warning"],
    ["router_policy.offset.hot_bps", 2, "neutral", "info"],
    ["venues.binance.prod.rest", "https://example.org", "neutral", "warning"],
  ])("%s → %j %s (%s)", (path, value, effect, severity) => {
    expect(changed({ [path]: value })).toMatchObject([{ path, after: value, effect, severity }]);
  });

  test("members of lists are named by symbol and id, not by place", () => {
    expect(
      changed({ "pairs_universe.universe.2.caps.max_nav_pct": 0.1, "strategy_config.strategies.0.max_leverage": 2 }),
    ).toEqual([
      {
        path: "pairs_universe.universe.SOLUSDT.caps.max_nav_pct",
        before: 0.2,
        after: 0.1,
        effect: "tightens",
        severity: "info",
      },
      {
        path: "strategy_config.strategies.momentum.max_leverage",
        before: 1,
        after: 2,
        effect: "loosens",
        severity: "warning",
      },
    ]);
  });

  test("another order of symbols is no change of risk, a symbol more loosens, a symbol less tightens", () => {
    const symbols = shipped.strategy_registry.strategies["momentum"]?.symbols ?? [];
    const path = "strategy_registry.strategies.momentum.symbols";
    const one = loaded(changedTexts({ [path]: ["BTCUSDT"] }));
    expect(changed({ [path]: [...symbols].reverse() })).toMatchObject([{ path, effect: "neutral" }]);
    expect(diffConfigs(one, shipped)).toMatchObject([{ path, effect: "loosens" }]);
    expect(diffConfigs(shipped, one)).toMatchObject([{ path, effect: "tightens" }]);
    const swapped = loaded(changedTexts({ [path]: ["ETHUSDT"] }));
    expect(diffConfigs(one, swapped)).toMatchObject([{ path, effect: "loosens" }]);
  });

  test("a limit by symbol that goes away loosens, one that is new tightens", () => {
    const path = "risk_limits.per_symbol.BTCUSDT.max_order_notional";
    const without = loaded(changedTexts({ "risk_limits.per_symbol": { ETHUSDT: { max_order_notional: 80_000 } } }));
    expect(diffConfigs(shipped, without)).toEqual([
      { path, before: 80_000, after: null, effect: "loosens", severity: "warning" },
    ]);
    expect(diffConfigs(without, shipped)).toMatchObject([{ path, before: null, effect: "tightens" }]);
  });

  test("equal configurations differ in nothing, whatever the order of keys", () => {
    const turned = JSON.parse(JSON.stringify(shipped)) as object;
    expect(diffConfigs(shipped, Object.fromEntries(Object.entries(turned).reverse()))).toEqual([]);
  });

  test("what loosens one way tightens the other way", () => {
    const opposite = { loosens: "tightens", tightens: "loosens", neutral: "neutral" } as const;
    const limits = [
      "max_leverage",
      "max_trade_nav_pct",
      "cooldown_minutes_after_stop",
      "max_unprotected_seconds",
      "min_notional_usdt",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...limits),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (key, a, b) => {
          const tree = (value: number) => ({ risk_limits: { global: { [key]: value } } });
          const [there] = diffConfigs(tree(a), tree(b));
          const [back] = diffConfigs(tree(b), tree(a));
          expect(back?.effect).toBe(there === undefined ? undefined : opposite[there.effect]);
        },
      ),
    );
  });
});
