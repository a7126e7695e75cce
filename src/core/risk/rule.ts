import type { LimitUnit, Side, SizedOrder, Violation } from "../domain/intent.js";
import type { StrategyCaps } from "../domain/caps.js";
import type { SizeLimit } from "../domain/size-limit.js";
import { known } from "../lib/known.js";
import type { RiskContext, SymbolRisk } from "./context.js";

/** All of an order that its limits follow from, but its size. */
export interface Candidate {
  readonly symbol: string;
  readonly strategy: string;
  readonly side: Side;
  readonly symbolRisk: Readonly<SymbolRisk>;
  readonly strategyCaps: StrategyCaps | null;
  /** Price of the quantity: what the venue multiplies it with in its minimum-notional filter. */
  readonly referencePrice: number;
  /** From the entry, in USD; NaN where the order brings no stop. */
  readonly stopDistance: number;
}

/** A sized order with the figures the rules need, worked out once. */
export interface ReviewedOrder extends Candidate {
  readonly order: SizedOrder;
  readonly qty: number;
  /** Quantity at the dearer of reference price and mark; NaN while either is unknown. */
  readonly notionalUsd: number;
  /** > 0 buys. */
  readonly signedUsd: number;
  /** Reduce-only or close-position on the wire: the venue itself refuses to let it open anything. */
  readonly wireReduceOnly: boolean;
  /** Reducing in the sense of docs/RISK.md: rules that skip reducing orders don't apply. */
  readonly reducing: boolean;
}

/** One rule: pure, and true to its words even for NaN, since it states what must hold. */
export interface RiskRule {
  readonly id: string;
  readonly codes: readonly string[];
  readonly title: string;
  readonly skipsReducing: boolean;
  /** Limits of this rule on the size of an order, for sizing to keep to; a rule that measures no size has none. */
  readonly sizeLimits?: (candidate: Candidate, ctx: RiskContext) => readonly SizeLimit[];
  check(order: ReviewedOrder, ctx: RiskContext): readonly Violation[];
}

export const PASS: readonly Violation[] = [];

// Sizing and risk add up the same figures in a different order: the last binary digits are nobody's risk.
const ROUNDING = 1e-9;

/** measured ≤ limit up to the last binary digits; false for NaN. */
export function atMost(measured: number, limit: number): boolean {
  return measured <= limit + Math.abs(limit) * ROUNDING;
}

/** measured ≥ limit up to the last binary digits; false for NaN. */
function atLeast(measured: number, limit: number): boolean {
  return measured >= limit - Math.abs(limit) * ROUNDING;
}

/** One condition of a rule: what was measured, and the limit it must keep to. */
export interface Finding {
  readonly rule: string;
  readonly code: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: LimitUnit;
  readonly setting: string | null;
}

/** A figure that could not be known is null in a violation. */
export function violation(finding: Finding): readonly [Violation] {
  const { measured, limit } = finding;
  return [
    {
      rule: finding.rule,
      code: finding.code,
      measured: known(measured),
      limit: known(limit),
      unit: finding.unit,
      setting: finding.setting,
    },
  ];
}

/** What a rule looked at, whether it passed or not: `risk explain` shows all of it, decisions ask for none. */
export interface RuleTrace {
  measured(finding: Finding, holds: boolean): void;
  /** A condition that nobody could judge, since its venue or its data has no such figure. */
  notEvaluated(condition: Pick<Finding, "rule" | "code">, why: string): void;
}

type Traced = Pick<RiskContext, "trace">;

/** A violation unless the condition holds. */
export function condition(holds: boolean, finding: Finding, { trace }: Traced): readonly Violation[] {
  trace?.measured(finding, holds);
  return holds ? PASS : violation(finding);
}

/** A violation unless measured ≤ limit. */
export function requireAtMost(finding: Finding, ctx: Traced): readonly Violation[] {
  return condition(atMost(finding.measured, finding.limit), finding, ctx);
}

/** A violation unless measured ≥ limit. */
export function requireAtLeast(finding: Finding, ctx: Traced): readonly Violation[] {
  return condition(atLeast(finding.measured, finding.limit), finding, ctx);
}

/** Passes, and says so where somebody listens: what a venue does not tell is no reason to refuse. */
export function notEvaluated(
  unjudged: Pick<Finding, "rule" | "code">,
  why: string,
  { trace }: Traced,
): readonly Violation[] {
  trace?.notEvaluated(unjudged, why);
  return PASS;
}

/** All violations together; nothing is allocated while there are none. */
export function joined(...found: readonly (readonly Violation[])[]): readonly Violation[] {
  for (const violations of found) if (violations.length > 0) return found.flat();
  return PASS;
}

/** A violation unless an order of so much keeps to the limit. */
export function requireWithin(limit: SizeLimit, notionalUsd: number, ctx: Traced): readonly Violation[] {
  const { rule, code, unit, setting } = limit;
  const finding = { rule, code, measured: limit.measuredAt(notionalUsd), limit: limit.limit, unit, setting };
  return limit.bound === "most" ? requireAtMost(finding, ctx) : requireAtLeast(finding, ctx);
}

/** A rule that is nothing but limits on the size of an order. */
export function sizeRule(
  rule: Omit<RiskRule, "check" | "skipsReducing"> & Required<Pick<RiskRule, "sizeLimits">>,
): RiskRule & Required<Pick<RiskRule, "sizeLimits">> {
  return {
    ...rule,
    skipsReducing: true,
    check: (order, ctx) =>
      joined(...rule.sizeLimits(order, ctx).map((limit) => requireWithin(limit, order.notionalUsd, ctx))),
  };
}
