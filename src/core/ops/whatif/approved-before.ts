import type { SizedOrder, Veto } from "../../domain/intent.js";
import { isReducingPurpose } from "../../domain/intent.js";
import { evaluate } from "../../risk/evaluate.js";
import type { RiskPolicy } from "../../risk/policy.js";
import { bookApproved, contextOf, reviewedOrder } from "../../risk/reviewed-order.js";
import type { CycleDecision } from "./cycle-decision.js";

/** What tells one entry of a cycle from the others. */
export interface OrderKey {
  readonly strategy: string;
  readonly symbol: string;
  readonly side: string;
}

/**
 * The orders that a cycle approved before an entry of this strategy, symbol and side, as review went through them: all
 * that reduces, then the entries of earlier ideas, then earlier legs of its own idea that pass by themselves. An entry that
 * the cycle did not review stands behind all that it approved.
 *
 * policy: the session's own.
 */
export function approvedBefore(cycle: CycleDecision, wish: OrderKey, policy: RiskPolicy): readonly SizedOrder[] {
  const approved = cycle.decision.routed.map(({ order }) => order);
  const reviewed = [...approved, ...cycle.decision.vetoes.map(({ order }) => order)].find(
    ({ intent }) =>
      !isReducingPurpose(intent.purpose) &&
      intent.strategy === wish.strategy &&
      intent.symbol === wish.symbol &&
      intent.side === wish.side,
  );
  if (reviewed === undefined) return approved;
  const turn = turnOf(cycle);
  const earlier = approved.filter(
    (order) => isReducingPurpose(order.intent.purpose) || isBefore(turn(order), turn(reviewed)),
  );
  const { groupId } = reviewed.intent;
  const legs = cycle.decision.vetoes.filter(
    ({ order, bySizing }) => !bySizing && order.intent.groupId === groupId && isBefore(turn(order), turn(reviewed)),
  );
  return [...earlier, ...passing(legs, { ...cycle, policy, earlier })];
}

type Turn = readonly [group: number, own: number];

/** Ideas in the order of their first leg; legs in the order of their intents. */
function turnOf({ decision: { intents } }: CycleDecision): (order: SizedOrder) => Turn {
  return ({ intent }) => [
    intents.findIndex(({ groupId }) => groupId === intent.groupId),
    intents.findIndex(({ id }) => id === intent.id),
  ];
}

function isBefore([group, own]: Turn, [thanGroup, thanOwn]: Turn): boolean {
  return group < thanGroup || (group === thanGroup && own < thanOwn);
}

/** Legs of a refused idea that were booked while it was under review. */
function passing(legs: readonly Veto[], input: Parameters<typeof contextOf>[0]): readonly SizedOrder[] {
  const ctx = contextOf(input);
  return legs.flatMap(({ order }) => {
    const reviewed = reviewedOrder(order, ctx);
    if (evaluate(reviewed, ctx).length > 0) return [];
    bookApproved(ctx, reviewed);
    return [order];
  });
}
