import type { LimitUnit } from "../domain/intent.js";
import { known } from "../lib/known.js";
import type { RiskContext } from "./context.js";
import { RISK_RULES } from "./registry.js";
import type { Finding, ReviewedOrder, RiskRule, RuleTrace } from "./rule.js";

/** What one condition of a rule said of an order. */
export interface RuleVerdict {
  readonly rule: string;
  readonly title: string;
  readonly code: string;
  /** exempt: the rule does not apply to what only reduces · not_evaluated: nobody tells what it measures. */
  readonly verdict: "pass" | "veto" | "exempt" | "not_evaluated";
  readonly measured: number | null;
  readonly limit: number | null;
  readonly unit: LimitUnit | null;
  readonly setting: string | null;
  /** Why it was not evaluated; null elsewhere. */
  readonly why: string | null;
}

/** Every condition of every rule, in the order of the rules; a rule with nothing to look at passes without a figure. */
export function verdictsOf(order: ReviewedOrder, ctx: RiskContext): readonly RuleVerdict[] {
  return RISK_RULES.flatMap((rule) => verdictsOfRule(rule, order, ctx));
}

const NO_FIGURES = { measured: null, limit: null, unit: null, setting: null, why: null } as const;

function verdictsOfRule(rule: RiskRule, order: ReviewedOrder, ctx: RiskContext): readonly RuleVerdict[] {
  const { id, title, codes } = rule;
  const named = { rule: id, title, code: codes[0] ?? "" };
  if (rule.skipsReducing && order.reducing) return [{ ...named, ...NO_FIGURES, verdict: "exempt" }];
  const found: RuleVerdict[] = [];
  const trace: RuleTrace = {
    measured: (finding, holds) => found.push(measuredVerdict(title, finding, holds)),
    notEvaluated: ({ code }, why) =>
      found.push({ rule: id, title, code, ...NO_FIGURES, verdict: "not_evaluated", why }),
  };
  rule.check(order, { ...ctx, trace });
  return found.length > 0 ? found : [{ ...named, ...NO_FIGURES, verdict: "pass" }];
}

function measuredVerdict(title: string, finding: Finding, holds: boolean): RuleVerdict {
  const { rule, code, measured, limit, unit, setting } = finding;
  const figures = { measured: known(measured), limit: known(limit), unit, setting };
  return { rule, title, code, verdict: holds ? "pass" : "veto", ...figures, why: null };
}
