import { describe, expect, it } from "vitest";
import { dropUnit } from "../../../src/core/domain/drop-units.js";
import { DROP_REASONS } from "../../../src/core/domain/intent.js";

/** Reasons that come without a figure, or whose figure is one of a strategy. */
const FIGURELESS = [
  "holding",
  "rearm",
  "disabled",
  "symbol_taken",
  "order_pending",
  "group_incomplete",
  "circuit_open",
];
const OF_STRATEGIES = ["no_signal", "pair_filter"];

describe("units of the figures of drops", () => {
  it("are known for each of the reasons that have a figure of one kind", () => {
    const told = DROP_REASONS.filter((reason) => ![...FIGURELESS, ...OF_STRATEGIES].includes(reason));
    expect(told.map((reason) => [reason, dropUnit(reason, "")]).filter(([, unit]) => unit === null)).toEqual([]);
    expect(told).toHaveLength(DROP_REASONS.length - 9);
  });

  it("of a strategy's own are those of its setting: ATR of entry_strength, deviations of entry_z, USDT of a depth", () => {
    expect(dropUnit("no_signal", "strategy_config.strategies.momentum.params.entry_strength")).toBe("atr");
    expect(dropUnit("no_signal", "strategy_config.strategies.relative_value.params.entry_z")).toBe("deviations");
    expect(dropUnit("book_filter", "strategy_config.screener.order_book.min_depth_usd")).toBe("usd");
    expect(dropUnit("book_filter", "strategy_config.screener.order_book.max_adverse_imbalance")).toBe("imbalance");
    expect(dropUnit("no_signal", "strategy_config.strategies.other.params.of_its_own")).toBeNull();
  });
});
