import { requireAtMost, type RiskRule } from "../rule.js";

export const maxOrder: RiskRule = {
  id: "R07",
  codes: ["max_order_notional"],
  title: "largest order",
  skipsReducing: true,
  check: (order, ctx) =>
    requireAtMost(
      {
        rule: "R07",
        code: "max_order_notional",
        measured: order.notionalUsd,
        limit: order.symbolRisk.caps?.maxOrderNotionalUsd ?? Number.NaN,
        unit: "usd",
        setting: order.symbolRisk.caps?.maxOrderNotionalSetting ?? null,
      },
      ctx,
    ),
};
