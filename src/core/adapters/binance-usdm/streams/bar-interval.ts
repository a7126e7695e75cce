import { invariant } from "../../../lib/invariant.js";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../lib/time.js";

/** Candle lengths of the venue that are the same at every time (derivatives docs, kline intervals, 2026-10). */
const INTERVALS: ReadonlyMap<number, string> = new Map([
  [MINUTE_MS, "1m"],
  [3 * MINUTE_MS, "3m"],
  [5 * MINUTE_MS, "5m"],
  [15 * MINUTE_MS, "15m"],
  [30 * MINUTE_MS, "30m"],
  [HOUR_MS, "1h"],
  [2 * HOUR_MS, "2h"],
  [4 * HOUR_MS, "4h"],
  [6 * HOUR_MS, "6h"],
  [8 * HOUR_MS, "8h"],
  [12 * HOUR_MS, "12h"],
  [DAY_MS, "1d"],
]);

/** Errors: InvariantError for a length the venue doesn't offer; the configuration allows none. */
export function intervalName(barMs: number): string {
  const name = INTERVALS.get(barMs);
  invariant(name !== undefined, `the venue has no candles of ${barMs} ms`);
  return name;
}
