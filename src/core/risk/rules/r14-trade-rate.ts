import { requireAtMost, type RiskRule } from "../rule.js";

export const tradeRate: RiskRule = {
  id: "R14",
  codes: ["trade_rate_limit"],
  title: "trade rate",
  skipsReducing: true,
  check: (order, ctx) =>
    requireAtMost(
      {
        rule: "R14",
        code: "trade_rate_limit",
        measured: order.symbolRisk.entriesWithinHour + 1,
        limit: ctx.policy.limits.global.max_trades_per_symbol_per_hour,
        unit: "count",
        setting: "risk_limits.global.max_trades_per_symbol_per_hour",
      },
      ctx,
    ),
};
