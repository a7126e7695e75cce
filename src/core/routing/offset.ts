import type { Side } from "../domain/intent.js";
import type { Instrument } from "../domain/instrument.js";
import type { VolatilityRegime } from "../domain/market-view.js";
import { type Dec, decFromNumber, isZeroDec, roundToTick } from "../lib/decimal.js";
import type { RouterPolicy } from "./policy.js";
import type { RouteMeasures } from "./quality.js";

function baseOffsetBps(regime: VolatilityRegime, offset: RouterPolicy["offset"]): number {
  switch (regime) {
    case "quiet":
      return offset.quiet_bps;
    case "normal":
      return offset.normal_bps;
    case "hot":
      return offset.hot_bps;
    case "panic":
      return offset.panic_bps;
  }
}

/**
 * Distance behind our own best price, 0 joins it. Unfilled orders bring it nearer.
 * The step outwards for negative markouts waits for recorded markouts.
 *
 * Units: bps, 0…max_bps. A regime that is not known yet counts as panic.
 */
export function adaptiveOffsetBps(
  regime: VolatilityRegime | null,
  measures: RouteMeasures,
  policy: RouterPolicy["offset"],
): number {
  const fallback = measures.fallbackRatio ?? 0;
  let offsetBps = baseOffsetBps(regime ?? "panic", policy);
  if (fallback > 0.5) offsetBps -= 1;
  if (fallback > 0.8) offsetBps -= 1.5;
  return Math.min(policy.max_bps, Math.max(0, offsetBps));
}

/**
 * A post-only price on the tick grid, behind or at our own best price: it can't cross.
 * Buys round down, sells up. Null where no such price exists.
 */
export function makerPrice(side: Side, ownBest: number, offsetBps: number, instrument: Instrument): Dec | null {
  const away = side === "buy" ? 1 - offsetBps / 10_000 : 1 + offsetBps / 10_000;
  const price = ownBest * away;
  const usable = price > 0 && Number.isFinite(price);
  if (!usable) return null;
  const rounded = roundToTick(decFromNumber(price), instrument.tickSize, side === "buy" ? "down" : "up");
  return isZeroDec(rounded) ? null : rounded;
}
