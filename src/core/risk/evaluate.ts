import type { Violation } from "../domain/intent.js";
import type { RiskContext } from "./context.js";
import { RISK_RULES } from "./registry.js";
import type { ReviewedOrder, RiskRule } from "./rule.js";

/** Every rule, without a short circuit; rules that skip reducing orders are left out for those. */
export function evaluate(
  order: ReviewedOrder,
  ctx: RiskContext,
  rules: readonly RiskRule[] = RISK_RULES,
): readonly Violation[] {
  let found: Violation[] | null = null;
  for (const rule of rules) {
    if (rule.skipsReducing && order.reducing) continue;
    const violations = rule.check(order, ctx);
    if (violations.length > 0) (found ??= []).push(...violations);
  }
  return found ?? [];
}
