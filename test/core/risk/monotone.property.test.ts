import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Config, CONFIG_FILES } from "../../../src/core/config/config-files.js";
import { getAtPath, setAtPath } from "../../../src/core/config/paths.js";
import type { Violation } from "../../../src/core/domain/intent.js";
import { RISK_RULES } from "../../../src/core/risk/registry.js";
import { changedTexts, loaded } from "../config/support.js";
import { directedSettings, type DirectedSetting, EXCLUDED, placeOf } from "./directed-settings.js";
import { between, decided, type Outcome, refusalsOfReducing, scenesAbout, scenesHolding } from "./monotone-scenes.js";

/** As shipped, with every optional limit set, so that each of them is there to be moved. */
const BASE: Config = loaded(
  changedTexts({
    "strategy_registry.strategies.momentum.capacity_usd": 15_000,
    "strategy_registry.strategies.momentum.max_concurrent": 3,
    "strategy_config.strategies.momentum.volatility_buckets": { quiet: 1, normal: 1, hot: 0.5, panic: 0.5 },
    "risk_limits.global.max_concurrent_positions": 3,
    "risk_limits.global.liquidation.min_margin_ratio": 60,
    "risk_limits.global.risk_per_trade_pct": 0.002,
    "risk_limits.global.max_gross_exposure_pct": 3,
    "risk_limits.global.max_net_exposure_pct": 0.5,
    "risk_limits.global.max_venue_exposure_pct": 3,
    "risk_limits.global.market_quality.max_book_age_seconds": 10,
    "risk_limits.global.correlation.groups.all_perps": {
      symbols: ["*"],
      max_beta_exposure_pct: 3,
      max_gross_exposure_pct: 3,
    },
    "strategy_config.sizing.drawdown_scale": { start: 0.05, full: 0.15, floor: 0.4 },
    "strategy_config.sizing.volatility_scale": { start: 1, full: 2.5, floor: 0.4 },
    "risk_limits.per_symbol.BTCUSDT": {
      max_nav_pct: 0.2,
      max_order_notional: 30_000,
      max_leverage: 1,
      min_notional: 60,
    },
    "pairs_universe.universe.BTCUSDT.caps.max_nav_pct": 0.2,
    "pairs_universe.universe.BTCUSDT.caps.max_order_notional": 90_000,
    "risk_limits.global.min_notional_usdt": 60,
    "pairs_universe.universe.BTCUSDT.min_notional": 60,
    "pairs_universe.universe.BTCUSDT.min_gross_usd": 60,
    "venues.binance.instruments.BTCUSDT.filters.min_notional": "60",
    "accounts.accounts.main.state": "active",
    "accounts.accounts.main.limits": {
      max_trade_nav_pct: 0.2,
      max_symbol_exposure_pct: 0.3,
      max_gross_exposure_pct: 3,
      max_net_exposure_pct: 0.6,
      max_leverage: 3,
      max_concurrent_positions: 3,
      daily_loss_limit_pct: 0.04,
      max_nav_drawdown_pct: 0.2,
    },
    "venues.binance.order_limits": { orders_10s: 300, orders_1m: 1_200 },
  }),
  { dotEnvPath: null },
);

const isExcluded = ({ path }: DirectedSetting): boolean =>
  Object.keys(EXCLUDED).some((start) => path.startsWith(start));
const SETTINGS = directedSettings();
const HELD = SETTINGS.filter((setting) => !isExcluded(setting));
const FIGURES = HELD.filter(({ path }) => typeof getAtPath(BASE, placeOf(path)) === "number");

/** The limit of the symbol replaces the one for all. */
const REPLACED = {
  path: "risk_limits.global.max_order_notional",
  by: "risk_limits.per_symbol.BTCUSDT.max_order_notional",
};

function baseFor({ path }: DirectedSetting): Config {
  return path === REPLACED.path ? (setAtPath(BASE, REPLACED.by, undefined) as Config) : BASE;
}

/** A figure within the bounds of its setting, on either side of what it is. */
function figureOf({ path, least, most, isWhole }: DirectedSetting, factor: number): number {
  const value = Number(getAtPath(BASE, placeOf(path))) * factor;
  const bounded = Math.min(most, Math.max(least === 0 ? 1e-6 : least, value));
  return isWhole ? Math.max(least, Math.round(bounded)) : bounded;
}

const factors = between(Math.log(0.02), Math.log(4)).map(Math.exp);
const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Two values of a setting, the tighter first; the same twice where one figure happens to be both. */
function valuesOf(setting: DirectedSetting): fc.Arbitrary<readonly [tight: unknown, loose: unknown]> {
  const { loosens, facts, path } = setting;
  const value = getAtPath(BASE, placeOf(path));
  if (typeof loosens !== "string") {
    const pairs = loosens.flatMap((tight, at) => loosens.slice(at + 1).map((loose) => [tight, loose] as const));
    return fc.constantFrom(...pairs);
  }
  if (loosens === "listed") return fc.constantFrom([[], value] as const, [listed(value).slice(1), value] as const);
  if (loosens === "unlisted") return fc.constant([["BTCUSDT"], []]);
  if (typeof value === "boolean") return fc.constant(loosens === "up" ? [false, true] : [true, false]);
  return fc.tuple(factors, factors, fc.nat(5)).map(([a, b, turn]) => {
    const figures = [figureOf(setting, a), figureOf(setting, b)].toSorted((x, y) => x - y);
    // Filters of a venue are decimal texts.
    const [less, more] = typeof value === "string" ? figures.map((figure) => figure.toFixed(4)) : figures;
    if (facts.absent === "unlimited" && turn === 0) return [more, undefined];
    return loosens === "up" ? [less, more] : [more, less];
  });
}

