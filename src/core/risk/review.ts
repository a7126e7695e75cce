import { grouped } from "../lib/grouped.js";
import type { ApprovedOrder, SizedOrder, Veto, Violation } from "../domain/intent.js";
import { isReducingPurpose } from "../domain/intent.js";
import { buildContext, type ContextInput, copyContext, type RiskContext } from "./context.js";
import { evaluate } from "./evaluate.js";
import { GROUP_RULE, RISK_RULES } from "./registry.js";
import { bookApproved, reviewedOrder } from "./reviewed-order.js";
import { violation } from "./rule.js";

interface ReviewInput extends ContextInput {
  /** Orders of existing positions; each stands for itself. */
  readonly exits: readonly SizedOrder[];
  /** Sized intents. Those with the same groupId pass together or not at all. */
  readonly entries: readonly SizedOrder[];
}

interface Reviewed {
  readonly approved: ApprovedOrder[];
  readonly vetoes: Veto[];
}

/**
 * Judges the orders of one cycle by every rule: exits first, then what reduces, then entries in the order given,
 * each against the books including what was approved before it. The only place that makes an ApprovedOrder.
 *
 * Never throws on bad figures: what can't be known is refused. Vetoes name every failing rule.
 */
export function review(input: ReviewInput): Reviewed {
  const outcome: Reviewed = { approved: [], vetoes: [] };
  if (input.exits.length === 0 && input.entries.length === 0) return outcome;
  let ctx = buildContext(input);
  for (const order of input.exits) reviewOne(order, ctx, outcome);
  const opens: SizedOrder[] = [];
  for (const order of input.entries) {
    if (isReducingPurpose(order.intent.purpose)) reviewOne(order, ctx, outcome);
    else opens.push(order);
  }
  for (const group of grouped(opens, ({ intent }) => intent.groupId).values()) {
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) reviewOne(only, ctx, outcome);
    else ctx = reviewGroup(group, ctx, outcome);
  }
  return outcome;
}

function reviewOne(order: SizedOrder, ctx: RiskContext, outcome: Reviewed): void {
  const reviewed = reviewedOrder(order, ctx);
  const violations = evaluate(reviewed, ctx);
  if (violations.length > 0) {
    outcome.vetoes.push(veto(order, violations));
    return;
  }
  bookApproved(ctx, reviewed);
  outcome.approved.push(approve(order));
}

/** All legs or none; returns the books to go on with. */
function reviewGroup(legs: readonly SizedOrder[], ctx: RiskContext, outcome: Reviewed): RiskContext {
  const trial = copyContext(ctx);
  const judged = legs.map((leg) => {
    const reviewed = reviewedOrder(leg, trial);
    const violations = evaluate(reviewed, trial);
    if (violations.length === 0) bookApproved(trial, reviewed);
    return { leg, violations };
  });
  if (judged.every(({ violations }) => violations.length === 0)) {
    outcome.approved.push(...legs.map(approve));
    return trial;
  }
  for (const { leg, violations } of judged) {
    outcome.vetoes.push(veto(leg, violations.length > 0 ? violations : [groupIncomplete(judged)]));
  }
  return ctx;
}

interface JudgedLeg {
  readonly leg: SizedOrder;
  readonly violations: readonly Violation[];
}

/** Names the leg that is refused, and the setting behind it: the one veto leads to the other. */
export function groupIncomplete(judged: readonly JudgedLeg[]): Violation {
  const passing = judged.filter(({ violations }) => violations.length === 0).length;
  const refused = judged.find(({ violations }) => violations.length > 0);
  const [found] = violation({
    rule: GROUP_RULE.id,
    code: GROUP_RULE.code,
    measured: passing,
    limit: judged.length,
    unit: "count",
    setting: refused?.violations[0]?.setting ?? null,
  });
  return refused === undefined ? found : { ...found, leg: refused.leg.intent.symbol };
}

function approve(order: SizedOrder): ApprovedOrder {
  return { ...order, rulesEvaluated: RISK_RULES.length } as ApprovedOrder;
}

function veto(order: SizedOrder, violations: readonly Violation[]): Veto {
  return { id: `v${order.intent.id}`, order, primary: violations[0]?.rule ?? GROUP_RULE.id, violations };
}
