import type { Intent, SizedOrder } from "../domain/intent.js";
import {
  addEntry,
  addReducing,
  buildContext,
  type ContextInput,
  ownEntry,
  type RiskContext,
  type SymbolRisk,
  symbolRiskOf,
} from "./context.js";
import { atMost, type Candidate, type ReviewedOrder } from "./rule.js";

/** An order before it has a size, against the books as they stand. */
export function candidateOf(intent: Intent, referencePrice: number, ctx: RiskContext): Candidate {
  return {
    symbol: intent.symbol,
    strategy: intent.strategy,
    side: intent.side,
    symbolRisk: symbolRiskOf(ctx, intent.symbol),
    strategyCaps: ownEntry(ctx.policy.strategies, intent.strategy),
    referencePrice,
    stopDistance: intent.exits?.stopDistance ?? Number.NaN,
  };
}

/** Works out the figures of an order once, in plain numbers, against the books as they stand. */
export function reviewedOrder(order: SizedOrder, ctx: RiskContext): ReviewedOrder {
  const candidate = candidateOf(order.intent, Number(order.referencePrice), ctx);
  const { symbolRisk, referencePrice, side } = candidate;
  const qty = Number(order.qty);
  const mark = symbolRisk.view?.mark ?? Number.NaN;
  const notionalUsd = positive(qty) * Math.max(positive(referencePrice), positive(mark));
  const wireReduceOnly = order.reduceOnly || order.closePosition;
  return {
    ...candidate,
    order,
    qty,
    notionalUsd,
    signedUsd: side === "buy" ? notionalUsd : -notionalUsd,
    wireReduceOnly,
    reducing: wireReduceOnly && isReducing(order, qty, symbolRisk),
  };
}

/** What an order is reviewed against: the books, and what the same cycle approved earlier. */
export function contextOf(input: ContextInput): RiskContext {
  const ctx = buildContext(input);
  for (const order of input.earlier ?? []) bookApproved(ctx, reviewedOrder(order, ctx));
  return ctx;
}

/** Adds an approved order to the books that the next one is reviewed against. */
export function bookApproved(ctx: RiskContext, reviewed: ReviewedOrder): void {
  const { order, symbol, strategy } = reviewed;
  ctx.sums.ordersApproved += 1;
  if (reviewed.reducing) {
    addReducing(ctx, symbol, order.intent.purpose, reviewed.qty);
    return;
  }
  addEntry(ctx, symbol, strategy, reviewed.signedUsd);
  symbolRiskOf(ctx, symbol).entriesWithinHour += 1;
}

function positive(value: number): number {
  return value > 0 ? value : Number.NaN;
}

/**
 * Opposite side and, with the other orders of its class, within the position. A resting exit is an OCO sibling
 * of whatever else closes the position, so stops count each for itself, and take-profits, closes and flattening
 * slices only among themselves.
 */
function isReducing(order: SizedOrder, qty: number, { position, reducingQty }: SymbolRisk): boolean {
  if (position === null) return false;
  const opposite = order.intent.side === "sell" ? position.qty > 0 : position.qty < 0;
  if (!opposite) return false;
  if (order.closePosition) return true;
  return qty > 0 && atMost(inFlight(order, reducingQty) + qty, Math.abs(position.qty));
}

function inFlight(order: SizedOrder, { close, takeProfit, flatten }: SymbolRisk["reducingQty"]): number {
  switch (order.intent.purpose) {
    case "stop":
    case "disaster_stop":
      return 0;
    case "take_profit":
      return takeProfit;
    case "flatten":
      return flatten;
    case "open":
    case "close":
    case "reduce":
      return close;
  }
}
