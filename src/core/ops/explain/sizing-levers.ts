import { getAtPath } from "../../config/paths.js";
import { type Lever, type LeverQuestion, leversOf, settableValues } from "./levers.js";

/**
 * What gives a quantity to an intent that is wanted, or left, too small: a lower minimum, the policy that rounds up to
 * it, a larger target.
 */
export function quantityLevers(question: LeverQuestion): readonly Lever[] {
  const { violation, order, config } = question;
  const { measured, limit } = violation;
  if (measured === null || limit === null) return [];
  const path = "risk_limits.global.min_notional_policy";
  const bump: Lever = { path, from: getAtPath(config, path), values: ["bump"] };
  const wantedUsd = order.clamps[0]?.beforeUsd ?? measured;
  return [...(measured > 0 ? leversOf(question) : []), bump, ...targetLever(question, limit / wantedUsd)];
}

function targetLever({ config }: LeverQuestion, factor: number): readonly Lever[] {
  const path = "strategy_config.sizing.trade_nav_percentage";
  const from = getAtPath(config, path);
  const usable = typeof from === "number" && factor > 1 && Number.isFinite(factor);
  return usable ? [{ path, from, values: settableValues(from * factor, true, false) }] : [];
}
