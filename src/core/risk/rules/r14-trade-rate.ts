import type { Violation } from "../../domain/intent.js";
import { ownEntry, type RiskContext } from "../context.js";
import { orderWindows } from "../order-budget.js";
import { joined, notEvaluated, PASS, requireAtMost, type ReviewedOrder, type RiskRule } from "../rule.js";

const rule = "R14";
const code = "trade_rate_limit";
const NOT_TOLD = "the venue has told no limit of orders";

function entriesOfSymbol(order: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  return requireAtMost(
    {
      rule,
      code,
      measured: order.symbolRisk.entriesWithinHour + 1,
      limit: ctx.policy.limits.global.max_trades_per_symbol_per_hour,
      unit: "count",
      setting: "risk_limits.global.max_trades_per_symbol_per_hour",
    },
    ctx,
  );
}

/** Orders of the account within the venue's windows, those approved in this cycle and this one included. */
function orderBudget({ symbolRisk }: ReviewedOrder, ctx: RiskContext): readonly Violation[] {
  const venue = symbolRisk.view?.instrument.venue;
  const limits = venue === undefined ? null : ownEntry(ctx.policy.orderLimits, venue);
  if (limits === null) return notEvaluated({ rule, code }, NOT_TOLD, ctx);
  let found = PASS;
  for (const { used, limit, setting } of orderWindows(ctx.book, limits)) {
    const measured = used + ctx.sums.ordersApproved + 1;
    found = joined(found, requireAtMost({ rule, code, measured, limit, unit: "count", setting }, ctx));
  }
  return found;
}

export const tradeRate: RiskRule = {
  id: rule,
  codes: [code],
  title: "trade rate",
  skipsReducing: true,
  check: (order, ctx) => joined(entriesOfSymbol(order, ctx), orderBudget(order, ctx)),
};
