import { grouped } from "../lib/grouped.js";
import type { ApprovedOrder, SizedOrder, UnsizedOrder, Veto, Violation } from "../domain/intent.js";
import { isReducingPurpose } from "../domain/intent.js";
import { toNumber } from "../lib/decimal.js";
import { type ContextInput, copyContext, type RiskContext } from "./context.js";
import { evaluate } from "./evaluate.js";
import { GROUP_RULE, RISK_RULES } from "./registry.js";
import { bookApproved, contextOf, reviewedOrder } from "./reviewed-order.js";
import { violation } from "./rule.js";

interface ReviewInput extends CycleInput {
  /** Sized intents. Those with the same groupId pass together or not at all. */
  readonly entries: readonly SizedOrder[];
  /** What sizing refused, by the id of an intent whose smallest order is among the entries: judged, never approved. */
  readonly unsized?: ReadonlyMap<string, UnsizedOrder>;
}

interface CycleInput extends ContextInput {
  /** Orders of existing positions; each stands for itself. */
  readonly exits: readonly SizedOrder[];
}

export interface Reviewed {
  readonly approved: ApprovedOrder[];
  readonly vetoes: Veto[];
}

/** The review of one cycle, idea by idea. */
export interface CycleReview {
  /** All that has been judged so far. */
  readonly outcome: Reviewed;
  /** Judges the orders of one idea, all or none; true if they pass, and what comes later is judged with them in the books. */
  readonly judge: (idea: readonly SizedOrder[], unsized?: ReadonlyMap<string, UnsizedOrder>) => boolean;
}

/**
 * Judges the orders of one cycle by every rule: exits first, then what reduces, then entries in the order given,
 * each against the books including what was approved before it.
 *
 * Never throws on bad figures: what can't be known is refused. Vetoes name every failing rule.
 */
export function review(input: ReviewInput): Reviewed {
  if (input.exits.length === 0 && input.entries.length === 0) return { approved: [], vetoes: [] };
  const { outcome, judge } = openReview(input);
  const opens: SizedOrder[] = [];
  for (const order of input.entries) {
    if (isReducingPurpose(order.intent.purpose)) judge([order], input.unsized);
    else opens.push(order);
  }
  for (const idea of grouped(opens, ({ intent }) => intent.groupId).values()) judge(idea, input.unsized);
  return outcome;
}

/** Reviews the exits, and what is handed to it afterwards. The only place that makes an ApprovedOrder. */
export function openReview(input: CycleInput): CycleReview {
  const outcome: Reviewed = { approved: [], vetoes: [] };
  let ctx = contextOf(input);
  for (const order of input.exits) reviewOne(order, ctx, { outcome, unsized: ALL_SIZED });
  const judge: CycleReview["judge"] = (idea, unsized = ALL_SIZED) => {
    const [only, ...others] = idea;
    if (only === undefined) return false;
    const before = outcome.approved.length;
    if (others.length === 0) reviewOne(only, ctx, { outcome, unsized });
    else ctx = reviewGroup(idea, ctx, { outcome, unsized });
    return outcome.approved.length > before;
  };
  return { outcome, judge };
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
