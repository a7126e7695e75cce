import type { Violation } from "../../domain/intent.js";
import type { Cooldown } from "../../domain/risk-state.js";
import { SECOND_MS } from "../../lib/time.js";
import { PASS, type RiskRule, violation } from "../rule.js";

const COOLDOWN_SETTINGS: Readonly<Record<Cooldown["reason"], string | null>> = {
  stop: "risk_limits.global.cooldown_minutes_after_stop",
  loss_streak: "risk_limits.global.loss_streak.cooldown_minutes",
  operator: null,
  veto_burst: "risk_limits.global.veto_burst.cooldown_minutes",
};

/** Measured are the seconds a timer still runs. */
export const cooldown: RiskRule = {
  id: "R12",
  codes: ["cooldown"],
  title: "cooldown",
  skipsReducing: true,
  check(order, { atMs, book }) {
    const { cooldowns } = book.risk;
    if (cooldowns.length === 0) return PASS;
    const found: Violation[] = [];
    for (const { scope, key, untilMs, reason } of cooldowns) {
      const over = untilMs <= atMs;
      if (over || key !== (scope === "symbol" ? order.symbol : order.strategy)) continue;
      const measured = (untilMs - atMs) / SECOND_MS;
      const setting = COOLDOWN_SETTINGS[reason];
      found.push(...violation({ rule: "R12", code: "cooldown", measured, limit: 0, unit: "seconds", setting }));
    }
    return found;
  },
};
