import type { Side } from "../domain/intent.js";
import type { Instrument } from "../domain/instrument.js";
import type { VolatilityRegime } from "../domain/market-view.js";
import { type Dec, decFromNumber, isZeroDec, roundToTick } from "../lib/decimal.js";
import type { RouterPolicy } from "./policy.js";
import type { MakerMeasures } from "./quality.js";

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

export interface Offset {
  /** 0…max_bps behind our own best price; 0 joins it. */
  readonly offsetBps: number;
  /** The steps it is made of: `hot 1, fallback 0.62 -1`. */
  readonly reason: string;
}

/**
 * Distance behind our own best price. Unfilled orders bring it nearer; fills after which the market went on against us
 * take it further out. A regime that is not known yet counts as panic.
 */
export function adaptiveOffset(
  regime: VolatilityRegime | null,
  measures: MakerMeasures,
  policy: RouterPolicy["offset"],
): Offset {
  const fallback = measures.fallbackRatio ?? 0;
  const fill = measures.makerFillRatio ?? 0;
  const markoutBps = measures.markoutBps ?? 0;
  const base = baseOffsetBps(regime ?? "panic", policy);
  const steps: { readonly text: string; readonly bps: number }[] = [];
  if (fallback > 0.5) steps.push({ text: `fallback ${fallback.toFixed(2)}`, bps: fallback > 0.8 ? -2.5 : -1 });
  if (fill > 0.7 && markoutBps < 0) steps.push({ text: `markout ${markoutBps.toFixed(1)}`, bps: 0.5 });
  const wantedBps = steps.reduce((sum, { bps }) => sum + bps, base);
  return {
    offsetBps: Math.min(policy.max_bps, Math.max(0, wantedBps)),
    reason: [`${regime ?? "unknown"} ${String(base)}`, ...steps.map(({ text, bps }) => `${text} ${signed(bps)}`)].join(
      ", ",
    ),
  };
}

function signed(bps: number): string {
  return bps > 0 ? `+${String(bps)}` : String(bps);
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
