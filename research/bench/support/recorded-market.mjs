// The recorded hours of BTCUSDT as the kernels read them, and variants of them.
import { dataDirectory, openRecordedData } from "../../../dist/core/app/recorded-data.js";
import { kernelMarket } from "../../../dist/core/research/kernel/market.js";

const HOUR_MS = 3_600_000;
const ASSUMED = { assumedRate: 0.0001, assumedIntervalMs: 8 * HOUR_MS };
const EVERYTHING = { fromMs: 0, toMs: Infinity };

export async function recordedMarket(symbol = "BTCUSDT") {
  const store = await openRecordedData(dataDirectory(null));
  const funding = await store.funding(symbol, EVERYTHING);
  return kernelMarket(await store.bars(symbol, EVERYTHING), { marks: null, funding }, ASSUMED);
}

const COLUMNS = ["open", "high", "low", "close", "mark", "longPays", "shortGets"];

/** So many bars: the recorded ones, over and over. Where they begin again the price jumps, as in a split. */
export function repeated(market, rows) {
  const from = market.open.length;
  const columns = COLUMNS.map((name) => [
    name,
    Float64Array.from({ length: rows }, (_, row) => market[name][row % from]),
  ]);
  const openTimeMs = Float64Array.from({ length: rows }, (_, row) => row * market.barMs);
  return { ...market, ...Object.fromEntries(columns), openTimeMs };
}

/**
 * The market without what a peer does not know: every bar opens where the one before it closed, nothing is funded, and the
 * mark is the close. An order at a close and one at the next open are then the same order.
 */
export function plainMarket(market) {
  const { close } = market;
  const open = Float64Array.from(close, (_, row) => close[Math.max(0, row - 1)]);
  const none = new Float64Array(close.length);
  const high = market.high.map((price, row) => Math.max(price, open[row]));
  const low = market.low.map((price, row) => Math.min(price, open[row]));
  return { ...market, open, high, low, mark: close, longPays: none, shortGets: none };
}

/** Costs of the sweeps that are measured; taker and slippage as in the shipped configuration. */
export const COSTS = {
  ...{ navStart: 100_000, weight: 1, takerFee: 0.0005, slippage: 0.0002 },
  ...{ disasterAtr: 1e9, firstRow: 0 },
};
export const NO_COSTS = { ...COSTS, takerFee: 0, slippage: 0 };

/** Long above, short below, always in the market; the stop lies where no price gets. */
export const CROSSOVER = { atrPeriod: 14, entryStrength: 1e-9, fullStrength: 1e-9, stopAtr: 1e9 };
export const WITH_STOPS = { atrPeriod: 14, entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };

/** Every `step`-th fast of 5…60 with every `2 × step`-th slow of 20…240 above it. */
export function crossoverGrid(step, rest) {
  const points = [];
  for (let fast = 5; fast <= 60; fast += step) {
    for (let slow = 20; slow <= 240; slow += 2 * step) if (fast < slow) points.push({ fast, slow, ...rest });
  }
  return points;
}

/** Every pair of windows from `from` up to `to`. */
export function allPairs(from, to, rest) {
  const points = [];
  for (let fast = from; fast < to; fast += 1) {
    for (let slow = fast + 1; slow <= to; slow += 1) points.push({ fast, slow, ...rest });
  }
  return points;
}
