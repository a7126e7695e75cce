import type { Intent } from "../domain/intent.js";
import type { SizeLimit } from "../domain/size-limit.js";
import { buildContext, type ContextInput } from "./context.js";
import { RISK_RULES } from "./registry.js";
import { candidateOf } from "./reviewed-order.js";

/**
 * Every limit on the size of an order that review will test, in the order of the rules, so that sizing cuts to what
 * passes. Review judges by the same functions, against its own books.
 *
 * price: of the quantity, USD. books: as the order meets them, those sized before it among the orders in flight.
 */
export function sizeLimits(intent: Intent, price: number, books: ContextInput): readonly SizeLimit[] {
  const ctx = buildContext(books);
  const candidate = candidateOf(intent, price, ctx);
  return RISK_RULES.flatMap((rule) => rule.sizeLimits?.(candidate, ctx) ?? []);
}
