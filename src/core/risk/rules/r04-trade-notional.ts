import { requireAtMost, type RiskRule } from "../rule.js";

export const tradeNotional: RiskRule = {
  id: "R04",
  codes: ["trade_gt_nav_pct"],
  title: "trade size",
  skipsReducing: true,
  check: (order, ctx) =>
    requireAtMost(
      {
        rule: "R04",
        code: "trade_gt_nav_pct",
        measured: order.notionalUsd,
        limit: ctx.policy.limits.global.max_trade_nav_pct * ctx.navUsd,
        unit: "usd",
        setting: "risk_limits.global.max_trade_nav_pct",
      },
      ctx,
    ),
};
