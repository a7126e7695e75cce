import type { Side } from "../domain/intent.js";
import { type Dec, decFromNumber, exact, isZeroDec, roundToTick, toDec } from "../lib/decimal.js";

/**
 * Worst price an order may pay: decision price ± the slippage limit, rounded so that the limit holds exactly
 * (buys down, sells up). Null where no such price exists.
 */
export function slippageBound(side: Side, decision: Dec, maxSlippageBps: number, tick: Dec): Dec | null {
  const change = exact(decFromNumber(maxSlippageBps)).dividedBy(10_000);
  const factor = side === "buy" ? change.plus(1) : change.negated().plus(1);
  if (!factor.greaterThan(0) || isZeroDec(decision)) return null;
  const bound = roundToTick(toDec(exact(decision).times(factor)), tick, side === "buy" ? "down" : "up");
  return isZeroDec(bound) ? null : bound;
}
