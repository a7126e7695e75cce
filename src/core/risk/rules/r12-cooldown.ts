import type { DecisionBook } from "../../domain/decision-book.js";
import type { Violation } from "../../domain/intent.js";
import type { Cooldown } from "../../domain/risk-state.js";
import { MINUTE_MS, SECOND_MS } from "../../lib/time.js";
import type { RiskPolicy } from "../policy.js";
import { joined, PASS, condition, type RiskRule } from "../rule.js";

const COOLDOWN_SETTINGS: Readonly<Record<Cooldown["reason"], string | null>> = {
  stop: "risk_limits.global.cooldown_minutes_after_stop",
  loss_streak: "risk_limits.global.loss_streak.cooldown_minutes",
  operator: null,
  veto_burst: "risk_limits.global.veto_burst.cooldown_minutes",
};

/**
 * End of a timer under these limits. One that was set for longer than they say now ends when they say; one that was
 * set for less is not made longer. An operator's has no length.
 */
export function cooldownEndMs({ untilMs, sinceMs, reason }: Cooldown, policy: RiskPolicy): number {
  const { cooldown_minutes_after_stop: afterStop, loss_streak: streak, veto_burst: burst } = policy.limits.global;
  const minutes = { stop: afterStop, loss_streak: streak.cooldown_minutes, veto_burst: burst.cooldown_minutes };
  return reason === "operator" ? untilMs : Math.min(untilMs, sinceMs + minutes[reason] * MINUTE_MS);
}

/** Whether the rule refuses whatever a strategy would open in a symbol. */
export function coolsDown(of: { readonly strategy: string; readonly symbol: string }, ctx: Cooling): boolean {
  return ctx.book.risk.cooldowns.some((timer) => {
    const over = cooldownEndMs(timer, ctx.policy) <= ctx.book.atMs;
    return timer.key === of[timer.scope] && !over;
  });
}

interface Cooling {
  readonly book: DecisionBook;
  readonly policy: RiskPolicy;
}

/** Measured are the seconds a timer still runs. */
export const cooldown: RiskRule = {
  id: "R12",
  codes: ["cooldown"],
  title: "cooldown",
  skipsReducing: true,
  check(order, ctx) {
    const { atMs, book, policy } = ctx;
    let found: readonly Violation[] = PASS;
    for (const timer of book.risk.cooldowns) {
      if (timer.key !== order[timer.scope]) continue;
      const measured = Math.max(0, cooldownEndMs(timer, policy) - atMs) / SECOND_MS;
      const setting = COOLDOWN_SETTINGS[timer.reason];
      const finding = { rule: "R12", code: "cooldown", measured, limit: 0, unit: "seconds", setting } as const;
      found = joined(found, condition(measured <= 0, finding, ctx));
    }
    return found;
  },
};
