import { invariant } from "../../lib/invariant.js";
import { HOUR_MS } from "../../lib/time.js";

/** A block spans at least a week, so that the rhythm of the week and a bout of volatility stay whole … */
const LEAST_BLOCK_MS = 168 * HOUR_MS;
/** … and three holdings, so that most trades do. */
const HOLDINGS_PER_BLOCK = 3;

/**
 * Mean length of the blocks of the stationary bootstrap: the longer of 168 hours and three mean holdings.
 *
 * Units:   bars, rounded up, at least 1; the mean holding in bars, 0 without trades.
 * Errors:  InvariantError on a length that isn't a number > 0, or a holding below 0.
 * Source:  docs/METRICS.md#monte-carlo
 */
export function meanBlockBars(barMs: number, meanHoldingBars: number): number {
  invariant(barMs > 0 && meanHoldingBars >= 0, `bars of ${barMs} ms held for ${meanHoldingBars} have no block length`);
  return Math.max(1, Math.ceil(LEAST_BLOCK_MS / barMs), Math.ceil(HOLDINGS_PER_BLOCK * meanHoldingBars));
}
