import type { Instrument } from "../domain/instrument.js";
import { isLong, type Position } from "../domain/position.js";
import { type Dec, toNumber } from "../lib/decimal.js";
import { isTighter, stopPrice } from "./plan.js";
import type { ExitPolicy } from "./policy.js";

interface PlanTrailingInput {
  /** With the bar's close already in `exits.bestClose`. */
  readonly position: Position;
  readonly instrument: Instrument;
  readonly policy: ExitPolicy;
}

/**
 * New strategy stop after a bar close, or null to leave it. It follows the best close at the trail's distance, only in
 * favour and only in steps of `trail_step_atr`. A market already beyond it is closed by `planProtection`.
 */
export function planTrailing({ position, instrument, policy }: PlanTrailingInput): Dec | null {
  const { exits } = position;
  if (exits === null || exits.trailDistance === null) return null;
  const direction = isLong(position) ? "long" : "short";
  const favour = direction === "long" ? 1 : -1;
  const wanted = stopPrice(exits.bestClose - favour * exits.trailDistance, direction, instrument.tickSize);
  if (wanted === null || !isTighter(wanted, exits.disasterStop, direction)) return null;
  if (exits.strategyStop === null) return wanted;
  if (!isTighter(wanted, exits.strategyStop, direction)) return null;
  const movedBy = Math.abs(toNumber(wanted) - toNumber(exits.strategyStop));
  return movedBy >= policy.trail_step_atr * exits.atr ? wanted : null;
}
