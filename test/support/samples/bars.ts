import type { Bar } from "../../../src/core/domain/bar.js";
import { createRng } from "../../../src/core/lib/rng.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";

export const START_MS = Date.UTC(2023, 0, 1);

export interface Walk {
  readonly count: number;
  readonly seed: number;
  readonly symbol?: string;
  readonly startPrice?: number;
  readonly barMs?: number;
  /** Typical bar move as a fraction, and how fast it drifts: regimes with calm and wild hours. */
  readonly move?: number;
}

/** A random walk with changing volatility and gaps between bars, the same for the same seed. */
export function randomBars({
  count,
  seed,
  symbol = "BTCUSDT",
  startPrice = 100,
  barMs = HOUR_MS,
  move = 0.01,
}: Walk): Bar[] {
  const rng = createRng(`bars ${seed} ${symbol}`);
  const bars: Bar[] = [];
  let price = startPrice;
  let scale = 1;
  for (let i = 0; i < count; i++) {
    scale = Math.min(4, Math.max(0.25, scale * Math.exp(0.2 * (rng.next() - 0.5))));
    const step = (): number => Math.exp(move * scale * (rng.next() - 0.5) * 2);
    const open = price * Math.exp(move * 0.1 * (rng.next() - 0.5));
    const close = open * step();
    const high = Math.max(open, close) * Math.exp(move * scale * rng.next());
    const low = Math.min(open, close) * Math.exp(-move * scale * rng.next());
    const openTimeMs = START_MS + i * barMs;
    bars.push({ symbol, openTimeMs, closeTimeMs: openTimeMs + barMs, open, high, low, close, volume: 1, mark: null });
    price = close;
  }
  return bars;
}

export function columnsOf(bars: readonly Bar[]) {
  return {
    high: Float64Array.from(bars, (bar) => bar.high),
    low: Float64Array.from(bars, (bar) => bar.low),
    close: Float64Array.from(bars, (bar) => bar.close),
  };
}
