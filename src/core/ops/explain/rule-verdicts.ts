import { isReducingPurpose, type SizedOrder } from "../../domain/intent.js";
import { buildContext } from "../../risk/context.js";
import type { RiskPolicy } from "../../risk/policy.js";
import { bookApproved, reviewedOrder } from "../../risk/reviewed-order.js";
import { type RuleVerdict, verdictsOf } from "../../risk/verdicts.js";
import type { Met } from "./re-decide.js";

/** What every rule said of an order, on the books as they stood when its turn came. */
export function ruleVerdicts({ order, view, book, exits, before }: Met, policy: RiskPolicy): readonly RuleVerdict[] {
  const ctx = buildContext({ book, view, policy });
  for (const earlier of turnsBefore(order, exits, before)) bookApproved(ctx, reviewedOrder(earlier, ctx));
  return verdictsOf(reviewedOrder(order, ctx), ctx);
}

/** Exits come first; of them only those that stand before the order itself. */
function turnsBefore(
  order: SizedOrder,
  exits: readonly SizedOrder[],
  before: readonly SizedOrder[],
): readonly SizedOrder[] {
  if (!isReducingPurpose(order.intent.purpose)) return [...exits, ...before];
  const own = exits.findIndex(({ intent }) => intent.id === order.intent.id);
  return own === -1 ? exits : exits.slice(0, own);
}
