import type { RiskContext } from "../context.js";
import { PASS, requireAtLeast, type ReviewedOrder, type RiskRule } from "../rule.js";

function exempt(order: ReviewedOrder, { policy }: RiskContext): boolean {
  return order.order.closePosition || (order.order.reduceOnly && policy.reduceOnlyMinNotionalExempt);
}

/** Notional as the venue's own filter counts it: quantity × reference price. */
export const minNotional: RiskRule = {
  id: "R06",
  codes: ["min_notional"],
  title: "minimum notional",
  skipsReducing: false,
  check(order, ctx) {
    if (exempt(order, ctx)) return PASS;
    const limit = order.symbolRisk.caps?.minNotionalUsd ?? Number.NaN;
    return requireAtLeast(
      {
        rule: "R06",
        code: "min_notional",
        measured: order.qty * order.referencePrice,
        limit,
        unit: "usd",
        setting: order.symbolRisk.caps?.minNotionalSetting ?? null,
      },
      ctx,
    );
  },
};
