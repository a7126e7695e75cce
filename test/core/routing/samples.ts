import type { BookLevel } from "../../../src/core/domain/book.js";
import type { ApprovedOrder, Intent, SizedOrder } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { type RouterPolicy, routerPolicySchema } from "../../../src/core/routing/policy.js";
import { createRouterState, type OrderOutcome, type RouterState } from "../../../src/core/routing/state.js";
import { sampleIntent } from "../../support/samples/intents.js";
import { type ChangesOf, sampleRecord, sampleSized } from "../../support/samples/orders.js";
import { SAMPLE_MS, sampleView } from "../../support/samples/views.js";

export const NOW_MS = SAMPLE_MS;

export function policyWith(changes: Record<string, unknown> = {}): RouterPolicy {
  return routerPolicySchema.parse({ maker: { enabled: true }, ...changes });
}

const level = (price: number, qty: number): BookLevel => ({ price, qty });

/** Mark 50,000; with a book 49,990 / 50,010 of 2 BTC each and 5 BTC behind. */
export function symbolView(
  options: { book?: boolean; mark?: number } & Partial<Omit<SymbolView, "book">> = {},
): SymbolView {
  const { book = true, mark = 50_000, ...changes } = options;
  const bids = [level(mark - 10, 2), level(mark - 30, 5)];
  const asks = [level(mark + 10, 2), level(mark + 30, 5)];
  return sampleView({ mark, book: book ? { symbol: "BTCUSDT", atMs: NOW_MS, bids, asks } : null, ...changes });
}

/** Stands in for review: the only place outside it that brands an order. */
export function approved(
  changes: Partial<Omit<SizedOrder, "intent">> & { intent?: Partial<Intent> } = {},
): ApprovedOrder {
  const { intent, ...rest } = changes;
  const order: SizedOrder & { readonly rulesEvaluated: number } = {
    ...sampleSized({ intent: sampleIntent(intent), ...rest }),
    rulesEvaluated: 21,
  };
  return order as ApprovedOrder;
}

export function outcome(changes: Partial<OrderOutcome> = {}): OrderOutcome {
  return {
    atMs: NOW_MS - 1_000,
    style: "maker",
    filledShare: 1,
    makerShare: 1,
    rejected: false,
    ackMs: 100,
    slippageBps: 1,
    ...changes,
  };
}

export function stateWith(outcomes: readonly OrderOutcome[]): RouterState {
  const state = createRouterState();
  state.outcomes["main:BTCUSDT"] = [...outcomes];
  return state;
}

export const repeated = (count: number, changes: Partial<OrderOutcome> = {}): OrderOutcome[] =>
  Array.from({ length: count }, () => outcome(changes));

/** A maker entry of 0.2 BTC that waits at 49,990 for 30 s. */
export function record(changes: ChangesOf<OrderRecord> = {}): OrderRecord {
  return sampleRecord({
    style: "maker",
    routeReason: "maker_cheaper",
    maxSlippageBps: 15,
    expectedCostBps: 4,
    ...changes,
    request: {
      clientOrderId: "A1b2C3d4E5f6G7h8o00000",
      type: "limit",
      qty: dec("0.2"),
      price: dec("49990"),
      timeInForce: "GTX",
      postOnly: true,
      expireAtMs: NOW_MS + 30_000,
      ...changes.request,
    },
  });
}
