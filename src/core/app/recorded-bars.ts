import type { Bar } from "../domain/bar.js";
import { grouped } from "../lib/grouped.js";
import type { BarStore } from "../ports/bar-store.js";

/**
 * Recorded bars of a market, oldest first, without marks.
 *
 * Errors: DataError where what is stored is not what its manifest says.
 */
export async function recordedBars(store: BarStore, symbol: string): Promise<readonly Bar[]> {
  const { openTimeMs, open, high, low, close, volume, barMs } = await store.bars(symbol);
  const at = (column: Float64Array, i: number): number => column[i] ?? Number.NaN;
  return Array.from(openTimeMs, (atMs, i) => ({
    symbol,
    openTimeMs: atMs,
    closeTimeMs: atMs + barMs,
    open: at(open, i),
    high: at(high, i),
    low: at(low, i),
    close: at(close, i),
    volume: at(volume, i),
    mark: null,
  }));
}

/** Bars of several markets by the instant at which they closed, in order. */
export function byInstant(markets: readonly (readonly Bar[])[]): readonly (readonly Bar[])[] {
  const instants = grouped(markets.flat(), ({ closeTimeMs }) => closeTimeMs);
  return [...instants].sort(([a], [b]) => a - b).map(([, bars]) => bars);
}
