import { SECOND_MS } from "../../lib/time.js";
import { requireAtMost, type RiskRule } from "../rule.js";

/** Measured is the age of the oldest missing stop of the account. */
export const protection: RiskRule = {
  id: "R21",
  codes: ["unprotected_position"],
  title: "protection",
  skipsReducing: true,
  check: (_order, ctx) =>
    requireAtMost(
      {
        rule: "R21",
        code: "unprotected_position",
        measured: ctx.unprotectedMs / SECOND_MS,
        limit: ctx.policy.limits.global.max_unprotected_seconds,
        unit: "seconds",
        setting: "risk_limits.global.max_unprotected_seconds",
      },
      ctx,
    ),
};
