import { type DecisionBook, fundNavUsd } from "../../domain/decision-book.js";
import type { Violation } from "../../domain/intent.js";
import { ownLimit } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { joined, PASS, requireAtMost, type RiskRule } from "../rule.js";

/** Loss of the fund since the day's start as a fraction, < 0 for a gain; NaN while the day's start is not known. */
export function dailyLoss(book: DecisionBook): number {
  const anchor = book.risk.dayAnchor;
  if (anchor === null || !(book.atMs < anchor.untilMs)) return Number.NaN;
  return 1 - fundNavUsd(book) / Number(anchor.nav);
}

export const dailyLossRule: RiskRule = {
  id: "R10",
  codes: ["daily_loss_limit", "account_daily_loss"],
  title: "daily loss",
  skipsReducing: true,
  check: (_order, ctx) =>
    joined(
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
      ofAccount(ctx),
    ),
};

function ofAccount(ctx: RiskContext): readonly Violation[] {
  const own = ownLimit(ctx.policy, ctx.book.account, "daily_loss_limit_pct");
  if (own === null) return PASS;
  const measured = accountDailyLoss(ctx.book);
  return requireAtMost({ rule: "R10", code: "account_daily_loss", measured, unit: "fraction", ...own }, ctx);
}

/** Loss of one account since the day's start as a fraction; NaN while the day's start is not known. */
export function accountDailyLoss(book: DecisionBook): number {
  const marks = book.risk.accountMarks?.[book.account];
  const isToday = marks !== undefined && marks.day === book.risk.dayAnchor?.day;
  return isToday ? 1 - book.navUsd / marks.dayNavUsd : Number.NaN;
}
