import { timeframeOf } from "../../domain/data-series.js";
import { invariant } from "../../lib/invariant.js";

/**
 * Name of a candle length at the venue. Those of a day and less that it offers are the lake's, under the same names
 * (derivatives docs, kline intervals, 2026-10).
 *
 * Errors: InvariantError for a length that isn't one of them; the configuration allows none.
 */
export function intervalName(barMs: number): string {
  const name = timeframeOf(barMs);
  invariant(name !== null, `the venue has no candles of ${barMs} ms`);
  return name;
}
