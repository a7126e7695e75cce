import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { settingFacts } from "../../../../src/core/config/setting-facts.js";
import { type ConfigChange, diffConfigs as diffWith } from "../../../../src/core/ops/config-audit/diff.js";
import { STRATEGIES } from "../../../../src/core/strategies/registry.js";
import { changedTexts, loaded, shippedTexts } from "../../config/support.js";
import { plantedModel } from "../../../support/planted-model.js";
import { audit } from "./support.js";

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

  test("a group of correlated symbols is a limit more: one that comes tightens, one that goes loosens, as one change", () => {
    const path = "risk_limits.global.correlation.groups.majors";
    const majors = { symbols: ["BTCUSDT"], max_beta_exposure_pct: 0.1, max_gross_exposure_pct: 0.1 };
    const withMajors = loaded(changedTexts({ [path]: majors }));
    expect(diffConfigs(shipped, withMajors)).toMatchObject([{ path, before: null, effect: "tightens" }]);
    expect(diffConfigs(withMajors, shipped)).toMatchObject([{ path, after: null, effect: "loosens" }]);
  });

  test("an order limit of a symbol's own stands for the one of all, 50,000: 100 tightens, 80,000 loosens, and back", () => {
    const path = "risk_limits.per_symbol.XRPUSDT.max_order_notional";
    const shippedLimit = shipped.risk_limits.global.max_order_notional;
    expect(shippedLimit).toBe(50_000);
    for (const [own, effect, back] of [
      [100, "tightens", "loosens"],
      [80_000, "loosens", "tightens"],
      [50_000, "neutral", "neutral"],
    ] as const) {
      const withOwn = loaded(changedTexts({ [path]: own }));
      expect(diffConfigs(shipped, withOwn)).toMatchObject([{ path, before: null, after: own, effect }]);
      expect(diffConfigs(withOwn, shipped)).toMatchObject([{ path, before: own, after: null, effect: back }]);
    }
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
    const path = "risk_limits.per_symbol.SOLUSDT.max_nav_pct";
    const capped = loaded(changedTexts({ "risk_limits.per_symbol.SOLUSDT": { max_nav_pct: 0.1 } }));
    expect(diffConfigs(capped, shipped)).toEqual([
      { path, before: 0.1, after: null, effect: "loosens", severity: "warning" },
    ]);
    expect(diffConfigs(shipped, capped)).toMatchObject([{ path, before: null, effect: "tightens" }]);
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

describe("settings that name something else", () => {
  const dot = "pairs_universe.universe.8";

  test("a tier goes by its cap: DOTUSDT from ALT-EXT (5 %) to CORE (25 %) loosens, back it tightens", () => {
    const path = "pairs_universe.universe.DOTUSDT.tier";
    const narrow = loaded(changedTexts({ [`${dot}.tier`]: "ALT-EXT" }));
    const wide = loaded(changedTexts({ [`${dot}.tier`]: "CORE" }));
    expect(diffConfigs(narrow, wide)).toEqual([
      { path, before: "ALT-EXT", after: "CORE", effect: "loosens", severity: "warning" },
    ]);
    expect(diffConfigs(wide, narrow)).toMatchObject([{ path, effect: "tightens", severity: "warning" }]);
    const alike = changedTexts({ [`${dot}.tier`]: "CORE", "risk_limits.global.tiers.CORE.per_symbol_nav_pct": 0.05 });
    expect(diffConfigs(narrow, loaded(alike)).find((change) => change.path === path)).toMatchObject({
      effect: "neutral",
    });
  });

  test("a second account in use loosens: it has limits of its own; one less tightens, another default is looked at", () => {
    const accounts = [
      { id: "main", title: "Main", venue: "binance" },
      { id: "other", title: "Other", venue: "binance" },
    ];
    const both = changedTexts({
      "accounts.accounts": accounts,
      "accounts.routes": [{ symbols: ["DOTUSDT"], account: "other" }],
    });
    const one = changedTexts({ "accounts.accounts": accounts });
    const other = changedTexts({ "accounts.accounts": accounts, "accounts.default": "other" });
    const path = "accounts.routes";
    expect(diffConfigs(loaded(one), loaded(both))).toMatchObject([{ path, effect: "loosens", severity: "warning" }]);
    expect(diffConfigs(loaded(both), loaded(one))).toMatchObject([{ path, effect: "tightens" }]);
    expect(diffConfigs(loaded(one), loaded(other))).toMatchObject([
      { path: "accounts.default", effect: "neutral", severity: "warning" },
    ]);
  });

  test("another strategy behind a registered one loosens, whichever it is", () => {
    const entry = { enabled: true, max_concurrent: 1, symbols: ["BTCUSDT"] };
    const of = (strategy: string) =>
      loaded(
        changedTexts({
          "strategy_registry.strategies": { trend: { ...entry, strategy } },
          "strategy_config.strategies": [{ id: "trend", timeframe: "1h", max_nav_pct: 1, max_leverage: 1 }],
        }),
      );
    const changes = diffConfigs(of("momentum"), of("smart_money"));
    expect(changes.find(({ path }) => path === "strategy_registry.strategies.trend.strategy")).toMatchObject({
      effect: "loosens",
      severity: "warning",
    });
  });
});

describe("what comes and goes as a whole", () => {
  const universe = shipped.pairs_universe.universe.filter(({ symbol }) => symbol !== "LTCUSDT");
  const symbols = universe.map(({ symbol }) => symbol);
  const without = loaded(
    changedTexts({
      "pairs_universe.universe": universe,
      "strategy_config.universe": symbols,
      "strategy_registry.strategies.momentum.symbols": symbols,
    }),
  );

  test("a symbol that leaves the universe is one change that tightens, its minimum is none that loosens", () => {
    const changes = diffConfigs(shipped, without);
    expect(changes.map(({ path, effect }) => `${path} ${effect}`)).toEqual([
      "pairs_universe.universe.LTCUSDT tightens",
      "strategy_config.universe neutral",
      "strategy_registry.strategies.momentum.symbols tightens",
    ]);
    expect(changes[0]?.after).toBeNull();
  });

  test("one that comes loosens, unless it comes disabled", () => {
    const path = "pairs_universe.universe.LTCUSDT";
    expect(diffConfigs(without, shipped).find((change) => change.path === path)).toMatchObject({ effect: "loosens" });
    const disabled = loaded(changedTexts({ "pairs_universe.universe.10.enabled": false }));
    expect(diffConfigs(without, disabled).find((change) => change.path === path)).toMatchObject({ effect: "neutral" });
  });

  test("a section that was left out meant its defaults: one key of twap is one change", () => {
    const path = "router_policy.twap.min_notional_usd";
    const compared = audit({ "router_policy.twap": { min_notional_usd: 40_000 } }, 100_000, { ...shipped });
    expect(compared.diff).toMatchObject([{ path, before: 25_000, after: 40_000 }]);
    expect(audit({ "router_policy.twap": {} }, 100_000, { ...shipped }).diff).toEqual([]);
  });
});

describe("parameters that carry risk", () => {
  test.each([
    ["target_vol", 0.5],
    ["max_leverage", 5],
  ])("vol_target's %s of %d lets more risk through", (key, value) => {
    const of = (params: object) => ({ strategy_config: { strategies: [{ id: "vol_target", params }] } });
    const [change] = diffConfigs(of({ [key]: 0.05 }), of({ [key]: value }));
    expect(change).toMatchObject({ effect: "loosens", severity: "warning" });
  });
});

test("a model that comes is told by its id, not by its record", () => {
  const record = plantedModel();
  const model = JSON.stringify(record);
  const tree = (more: object) => ({ strategy_config: { screener: { meta_signal: { floor: 0.5, ...more } } } });
  expect(diffConfigs(tree({}), tree({ model }))).toMatchObject([
    {
      path: "strategy_config.screener.meta_signal.model",
      before: null,
      after: `logistic-planted (${String(model.length)} characters of record)`,
    },
  ]);
});
