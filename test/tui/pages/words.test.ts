import { expect, it } from "vitest";
import { bp, scopeText, violationText } from "../../../src/tui/pages/words.js";

it.each([
  [{ rule: "R01", code: "trading_halted", measured: 2, limit: 0, unit: "state" }, "trading_halted: HALTED"],
  [{ rule: "R12", code: "cooldown", measured: 1_800, limit: 0, unit: "seconds" }, "cooldown, 30m left"],
  [{ rule: "R06", code: "min_notional", measured: 12.5, limit: 20, unit: "usd" }, "min_notional 12.50 < 20.00"],
  [{ rule: "R08", code: "symbol_exposure", measured: 412, limit: 400, unit: "usd" }, "symbol_exposure 412.00 > 400.00"],
  [
    { rule: "R13", code: "strategy_concurrency", measured: 3, limit: 3, unit: "count" },
    "strategy_concurrency 3 against 3",
  ],
  [{ rule: "R16", code: "price_stale", measured: null, limit: 60, unit: "seconds" }, "price_stale n/a against 1m"],
] as const)("%j in words", (violation, expected) => {
  expect(violationText(violation)).toBe(expected);
});

it("an unknown figure has no unit: n/a, not n/abp", () => {
  expect([bp(null), bp(1.25), bp(-0.5)]).toEqual(["n/a", "1.3bp", "-0.5bp"]);
});

it("a scope goes without the word for its kind", () => {
  expect(["symbol:BTCUSDT", "strategy:momentum losses", "global net"].map(scopeText)).toEqual([
    "BTCUSDT",
    "momentum losses",
    "global net",
  ]);
});
