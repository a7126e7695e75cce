import { riskDrawdown } from "../../domain/decision-book.js";
import { requireAtMost, type RiskRule } from "../rule.js";

export const drawdown: RiskRule = {
  id: "R11",
  codes: ["drawdown_limit"],
  title: "drawdown",
  skipsReducing: true,
  check: (_order, ctx) =>
    requireAtMost(
      {
        rule: "R11",
        code: "drawdown_limit",
        measured: riskDrawdown(ctx.book),
        limit: ctx.policy.limits.global.max_nav_drawdown_pct,
        unit: "fraction",
        setting: "risk_limits.global.max_nav_drawdown_pct",
      },
      ctx,
    ),
};
