import { getAtPath } from "../../config/paths.js";
import type { Clamp } from "../../domain/intent.js";
import { type Lever, type LeverQuestion, leversOf, valuesBeyond } from "./levers.js";

/** True for a refusal of sizing itself: there was no order yet that risk could have judged. */
export function isSizingRefusal({ violation }: Pick<LeverQuestion, "violation">): boolean {
  return violation.rule === "sizing" || violation.code === "min_notional";
}

/** What gives an intent a quantity that was too small: a lower minimum, the bump policy, a larger target, a wider clamp. */
export function sizingLevers(question: LeverQuestion, navUsd: number): readonly Lever[] {
  const { violation, order, config } = question;
  const { measured, limit, code } = violation;
  if (code !== "min_notional" || measured === null || limit === null) return [];
  const policy = "risk_limits.global.min_notional_policy";
  const bump: Lever = { path: policy, from: getAtPath(config, policy), values: ["bump"] };
  const target = numberLever(
    question,
    "strategy_config.sizing.trade_nav_percentage",
    (from) => (from * limit) / measured,
  );
  const wider = order.clamps.flatMap((clamp) => clampLevers(question, clamp, { neededUsd: limit, navUsd }));
  return [...leversOf(question), bump, ...target, ...wider];
}

interface Needed {
  readonly neededUsd: number;
  readonly navUsd: number;
}

function clampLevers(
  question: LeverQuestion,
  { rule, afterUsd }: Clamp,
  { neededUsd, navUsd }: Needed,
): readonly Lever[] {
  const { strategy } = question.order.intent;
  const missingPct = (neededUsd - afterUsd) / navUsd;
  const share = (path: string): readonly Lever[] => numberLever(question, path, (from) => from + missingPct);
  switch (rule) {
    case "risk_per_trade_pct":
      return numberLever(question, "risk_limits.global.risk_per_trade_pct", (from) => (from * neededUsd) / afterUsd);
    case "capacity_usd":
      return numberLever(
        question,
        `strategy_registry.strategies.${strategy}.capacity_usd`,
        (from) => from + neededUsd - afterUsd,
      );
    case "max_trade_nav_pct":
      return share("risk_limits.global.max_trade_nav_pct");
    case "strategy_exposure":
      return share(`strategy_config.strategies.${strategy}.max_nav_pct`);
    case "global_exposure":
      return share("risk_limits.global.max_gross_exposure_pct");
    case "net_exposure":
      return share("risk_limits.global.max_net_exposure_pct");
    case "account_leverage":
      return share("risk_limits.global.max_leverage");
    default:
      return [];
  }
}

function numberLever({ config }: LeverQuestion, path: string, needed: (from: number) => number): readonly Lever[] {
  const from = getAtPath(config, path);
  return typeof from === "number" ? [{ path, from, values: valuesBeyond(needed(from), true, false) }] : [];
}
