import type { Clamp, Intent, LimitUnit, SizedOrder, Violation } from "../domain/intent.js";
import { decFromNumber, ZERO } from "../lib/decimal.js";
import { known } from "../lib/known.js";

export const SIZING_FAILURES = [
  "nav_invalid",
  "price_invalid",
  "strength_invalid",
  "exposure_invalid",
  "volatility_invalid",
  "multiplier_invalid",
  "share_invalid",
  "scale_unknown",
  "exits_invalid",
  "cap_unknown",
  "no_target",
  "position_missing",
  "side_mismatch",
  "min_notional",
] as const;
export type SizingFailureCode = (typeof SIZING_FAILURES)[number];

/**
 * Why an intent got no quantity, ready to be journaled as a veto. Rule R06 for the minimum, `sizing` for an input
 * that fails closed.
 */
export interface SizingFailure {
  readonly code: SizingFailureCode;
  readonly violation: Violation;
  /**
   * The smallest legal order: what the limits would have had to leave, and what risk judges in its place. Of nothing
   * where that can't be known or the order only reduces. All figures are finite.
   */
  readonly order: SizedOrder;
  /** The clamp that pushed the target below the minimum, null if it was below from the start. */
  readonly bindingClamp: string | null;
  /** Every limit whose headroom is too small for the smallest legal order, that of the clamp first. */
  readonly bindings: readonly Violation[];
}

export interface FailureDetail {
  readonly measured?: number;
  readonly limit?: number;
  readonly unit?: LimitUnit;
  readonly setting?: string | null;
}

/** An order of nothing: carries intent, price and clamps of a refusal into the journal. */
export function emptyOrder(intent: Intent, price: number, clamps: readonly Clamp[]): SizedOrder {
  return {
    intent,
    qty: ZERO,
    referencePrice: price > 0 && Number.isFinite(price) ? decFromNumber(price) : ZERO,
    notionalUsd: 0,
    leverage: 0,
    clamps,
    reduceOnly: intent.purpose !== "open",
    triggerPrice: null,
    closePosition: false,
  };
}

export function refusal(code: SizingFailureCode, order: SizedOrder, detail: FailureDetail): SizingFailure {
  const violation: Violation = {
    rule: code === "min_notional" ? "R06" : "sizing",
    code,
    measured: known(detail.measured ?? Number.NaN),
    limit: known(detail.limit ?? Number.NaN),
    unit: detail.unit ?? "usd",
    setting: detail.setting ?? null,
  };
  return { code, violation, order, bindingClamp: null, bindings: [] };
}
