import { openRecordedData } from "../../src/core/app/recorded-data.js";
import type { Bar } from "../../src/core/domain/bar.js";

/** Recorded hours of a market, oldest first. */
export async function recordedBars(symbol: string): Promise<readonly Bar[]> {
  const store = await openRecordedData("research/data");
  const { openTimeMs, open, high, low, close, volume, barMs } = await store.bars(symbol);
  return Array.from(openTimeMs, (atMs, i) => ({
    symbol,
    openTimeMs: atMs,
    closeTimeMs: atMs + barMs,
    open: open[i]!,
    high: high[i]!,
    low: low[i]!,
    close: close[i]!,
    volume: volume[i]!,
    mark: null,
  }));
}

/** The bars of several markets by the instant at which they closed, in order. */
export async function recordedInstants(symbols: readonly string[]): Promise<readonly (readonly Bar[])[]> {
  const byInstant = new Map<number, Bar[]>();
  for (const symbol of symbols) {
    for (const bar of await recordedBars(symbol)) {
      const known = byInstant.get(bar.closeTimeMs);
      if (known === undefined) byInstant.set(bar.closeTimeMs, [bar]);
      else known.push(bar);
    }
  }
  return [...byInstant.entries()].sort(([a], [b]) => a - b).map(([, bars]) => bars);
}
