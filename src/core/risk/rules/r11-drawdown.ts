import type { DecisionBook } from "../../domain/decision-book.js";
import { requireAtMost, type RiskRule } from "../rule.js";

/** Fall from the risk peak as a fraction, < 0 above it; NaN while there is no peak. */
export function riskDrawdown({ navUsd, risk }: DecisionBook): number {
  return risk.riskPeak === null ? Number.NaN : 1 - navUsd / Number(risk.riskPeak);
}

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
