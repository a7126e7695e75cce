import { type DecisionBook, riskDrawdown } from "../../domain/decision-book.js";
import type { Violation } from "../../domain/intent.js";
import { ownLimit } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { joined, PASS, requireAtMost, type RiskRule } from "../rule.js";

export const drawdown: RiskRule = {
  id: "R11",
  codes: ["drawdown_limit", "account_drawdown"],
  title: "drawdown",
  skipsReducing: true,
  check: (_order, ctx) =>
    joined(
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
      ofAccount(ctx),
    ),
};

/** It latches nothing: the account opens again once its NAV is back within the limit. */
function ofAccount(ctx: RiskContext): readonly Violation[] {
  const own = ownLimit(ctx.policy, ctx.book.account, "max_nav_drawdown_pct");
  if (own === null) return PASS;
  const measured = accountDrawdown(ctx.book);
  return requireAtMost({ rule: "R11", code: "account_drawdown", measured, unit: "fraction", ...own }, ctx);
}

/** Fall of one account from its highest NAV as a fraction; NaN while there is none. */
export function accountDrawdown(book: DecisionBook): number {
  const marks = book.risk.accountMarks?.[book.account];
  return marks === undefined ? Number.NaN : 1 - book.navUsd / marks.peakUsd;
}
