import { grouped } from "../lib/grouped.js";
import type { ApprovedOrder, SizedOrder, UnsizedOrder, Veto, Violation } from "../domain/intent.js";
import { isReducingPurpose } from "../domain/intent.js";
import { toNumber } from "../lib/decimal.js";
import { type ContextInput, copyContext, type RiskContext } from "./context.js";
import { evaluate } from "./evaluate.js";
import { GROUP_RULE, RISK_RULES } from "./registry.js";
import { bookApproved, contextOf, reviewedOrder } from "./reviewed-order.js";
import { violation } from "./rule.js";

interface ReviewInput extends ContextInput {
  /** Orders of existing positions; each stands for itself. */
  readonly exits: readonly SizedOrder[];
  /** Sized intents. Those with the same groupId pass together or not at all. */
  readonly entries: readonly SizedOrder[];
  /** What sizing refused, by the id of an intent whose smallest order is among the entries: judged, never approved. */
  readonly unsized?: ReadonlyMap<string, UnsizedOrder>;
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
  const unsized = input.unsized ?? ALL_SIZED;
  let ctx = contextOf(input);
  for (const order of input.exits) reviewOne(order, ctx, { outcome, unsized: ALL_SIZED });
  const opens: SizedOrder[] = [];
  for (const order of input.entries) {
    if (isReducingPurpose(order.intent.purpose)) reviewOne(order, ctx, { outcome, unsized });
    else opens.push(order);
  }
  for (const group of grouped(opens, ({ intent }) => intent.groupId).values()) {
    const [only, ...others] = group;
    if (only !== undefined && others.length === 0) reviewOne(only, ctx, { outcome, unsized });
    else ctx = reviewGroup(group, ctx, { outcome, unsized });
  }
  return outcome;
}

const ALL_SIZED: ReadonlyMap<string, UnsizedOrder> = new Map();

interface Turn {
  readonly outcome: Reviewed;
  readonly unsized: ReadonlyMap<string, UnsizedOrder>;
}

function reviewOne(order: SizedOrder, ctx: RiskContext, { outcome, unsized }: Turn): void {
  const refused = unsized.get(order.intent.id);
  if (refused !== undefined) {
    outcome.vetoes.push(unsizedVeto(refused, ctx));
    return;
  }
  const reviewed = reviewedOrder(order, ctx);
  const violations = evaluate(reviewed, ctx);
  if (violations.length > 0) {
    outcome.vetoes.push(veto(order, violations));
    return;
  }
  bookApproved(ctx, reviewed);
  outcome.approved.push(approve(order));
}

/**
 * What sizing says and every rule that refuses the smallest order as well. A limit that both measure is told once, in the
 * figures of its rule; what is missing for the quantity itself comes last.
 */
function unsizedVeto({ order, primary, violations }: UnsizedOrder, ctx: RiskContext): Veto {
  const judged = toNumber(order.qty) > 0 ? evaluate(reviewedOrder(order, ctx), ctx) : [];
  const ofQuantity = violations.filter(isOfQuantity);
  const ofRules = ofQuantity.length > 0 ? judged.filter((found) => !isOfQuantity(found)) : judged;
  const told = new Set(ofRules.map(limitOf));
  const ofLimits = violations.filter((found) => !isOfQuantity(found) && !told.has(limitOf(found)));
  const primaryFirst = [...ofLimits, ...ofRules].toSorted(
    (a, b) => Number(b.rule === primary) - Number(a.rule === primary),
  );
  const all = [...primaryFirst, ...ofQuantity];
  return { id: `v${order.intent.id}`, order, primary, violations: all, bySizing: true };
}

function limitOf({ rule, code, setting }: Violation): string {
  return `${rule} ${code} ${String(setting)}`;
}

function isOfQuantity({ code }: Violation): boolean {
  return code === "min_notional";
}

/** All legs or none; returns the books to go on with. */
function reviewGroup(legs: readonly SizedOrder[], ctx: RiskContext, { outcome, unsized }: Turn): RiskContext {
  const trial = copyContext(ctx);
  const judged = legs.map((leg): JudgedLeg => {
    const refused = unsized.get(leg.intent.id);
    if (refused !== undefined) return { leg, veto: unsizedVeto(refused, trial) };
    const reviewed = reviewedOrder(leg, trial);
    const violations = evaluate(reviewed, trial);
    if (violations.length > 0) return { leg, veto: veto(leg, violations) };
    bookApproved(trial, reviewed);
    return { leg, veto: null };
  });
  if (judged.every((one) => one.veto === null)) {
    outcome.approved.push(...legs.map(approve));
    return trial;
  }
  for (const { leg, veto: own } of judged) outcome.vetoes.push(own ?? veto(leg, [groupIncomplete(judged)]));
  return ctx;
}

interface JudgedLeg {
  readonly leg: SizedOrder;
  /** Null for one that passes. */
  readonly veto: Veto | null;
}

/** Names the leg that is refused, and the setting behind it: the one veto leads to the other. */
function groupIncomplete(judged: readonly JudgedLeg[]): Violation {
  const passing = judged.filter((one) => one.veto === null).length;
  const refused = judged.find((one) => one.veto !== null);
  const [found] = violation({
    rule: GROUP_RULE.id,
    code: GROUP_RULE.code,
    measured: passing,
    limit: judged.length,
    unit: "count",
    setting: refused?.veto?.violations[0]?.setting ?? null,
  });
  return refused === undefined ? found : { ...found, leg: refused.leg.intent.symbol };
}

function approve(order: SizedOrder): ApprovedOrder {
  return { ...order, rulesEvaluated: RISK_RULES.length } as ApprovedOrder;
}

function veto(order: SizedOrder, violations: readonly Violation[]): Veto {
  return {
    id: `v${order.intent.id}`,
    order,
    primary: violations[0]?.rule ?? GROUP_RULE.id,
    violations,
    bySizing: false,
  };
}
