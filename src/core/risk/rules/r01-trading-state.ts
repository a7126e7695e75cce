import { isProtectivePurpose } from "../../domain/intent.js";
import type { Violation } from "../../domain/intent.js";
import { capsOfAccount } from "../account-limits.js";
import type { RiskContext } from "../context.js";
import { condition, joined, PASS, type RiskRule } from "../rule.js";

/** How far trading is limited: 0 is not at all. */
export const TRADING_LEVELS = { ACTIVE: 0, REDUCING: 1, HALTED: 2 } as const;

/** Protective orders pass in every state as long as the venue itself keeps them from opening anything. */
export const tradingStateRule: RiskRule = {
  id: "R01",
  codes: ["trading_halted", "trading_reducing", "account_reducing"],
  title: "trading state",
  skipsReducing: false,
  check(order, ctx) {
    const { tradingState } = ctx.book;
    const protective = order.wireReduceOnly && isProtectivePurpose(order.order.intent.purpose);
    const reduces = order.reducing && tradingState === "REDUCING";
    const passes = tradingState === "ACTIVE" || protective || reduces;
    const code = tradingState === "HALTED" ? "trading_halted" : "trading_reducing";
    const measured = TRADING_LEVELS[tradingState];
    // The limit of an order that may pass in this state is the state itself.
    const limit = passes ? measured : reducesOnly(order.reducing);
    const found = condition(passes, { rule: "R01", code, measured, limit, unit: "state", setting: null }, ctx);
    return joined(found, ofAccount(order.reducing || protective, ctx));
  },
};

/** An account that accounts.json has set to reducing opens nothing, whatever the others do. */
function ofAccount(passes: boolean, ctx: RiskContext): readonly Violation[] {
  const caps = capsOfAccount(ctx.policy, ctx.book.account);
  if (caps === null || caps.state === "active") return PASS;
  const measured = TRADING_LEVELS.REDUCING;
  const limit = passes ? measured : TRADING_LEVELS.ACTIVE;
  const setting = `${caps.setting}.state`;
  return condition(passes, { rule: "R01", code: "account_reducing", measured, limit, unit: "state", setting }, ctx);
}

/** Most that trading may be limited for an order: one that reduces passes in REDUCING, an entry only in ACTIVE. */
function reducesOnly(reducing: boolean): number {
  return reducing ? TRADING_LEVELS.REDUCING : TRADING_LEVELS.ACTIVE;
}
