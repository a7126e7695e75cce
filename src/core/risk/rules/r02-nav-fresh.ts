import { SECOND_MS } from "../../lib/time.js";
import { condition, type RiskRule } from "../rule.js";

/** A NAV from the future is as wrong as an old one. */
export const navFresh: RiskRule = {
  id: "R02",
  codes: ["nav_stale"],
  title: "NAV fresh",
  skipsReducing: true,
  check(_order, ctx) {
    const { atMs, book, navUsd, policy } = ctx;
    const ageSeconds = (atMs - book.navAtMs) / SECOND_MS;
    const limit = policy.limits.nav_freshness_seconds;
    const fresh = ageSeconds >= 0 && ageSeconds <= limit && navUsd > 0;
    const measured = navUsd > 0 ? ageSeconds : Number.NaN;
    const setting = "risk_limits.nav_freshness_seconds";
    return condition(fresh, { rule: "R02", code: "nav_stale", measured, limit, unit: "seconds", setting }, ctx);
  },
};
