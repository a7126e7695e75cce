import type { Clamp, Intent, LimitUnit, SizedOrder, Violation } from "../domain/intent.js";
import { decFromNumber, ZERO } from "../lib/decimal.js";
import type { Cap } from "./caps.js";

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
  readonly setting?: string;
}

const finiteOrNull = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

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
    measured: finiteOrNull(detail.measured),
    limit: finiteOrNull(detail.limit),
    unit: detail.unit ?? "usd",
    setting: detail.setting ?? null,
  };
  return { code, violation, order, bindingClamp: null, bindings: [] };
}

/** Risk rule and code of each limit that clamps; what only sizing knows keeps its own name. */
const RULE_OF_CAP: Readonly<Record<string, readonly [rule: string, code: string]>> = {
  max_trade_nav_pct: ["R04", "trade_gt_nav_pct"],
  position_leverage: ["R05", "leverage_exceeded"],
  account_leverage: ["R05", "leverage_exceeded"],
  max_order_notional: ["R07", "max_order_notional"],
  symbol_exposure: ["R08", "symbol_exposure"],
  global_exposure: ["R09", "global_exposure"],
  net_exposure: ["R09", "global_exposure"],
  strategy_exposure: ["R15", "strategy_exposure"],
  correlated_exposure: ["R20", "correlated_exposure"],
  correlated_gross_exposure: ["R20", "correlated_exposure"],
};

/** A limit that the smallest legal order would break, in the limit's own terms: what it comes to with the order. */
export function tightViolation(cap: Cap, needUsd: number): Violation {
  return bindingViolation(cap, cap.takenUsd + cap.weight * needUsd, cap.limitUsd);
}

/** A headroom too small for the smallest legal order is the limit's refusal, not the minimum's. */
export function bindingViolation(
  cap: { readonly rule: string; readonly setting: string },
  needUsd: number,
  leftUsd: number,
): Violation {
  const [rule, code] = RULE_OF_CAP[cap.rule] ?? ["sizing", cap.rule];
  return {
    rule,
    code,
    measured: finiteOrNull(needUsd),
    limit: finiteOrNull(leftUsd),
    unit: "usd",
    setting: cap.setting,
  };
}
