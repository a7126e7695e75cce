import type { Violation } from "../../domain/intent.js";
import { ownLimit } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { joined, condition, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

function slots(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { position, entries } = order.symbolRisk;
  if (position !== null || entries > 0) return [];
  return joined(
    requireAtMost(
      {
        rule: "R13",
        code: "max_concurrent_positions",
        measured: ctx.sums.slots + 1,
        limit: ctx.policy.limits.global.max_concurrent_positions,
        unit: "count",
        setting: "risk_limits.global.max_concurrent_positions",
      },
      ctx,
    ),
    ownSlots(ctx),
    requireAtMost(
      {
        rule: "R13",
        code: "strategy_concurrency",
        measured: (ctx.strategySlots.get(order.strategy) ?? 0) + 1,
        limit: order.strategyCaps?.maxConcurrent ?? Number.NaN,
        unit: "count",
        setting: `strategy_registry.strategies.${order.strategy}.max_concurrent`,
      },
      ctx,
    ),
  );
}

/** Slots of the account alone, where accounts.json gives it a number of its own. */
function ownSlots(ctx: RiskContext): readonly Violation[] {
  const own = ownLimit(ctx.policy, ctx.book.account, "max_concurrent_positions");
  if (own === null) return [];
  const measured = slotsOfAccount(ctx) + 1;
  return requireAtMost({ rule: "R13", code: "account_concurrency", measured, unit: "count", ...own }, ctx);
}

/** Symbols in which the account has a position or an entry in flight. */
export function slotsOfAccount({ symbols }: RiskContext): number {
  let taken = 0;
  for (const { position, entries } of symbols.values()) if (position !== null || entries > 0) taken += 1;
  return taken;
}

/**
 * One entry in flight by symbol slot; a position blocks the symbol for other strategies and for the other
 * direction (a flip is a close, then a fully reviewed open).
 */
function symbolSlots(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { position, entries, caps } = order.symbolRisk;
  const sameIdea =
    position === null ||
    (position.strategy === order.strategy && (order.order.intent.side === "buy" ? position.qty > 0 : position.qty < 0));
  return requireAtMost(
    {
      rule: "R13",
      code: "symbol_concurrency",
      measured: entries + (sameIdea ? 0 : 1) + 1,
      limit: caps?.maxConcurrentPositions ?? Number.NaN,
      unit: "count",
      setting: `pairs_universe.universe.${order.symbol}.caps.max_concurrent_positions`,
    },
    ctx,
  );
}

/** A reduce-only order that is not reducing has nothing (left) to close. */
function nothingToClose(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const { position, reducingQty } = order.symbolRisk;
  return condition(
    false,
    {
      rule: "R13",
      code: "symbol_concurrency",
      measured: (reducingQty.close + order.qty) * order.referencePrice,
      limit: Math.abs(position?.qty ?? 0) * order.referencePrice,
      unit: "usd",
      setting: null,
    },
    ctx,
  );
}

export const concurrency: RiskRule = {
  id: "R13",
  codes: ["max_concurrent_positions", "account_concurrency", "strategy_concurrency", "symbol_concurrency"],
  title: "concurrency",
  skipsReducing: true,
  check: (order, ctx) =>
    order.wireReduceOnly ? nothingToClose(order, ctx) : joined(slots(order, ctx), symbolSlots(order, ctx)),
};
