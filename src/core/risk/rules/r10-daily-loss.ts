import { type DecisionBook, fundNavUsd } from "../../domain/decision-book.js";
import { requireAtMost, type RiskRule } from "../rule.js";

/** Loss of the fund since the day's start as a fraction, < 0 for a gain; NaN while the day's start is not known. */
export function dailyLoss(book: DecisionBook): number {
  const anchor = book.risk.dayAnchor;
  if (anchor === null || !(book.atMs < anchor.untilMs)) return Number.NaN;
  return 1 - fundNavUsd(book) / Number(anchor.nav);
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