function changed(config: Config, { path }: DirectedSetting, value: unknown): Config {
  return setAtPath(config, placeOf(path), value) as Config;
}

/** Some settings must not contradict each other: the schemas of these two files know which. */
function isLegal(config: Config): boolean {
  const { risk_limits: limits, strategy_config: strategies } = CONFIG_FILES;
  const { success } = limits.schema.safeParse(config.risk_limits);
  return success && strategies.schema.safeParse(config.strategy_config).success;
}

/** Codes with their place among those of the same code: which setting is the tightest one may change. */
function codesOf({ refused }: Outcome): readonly string[] {
  return refused.map(({ rule, code }, at) => {
    const before = refused.slice(0, at).filter((other) => other.rule === rule && other.code === code);
    // A looser limit may leave REDUCING where a tighter one halts: that refuses an entry as well, under another code.
    return rule === "R01" ? rule : `${rule} ${code} ${String(before.length)}`;
  });
}

/** A book that is taken for one of now is judged: what was refused for its age may be refused for what it says. */
const JUDGES_MORE: ReadonlySet<string> = new Set(["risk_limits.global.market_quality.max_book_age_seconds"]);

function rulesOf({ refused }: Outcome): readonly string[] {
  return refused.map(({ rule }) => rule);
}

/** Refusals that a smaller order would not meet. */
const OF_SIZE = new Set(
  ["trade_gt_nav_pct", "leverage_exceeded", "max_order_notional", "symbol_exposure", "global_exposure"].concat([
    "strategy_exposure",
    "slippage_too_high",
    "liquidation_distance",
    "correlated_exposure",
  ]),
);

/** What review says against the size of an order to which sizing has given one. */
function sizeRefused({ hasSize, refused }: Outcome): readonly Violation[] {
  return hasSize === true ? refused.filter(({ code }) => OF_SIZE.has(code)) : [];
}

describe("every setting with a direction", () => {
  it("is held by the property below or excluded for a reason that still applies to one", () => {
    expect(SETTINGS.length).toBeGreaterThan(110);
    expect(HELD.length).toBeGreaterThan(65);
    expect(HELD.filter(({ path }) => getAtPath(BASE, placeOf(path)) === undefined).map(({ path }) => path)).toEqual([]);
    const stale = Object.keys(EXCLUDED).filter((start) => !SETTINGS.some(({ path }) => path.startsWith(start)));
    expect(stale).toEqual([]);
  });

  it.each(HELD.map((setting) => [setting.path, setting] as const))(
    "%s: what passes under a tighter value passes under a looser one and no smaller, and review finds no size too large",
    (_path, setting) => {
      let bites = 0;
      const other = fc.tuple(fc.constantFrom(...FIGURES), factors);
      fc.assert(
        fc.property(
          scenesAbout(setting.path),
          valuesOf(setting),
          other,
          fc.integer({ min: 60, max: 120_000 }),
          (scene, values, beside, usd) => {
            const [elsewhere, factor] = beside;
            const base = baseFor(setting);
            const config = elsewhere === setting ? base : changed(base, elsewhere, figureOf(elsewhere, factor));
            fc.pre(values.every((value) => isLegal(changed(config, setting, value))));
            const [tight, loose] = values.map((value) => decided(scene, changed(config, setting, value), usd));
            const [sizedTight, fixedTight] = tight!;
            const [sizedLoose, fixedLoose] = loose!;
            if (sizedTight.qty !== null) expect(sizedLoose.qty).toBeGreaterThanOrEqual(sizedTight.qty);
            expect([...sizeRefused(sizedTight), ...sizeRefused(sizedLoose)]).toEqual([]);
            const named = JUDGES_MORE.has(setting.path) ? rulesOf : codesOf;
            const before = named(fixedTight);
            expect(named(fixedLoose).filter((name) => !before.includes(name))).toEqual([]);
            const differs =
              fixedLoose.refused.map(({ code }) => code).join() !== fixedTight.refused.map(({ code }) => code).join();
            if (differs || sizedLoose.qty !== sizedTight.qty) bites += 1;
          },
        ),
        { numRuns: 80, seed: 7 },
      );
      expect(bites).toBeGreaterThan(0);
    },
  );
});

describe("an order that only reduces", () => {
  it("is never refused by a rule with a star, whatever the books, the market and three of the limits say", () => {
    const starred = new Set(RISK_RULES.filter(({ skipsReducing }) => skipsReducing).map(({ id }) => id));
    expect(starred.size).toBe(19);
    const three = fc.array(fc.tuple(fc.constantFrom(...FIGURES), factors), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(scenesHolding(), three, between(0.01, 1), (scene, changes, share) => {
        const config = changes.reduce((of, [setting, factor]) => changed(of, setting, figureOf(setting, factor)), BASE);
        const found = refusalsOfReducing(scene, config, share);
        expect(found.filter(({ rule }) => starred.has(rule) || rule === "sizing")).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
