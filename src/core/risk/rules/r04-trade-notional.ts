import { requireAtMost, type RiskRule } from "../rule.js";

export const tradeNotional: RiskRule = {
  id: "R04",
  codes: ["trade_gt_nav_pct"],
  title: "trade size",
  skipsReducing: true,
  check: (order, { navUsd, policy }) =>
    requireAtMost({
      rule: "R04",
      code: "trade_gt_nav_pct",
      measured: order.notionalUsd,
      limit: policy.limits.global.max_trade_nav_pct * navUsd,
      unit: "usd",
      setting: "risk_limits.global.max_trade_nav_pct",
    }),
};
