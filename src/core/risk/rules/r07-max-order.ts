import { linearLimit, onTopOf } from "../../domain/size-limit.js";
import { sizeRule } from "../rule.js";

const facts = { clamp: "max_order_notional", rule: "R07", code: "max_order_notional", unit: "usd" } as const;

export const maxOrder = sizeRule({
  id: facts.rule,
  codes: [facts.code],
  title: "largest order",
  sizeLimits({ symbolRisk: { caps } }) {
    const limit = caps?.maxOrderNotionalUsd ?? Number.NaN;
    return [linearLimit({ ...facts, limit, setting: caps?.maxOrderNotionalSetting ?? null }, onTopOf(0))];
  },
});
