import { isProtectivePurpose } from "../../domain/intent.js";
import { PASS, type RiskRule, violation } from "../rule.js";

/** Protective orders pass in every state as long as the venue itself keeps them from opening anything. */
export const tradingStateRule: RiskRule = {
  id: "R01",
  codes: ["trading_halted", "trading_reducing"],
  title: "trading state",
  skipsReducing: false,
  check(order, { book }) {
    const protective = order.wireReduceOnly && isProtectivePurpose(order.order.intent.purpose);
    const reduces = order.reducing && book.tradingState === "REDUCING";
    if (book.tradingState === "ACTIVE" || protective || reduces) return PASS;
    const code = book.tradingState === "REDUCING" ? "trading_reducing" : "trading_halted";
    return violation({ rule: "R01", code, measured: Number.NaN, limit: Number.NaN, unit: "state", setting: null });
  },
};
