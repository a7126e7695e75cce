import type { IntendedOrder } from "../../../src/core/domain/event.js";
import type { SizedOrder } from "../../../src/core/domain/intent.js";
import type { OrderRecord, OrderRequest } from "../../../src/core/domain/order.js";
import { dec, ZERO } from "../../../src/core/lib/decimal.js";
import { sampleIntent } from "./intents.js";
import { SAMPLE_MS } from "./views.js";

/** An order as changed by a test, with changes of its request apart. */
export type ChangesOf<Order> = Partial<Omit<Order, "request">> & { readonly request?: Partial<OrderRequest> };

/** Buys 1 BTC at the market. */
export function sampleRequest(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: "o1",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    type: "market",
    qty: dec("1"),
    price: null,
    triggerPrice: null,
    timeInForce: "GTC",
    postOnly: false,
    expireAtMs: null,
    reduceOnly: false,
    closePosition: false,
    workingType: "last",
    ...changes,
  };
}

/** 0.2 BTC at 50,000: 10,000 of notional. */
export function sampleSized(changes: Partial<SizedOrder> = {}): SizedOrder {
  return {
    intent: sampleIntent(),
    qty: dec("0.2"),
    referencePrice: dec("50000"),
    notionalUsd: 10_000,
    leverage: 0.1,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
    ...changes,
  };
}

function decided(request: Partial<OrderRequest>): Omit<IntendedOrder, "clamps"> {
  return {
    request: sampleRequest(request),
    intentId: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    strategy: "momentum",
    purpose: "open",
    attempt: 0,
    exits: null,
    style: "taker",
    routeReason: "taker",
    maxSlippageBps: 10,
    expectedCostBps: 5,
    decisionPrice: dec("50000"),
    notionalUsd: 10_000,
    stopPrice: null,
    strength: 1,
    reasons: [],
    rulesEvaluated: 21,
  };
}

/** A taker entry as it is journaled before it is sent. */
export function sampleIntended({ request = {}, ...changes }: ChangesOf<IntendedOrder> = {}): IntendedOrder {
  return { ...decided(request), clamps: [], ...changes };
}

/** The same order in the books: accepted by the venue 40 ms on, not filled. */
export function sampleRecord({ request = {}, ...changes }: ChangesOf<OrderRecord> = {}): OrderRecord {
  return {
    ...decided(request),
    status: "acknowledged",
    filledQty: ZERO,
    filledQuote: ZERO,
    fees: ZERO,
    makerQty: ZERO,
    venueOrderId: "1",
    cancelRequested: false,
    changing: null,
    changeRefused: false,
    changes: 0,
    triggered: false,
    intendedAtMs: SAMPLE_MS,
    submittedAtMs: SAMPLE_MS,
    acknowledgedAtMs: SAMPLE_MS + 40,
    finishedAtMs: null,
    endReason: null,
    endCode: null,
    ...changes,
  };
}
