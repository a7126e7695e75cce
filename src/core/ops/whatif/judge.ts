import type { SizedOrder, Violation } from "../../domain/intent.js";
import { present } from "../../lib/invariant.js";
import { toNumber } from "../../lib/decimal.js";
import { evaluate } from "../../risk/evaluate.js";
import type { RiskPolicy } from "../../risk/policy.js";
import { RISK_RULES } from "../../risk/registry.js";
import { review } from "../../risk/review.js";
import { contextOf, reviewedOrder } from "../../risk/reviewed-order.js";
import { minNotional } from "../../risk/rules/r06-min-notional.js";
import type { ReviewBooks } from "./session-books.js";

/** Every rule. An order too small to have a quantity is judged as nothing by R06, and as the smallest one by the others. */
export function judgeOrder(
  order: SizedOrder,
  { book, view, earlier }: ReviewBooks,
  policy: RiskPolicy,
): readonly Violation[] {
  const input = { book, view, policy, earlier };
  if (toNumber(order.qty) > 0) {
    const { vetoes } = review({ ...input, exits: [], entries: [order] });
    return vetoes.flatMap(({ violations }) => violations);
  }
  const context = contextOf(input);
  const { instrument } = present(view.symbols.get(order.intent.symbol), `view of ${order.intent.symbol}`);
  const smallest = { ...order, qty: instrument.minQty };
  return RISK_RULES.flatMap((rule) =>
    evaluate(reviewedOrder(rule === minNotional ? order : smallest, context), context, [rule]),
  );
}
