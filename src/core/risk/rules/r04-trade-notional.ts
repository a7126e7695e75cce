import { accountLimit } from "../account-limits.js";
import { linearLimit, onTopOf } from "../../domain/size-limit.js";
import { sizeRule } from "../rule.js";

const facts = {
  clamp: "max_trade_nav_pct",
  rule: "R04",
  code: "trade_gt_nav_pct",
  unit: "usd",
} as const;

export const tradeNotional = sizeRule({
  id: facts.rule,
  codes: [facts.code],
  title: "trade size",
  sizeLimits: (_candidate, ctx) => {
    const { limit, setting } = accountLimit(ctx, "max_trade_nav_pct");
    return [linearLimit({ ...facts, limit: limit * ctx.navUsd, setting }, onTopOf(0))];
  },
});
