import type { Veto, Violation } from "../../domain/intent.js";
import type { Cooldown } from "../../domain/risk-state.js";
import type { StateCause } from "../../domain/trading-state.js";
import { isoUtc } from "../../lib/time.js";
import type { SettingChange } from "../whatif/change-config.js";
import { GROUP_RULE } from "../../risk/registry.js";
import type { Trial } from "./approves.js";
import type { Lever } from "./levers.js";

/** Why no single setting helps, in sentences; `together` are settings that do when all are changed. */
export function noChangeReason(
  trial: Trial,
  levers: readonly (readonly Lever[])[],
  together: readonly SettingChange[] | null,
): string {
  const violations = trial.refusal.legs.flatMap((leg) => leg.violations);
  const facts = trial.refusal.legs.flatMap((leg) =>
    leg.violations.map((violation) => ({ rule: violation.rule, text: factBehind(violation, leg, trial) })),
  );
  const stated = facts.filter(({ text }) => text !== null);
  if (stated.length > 0 && together === null) {
    const settled = stated.map(({ rule }) => rule);
    const others = new Set(violations.map(({ rule }) => rule).filter((rule) => !settled.includes(rule)));
    const also = others.size === 0 ? "" : ` ${[...others].join(" and ")} refused it as well.`;
    return `${[...new Set(stated.map(({ text }) => text))].join(" ")}${also}`;
  }
  const rules = [...new Set(violations.map(({ rule }) => rule))].filter((rule) => rule !== GROUP_RULE.id);
  if (together !== null) {
    const all = together.map(({ path, to }) => `${path}=${settingText(to)}`).join(" and ");
    return `${several(rules, together.length)} Together these would do: ${all}.`;
  }
  const beyond = levers.flat().map(({ path }) => path);
  if (beyond.length > 0) {
    return `${rules.join(" and ")}: no value that ${[...new Set(beyond)].join(", ")} may have lets this order pass.`;
  }
  return `${rules.join(" and ")}: no setting holds this limit.`;
}

function several(rules: readonly string[], settings: number): string {
  if (rules.length > 1) return `${String(rules.length)} rules at once: ${rules.join(", ")}.`;
  return `${rules[0] ?? ""}: ${String(settings)} settings hold this limit at once.`;
}

/** A value as `--set` takes it. */
export function settingText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Something of the books that no setting changes. */
function factBehind({ code, measured, setting, leg }: Violation, veto: Veto, trial: Trial): string | null {
  const { book } = trial.refusal;
  const { symbol, strategy } = veto.order.intent;
  switch (code) {
    case "trading_halted":
    case "trading_reducing":
      return book.causes.map(causeText).join(" ");
    case "cooldown":
      if (setting !== null) return null;
      return book.risk.cooldowns
        .filter((timer) => timer.untilMs > book.atMs && timer.key === (timer.scope === "symbol" ? symbol : strategy))
        .map(cooldownText)
        .join(" ");
    case "group_incomplete":
      return `${leg === undefined ? "Another leg of the same idea" : `Its other leg, ${leg},`} is refused; this one would have passed.`;
    case "trade_rate_limit":
      return setting?.startsWith("venues.") === true
        ? "The venue itself limits the orders of an account: no setting changes that, it passes with time."
        : null;
    case "restricted_symbol":
      return setting === null ? `${symbol} was not trading at its venue: no setting changes that.` : null;
    default:
  }
  if (measured === null) {
    return `What ${code} measures could not be known at that instant, and what can't be known is refused.`;
  }
  return null;
}

function causeText({ code, kind, clears, sinceMs }: StateCause): string {
  const who = kind === "latch" ? "only an operator clears it" : "it clears itself";
  return `Trading was limited by the ${kind} ${code} since ${isoUtc(sinceMs)}: ${who} (${clears}).`;
}

const AFTER: Readonly<Record<Cooldown["reason"], string>> = {
  stop: "a stop",
  loss_streak: "a run of losses",
  operator: "an operator",
  veto_burst: "a burst of vetoes",
};

function cooldownText({ key, untilMs, reason }: Cooldown): string {
  return `A cooldown of ${key} after ${AFTER[reason]} ran until ${isoUtc(untilMs)}.`;
}
