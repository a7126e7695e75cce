import { type DecisionBook, fundNavUsd } from "../../domain/decision-book.js";
import type { RiskPolicy } from "../policy.js";
import { type Finding, requireAtMost, type RiskRule } from "../rule.js";

/** Distance between the fund's NAV and its prediction against what is tolerated; also the cause of the nav_anomaly latch. */
export function navAnomaly(book: DecisionBook, policy: RiskPolicy): Finding {
  const navUsd = fundNavUsd(book);
  return {
    rule: "R03",
    code: "nav_anomaly",
    measured: Math.abs(navUsd - book.predictedNavUsd),
    limit: policy.limits.global.nav_tolerance_pct * Math.abs(navUsd),
    unit: "usd",
    setting: "risk_limits.global.nav_tolerance_pct",
  };
}

export const navPlausible: RiskRule = {
  id: "R03",
  codes: ["nav_anomaly"],
  title: "NAV plausible",
  skipsReducing: true,
  check: (_order, ctx) => requireAtMost(navAnomaly(ctx.book, ctx.policy), ctx),
};
