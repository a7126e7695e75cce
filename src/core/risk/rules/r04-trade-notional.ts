import { linearLimit, onTopOf } from "../../domain/size-limit.js";
import { sizeRule } from "../rule.js";

const facts = {
  clamp: "max_trade_nav_pct",
  rule: "R04",
  code: "trade_gt_nav_pct",
  unit: "usd",
  setting: "risk_limits.global.max_trade_nav_pct",
} as const;

export const tradeNotional = sizeRule({
  id: facts.rule,
  codes: [facts.code],
  title: "trade size",
  sizeLimits: (_candidate, { navUsd, policy }) => [
    linearLimit({ ...facts, limit: policy.limits.global.max_trade_nav_pct * navUsd }, onTopOf(0)),
  ],
});
