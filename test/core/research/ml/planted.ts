import type { ModelRecipe } from "../../../../src/core/domain/meta-model.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { createRng, type Rng } from "../../../../src/core/lib/rng.js";
import type { BarSeries } from "../../../../src/core/ports/bar-store.js";
import type { BoundStrategy } from "../../../../src/core/strategies/definition.js";

export const RECIPE: ModelRecipe = {
  kind: "gbm",
  symbols: ["AAAUSDT"],
  fromMs: 0,
  toMs: 9e15,
  seed: 1,
  folds: 5,
  embargoBars: 12,
  horizonBars: 12,
  takeMultiple: 1,
  stopAtr: 2.5,
  feeBps: 1,
  slippageBps: 0,
  validDays: 90,
};

/** Sum of twelve uniforms less six: nearly normal, and the same on any machine. */
function normal(rng: Rng): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += rng.next();
  return sum;
}

/**
 * Bars of a random walk. With an edge, the twelve bars after a bar of `ENTRY_EVERY` drift up where the day before had more
 * than its usual volume, and down where it had less; without one volume says nothing.
 */
export function plantedBars(bars: number, { edge, seed }: { readonly edge: number; readonly seed: string }): BarSeries {
  const rng = createRng(seed);
  const column = (): Float64Array => new Float64Array(bars);
  const series = {
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    openTimeMs: column(),
  };
  let price = 100;
  let [busy, towards] = [false, 0];
  for (let at = 0; at < bars; at++) {
    if (at % ENTRY_EVERY === 0) towards = busy ? edge : -edge;
    if (at % DAY_BARS === 0) busy = rng.next() < 0.5;
    const open = price;
    price *= Math.exp(0.004 * normal(rng) + (at % ENTRY_EVERY < 12 ? towards : 0));
    const [top, bottom] = [Math.max(open, price), Math.min(open, price)];
    series.openTimeMs[at] = at * HOUR_MS;
    series.open[at] = open;
    series.close[at] = price;
    series.high[at] = top * (1 + 0.001 * rng.next());
    series.low[at] = bottom * (1 - 0.001 * rng.next());
    series.volume[at] = (busy ? 200 : 100) * (0.8 + 0.4 * rng.next());
  }
  return { symbol: "AAAUSDT", barMs: HOUR_MS, ...series };
}

export const ENTRY_EVERY = 24;
const DAY_BARS = 24;

/** Buys at the close of the last bar of each day, whatever the market does. */
export const DAILY_BUYER: BoundStrategy = {
  id: "daily",
  definitionId: "daily",
  sizing: "scaled",
  barMs: HOUR_MS,
  symbols: ["AAAUSDT"],
  warmupBars: 0,
  create: () => ({ bars: 0, close: 0 }),
  next: (state, { close }) => {
    (state as { bars: number }).bars += 1;
    (state as { close: number }).close = close;
  },
  signal: (state) => {
    const { bars, close } = state as { readonly bars: number; readonly close: number };
    const buys = bars % ENTRY_EVERY === 0;
    const exits = { stopDistance: 0, atr: 1, trailDistance: null, takeProfits: [], maxBars: null };
    return {
      ...{ kind: "target", direction: buys ? "long" : "flat", strength: 0.5, exposure: null, zone: 0, reasons: [] },
      exits: buys ? { ...exits, stopDistance: 0.03 * close } : null,
    };
  },
};
