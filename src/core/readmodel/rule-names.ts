import { err, ok, type Result } from "../lib/result.js";
import type { ReadFailure } from "./read-state.js";

/** Rules and the codes of their violations, as docs/RISK.md lists them. */
export const RULE_CODES: Readonly<Record<string, readonly string[]>> = {
  R01: ["trading_halted", "trading_reducing", "account_reducing"],
  R02: ["nav_stale"],
  R03: ["nav_anomaly"],
  R04: ["trade_gt_nav_pct"],
  R05: ["leverage_exceeded"],
  R06: ["min_notional"],
  R07: ["max_order_notional"],
  R08: ["symbol_exposure"],
  R09: ["global_exposure"],
  R10: ["daily_loss_limit", "account_daily_loss"],
  R11: ["drawdown_limit", "account_drawdown"],
  R12: ["cooldown"],
  R13: ["max_concurrent_positions", "account_concurrency", "strategy_concurrency", "symbol_concurrency"],
  R14: ["trade_rate_limit"],
  R15: ["strategy_exposure"],
  R16: ["price_stale", "spread_too_wide", "slippage_too_high", "price_divergence", "funding_too_high"],
  R17: ["restricted_symbol"],
  R18: ["venue_circuit_open", "user_stream_stale"],
  R19: ["liquidation_distance"],
  R20: ["correlated_exposure"],
  R21: ["unprotected_position"],
  GROUP: ["group_incomplete"],
  /** What sizing refuses by itself: an input that fails closed, a limit that only it has. */
  sizing: [],
};

/** Accepts `R06`, `r06` and `min_notional`; a typo is answered with the names there are. */
export function parseRule(typed: string | undefined): Result<string | null, ReadFailure> {
  if (typed === undefined) return ok(null);
  const known = [...Object.keys(RULE_CODES), ...Object.values(RULE_CODES).flat()];
  const rule = known.find((name) => name.toLowerCase() === typed.toLowerCase());
  if (rule !== undefined) return ok(rule);
  const names = /^r?\d/i.test(typed) ? Object.keys(RULE_CODES) : known;
  return err({
    code: "unknown_rule",
    message: `there is no rule "${typed}"`,
    path: "--rule",
    value: typed,
    known: names,
  });
}
