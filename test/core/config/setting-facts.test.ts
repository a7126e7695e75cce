import { describe, expect, test } from "vitest";
import { CONFIG_STEMS } from "../../../src/core/config/config-files.js";
import { publicSchema, renderConfigSchemas } from "../../../src/core/config/render-schemas.js";
import { settingRows } from "../../../src/core/config/render-reference.js";
import { settingFacts } from "../../../src/core/config/setting-facts.js";
import type { UNIT_TEXTS } from "../../../src/core/lib/setting.js";
import { usualRange } from "../../../src/core/ops/config-audit/unit-mistakes.js";
import { STRATEGIES } from "../../../src/core/strategies/registry.js";

const places = CONFIG_STEMS.flatMap((stem) =>
  settingRows(publicSchema(stem, STRATEGIES)).map((row) => ({ ...row, path: `${stem}.${row.path}` })),
);
/** Lists of objects only lead to settings. */
const rows = places.filter(({ path }) => !places.some((other) => other.path.startsWith(`${path}[].`)));
/** Units that a person may take for one another. */
const MISTAKABLE = new Set(["fraction", "bps", "ms", "seconds", "minutes", "hours"]);

describe("what a setting says of itself", () => {
  test("each of the settings says which way lets more risk through, or that none does", () => {
    expect(rows.length).toBeGreaterThan(180);
    expect(rows.filter(({ facts }) => facts.loosens === undefined).map(({ path }) => path)).toEqual([]);
  });

  test("a setting whose name ends in a unit declares that unit", () => {
    const endings: readonly (readonly [RegExp, keyof typeof UNIT_TEXTS])[] = [
      [/_bps$/, "bps"],
      [/_ms$/, "ms"],
      [/_(?:seconds|seconds_ahead)$/, "seconds"],
      [/_minutes$/, "minutes"],
      [/_hours$|_hours_/, "hours"],
    ];
    const wrong = rows.filter(({ path, facts, node }) => {
      const ending = endings.find(([pattern]) => pattern.test(path));
      return (
        ending !== undefined && node["type"] !== undefined && facts.unit !== ending[1] && node["type"] !== "object"
      );
    });
    expect(wrong.map(({ path, facts }) => `${path}: ${String(facts.unit)}`)).toEqual([]);
  });

  test("where units are taken for one another there is a range of what is usual, and the default lies in it", () => {
    const mistakable = rows.filter(({ facts }) => MISTAKABLE.has(facts.unit ?? ""));
    expect(mistakable.length).toBeGreaterThan(60);
    const without = mistakable.filter(({ facts }) => usualRange(facts) === null && facts.standard !== 0);
    // Null by default: nothing is checked, so nothing is known either.
    expect(without.filter(({ facts }) => facts.standard !== null).map(({ path }) => path)).toEqual(OPTIONAL_FRACTIONS);
    for (const { facts, path } of mistakable) {
      const range = usualRange(facts);
      if (range === null || typeof facts.standard !== "number" || facts.standard === 0) continue;
      expect(Math.abs(facts.standard), path).toBeGreaterThanOrEqual(range[0]);
      expect(Math.abs(facts.standard), path).toBeLessThanOrEqual(range[1]);
    }
  });

  test("a section's direction goes down to what declares none; a unit does not", () => {
    const factsOf = settingFacts(STRATEGIES);
    expect(factsOf("router_policy.max_slippage_bps.entry")).toMatchObject({ loosens: "up", unit: "bps", standard: 15 });
    expect(factsOf("venues.binance.prod.rest")).toEqual({ loosens: "never", delicate: true });
    expect(factsOf("venues.binance.instruments.BTCUSDT.filters.min_notional")).toMatchObject({ loosens: "down" });
    expect(factsOf("strategy_config.strategies.momentum.params.stop_atr")).toMatchObject({ loosens: "never" });
    expect(factsOf("risk_limits.global.nothing")).toBeNull();
  });

  test("the reference says the same: unit and the looser way of every setting", () => {
    const reference = renderConfigSchemas(STRATEGIES).find(({ path }) => path.endsWith("config-reference.md"))?.content;
    expect(reference).toContain("| `global.risk_per_trade_pct` | a number > 0 and ≤ 1 | `0.005` | fraction | higher |");
    expect(reference).toContain('| `global.min_notional_policy` | one of veto, bump | `"veto"` |  | veto → bump |');
  });
});

/** Tightenings of other limits, absent by default: those have the range. */
const OPTIONAL_FRACTIONS = ["risk_limits.per_symbol.<name>.max_nav_pct"];
