import type { Side } from "../domain/intent.js";
import { decFromNumber, floorToStep, roundToTick, subDec, toNumber } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import type { SimPolicy } from "./policy.js";

/** Digits that a product of two prices can be trusted to; without the cut 100 × 1.0001 would round up a whole tick. */
const TRUSTED_DIGITS = 12;

/** Price of a taker: moved against him and rounded against him, never below one tick. */
export function takerPrice(base: number, side: Side, slippageBps: number, tickSize: Dec): Dec {
  const factor = side === "buy" ? 1 + slippageBps / 10_000 : 1 - slippageBps / 10_000;
  const moved = Number((base * factor).toPrecision(TRUSTED_DIGITS));
  const tick = toNumber(tickSize);
  if (!(moved >= tick)) return tickSize;
  return roundToTick(decFromNumber(moved), tickSize, side === "buy" ? "up" : "down");
}

/** A part of a taker's fill and how far its price is moved. */
interface FillPart {
  readonly qty: Dec;
  readonly slippageBps: number;
}

interface TakerFlow {
  readonly qty: Dec;
  readonly stepSize: Dec;
  /** Base volume of the bar, and what our takers took of it before. */
  readonly volume: number;
  readonly takenQty: number;
}

/**
 * Cuts a taker's quantity into parts of at most `max_fill_volume_share` of the bar's volume, each with the impact of
 * all taken so far: slippage + impact × √(share of volume taken). The last part carries what is left.
 */
export function fillParts(flow: TakerFlow, policy: SimPolicy): FillPart[] {
  const parts: FillPart[] = [];
  const largest = flow.volume * policy.max_fill_volume_share;
  const partQty = largest > 0 ? floorToStep(decFromNumber(largest), flow.stepSize) : flow.stepSize;
  let left = flow.qty;
  let taken = flow.takenQty;
  while (toNumber(left) > 0) {
    const isLast =
      parts.length + 1 >= policy.max_partial_fills || toNumber(partQty) <= 0 || toNumber(left) <= toNumber(partQty);
    const qty = isLast ? left : partQty;
    taken += toNumber(qty);
    parts.push({ qty, slippageBps: slippageBps(taken, flow.volume, policy) });
    left = subDec(left, qty);
  }
  return parts;
}

/** Slippage of a taker who brings the quantity taken from a bar to `takenQty`. */
export function slippageBps(takenQty: number, volume: number, policy: SimPolicy): number {
  const share = volume > 0 ? Math.min(1, takenQty / volume) : 1;
  return policy.slippage_bps + policy.impact_at_full_volume_bps * Math.sqrt(share);
}
