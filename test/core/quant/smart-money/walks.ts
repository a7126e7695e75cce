import fc from "fast-check";
import type { SmartMoneyRules } from "../../../../src/core/quant/smart-money/causal/smart-money.js";
import { MINUTE_MS } from "../../../../src/core/lib/time.js";
import { randomBars } from "../../../support/samples/bars.js";
import type { Candles } from "./tables.js";

export const rules: SmartMoneyRules = {
  swingLength: 3,
  joinConsecutive: true,
  closeBreak: true,
  closeMitigation: false,
  rangeFraction: 0.05,
  rangeBars: 1_000,
  maxAgeBars: 1_000,
};

/** Rules that follow everything for longer than any walk here is. */
export const anyRules = fc.record({
  swingLength: fc.integer({ min: 1, max: 4 }),
  joinConsecutive: fc.boolean(),
  closeBreak: fc.boolean(),
  closeMitigation: fc.boolean(),
  rangeFraction: fc.constantFrom(0.02, 0.05, 0.2),
  rangeBars: fc.constant(1_000),
  maxAgeBars: fc.constant(1_000),
});

export const anyWalk = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  count: fc.integer({ min: 0, max: 160 }),
  ticks: fc.constantFrom(1, 4, 64),
});

/** A random walk on a grid of 1/ticks, so that prices meet often and single precision holds them exactly. */
export function walkCandles({ seed, count, ticks }: { seed: number; count: number; ticks: number }): Candles {
  const bars = randomBars({ seed, count, barMs: 15 * MINUTE_MS });
  const onGrid = (price: number): number => Math.round(price * ticks) / ticks;
  const column = (pick: (bar: (typeof bars)[number]) => number): Float64Array => Float64Array.from(bars, pick);
  return {
    openTimeMs: column((bar) => bar.openTimeMs),
    open: column((bar) => onGrid(bar.open)),
    high: column((bar) => onGrid(bar.high)),
    low: column((bar) => onGrid(bar.low)),
    close: column((bar) => onGrid(bar.close)),
    volume: Float64Array.from({ length: count }, (_, i) => (i * 7919 + seed) % 13),
  };
}
