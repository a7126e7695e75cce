import { byInstant, recordedBars as barsOf } from "../../src/core/app/recorded-bars.js";
import { openRecordedData } from "../../src/core/app/recorded-data.js";
import type { Bar } from "../../src/core/domain/bar.js";

/** Recorded hours of a market, oldest first. */
export async function recordedBars(symbol: string): Promise<readonly Bar[]> {
  return barsOf(await openRecordedData("research/data"), symbol);
}

/** The bars of several markets by the instant at which they closed, in order. */
export async function recordedInstants(symbols: readonly string[]): Promise<readonly (readonly Bar[])[]> {
  return byInstant(await Promise.all(symbols.map(recordedBars)));
}
