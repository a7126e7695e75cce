import type { DecisionBook } from "../../domain/decision-book.js";
import { requireAtMost, type RiskRule } from "../rule.js";

/** Loss since the day's start as a fraction, < 0 for a gain; NaN while the day's start is not known. */
export function dailyLoss({ atMs, navUsd, risk }: DecisionBook): number {
  const anchor = risk.dayAnchor;
  if (anchor === null || !(atMs < anchor.untilMs)) return Number.NaN;
  return 1 - navUsd / Number(anchor.nav);
}

export const dailyLossRule: RiskRule = {
  id: "R10",
  codes: ["daily_loss_limit"],
  title: "daily loss",
  skipsReducing: true,
  check: (_order, ctx) =>
    requireAtMost(
      {
        rule: "R10",
        code: "daily_loss_limit",
        measured: dailyLoss(ctx.book),
        limit: ctx.policy.limits.global.daily_loss_limit_pct,
        unit: "fraction",
        setting: "risk_limits.global.daily_loss_limit_pct",
      },
      ctx,
    ),
};
