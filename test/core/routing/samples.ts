import type { BookLevel } from "../../../src/core/domain/book.js";
import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { ApprovedOrder, Intent, SizedOrder } from "../../../src/core/domain/intent.js";
import type { SymbolView } from "../../../src/core/domain/market-view.js";
import type { OrderRecord, OrderRequest } from "../../../src/core/domain/order.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { type RouterPolicy, routerPolicySchema } from "../../../src/core/routing/policy.js";
import { createRouterState, type OrderOutcome, type RouterState } from "../../../src/core/routing/state.js";

export const NOW_MS = 1_700_000_000_000;

export function policyWith(changes: Record<string, unknown> = {}): RouterPolicy {
  return routerPolicySchema.parse({ maker: { enabled: true }, ...changes });
}

export function instrument(changes: Partial<Instrument> = {}): Instrument {
  return {
    symbol: "BTCUSDT",
    venue: "binance-usdm",
    baseAsset: "BTC",
    quoteAsset: "USDT",
    status: "TRADING",
    delistingAtMs: null,
    tickSize: dec("0.1"),
    stepSize: dec("0.001"),
    minQty: dec("0.001"),
    maxQty: dec("1000"),
    marketMaxQty: dec("120"),
    minNotional: dec("100"),
    percentPriceUp: 1.05,
    percentPriceDown: 0.95,
    makerFeeRate: 0.0002,
    takerFeeRate: 0.0005,
    liquidationFeeRate: 0.0125,
    fundingIntervalHours: 8,
    brackets: [],
    ...changes,
  };
}

const level = (price: number, qty: number): BookLevel => ({ price, qty });

/** Mark 50,000; with a book 49,990 / 50,010 of 2 BTC each and 5 BTC behind. */
export function symbolView(
  options: { book?: boolean; mark?: number } & Partial<Omit<SymbolView, "book">> = {},
): SymbolView {
  const { book = true, mark = 50_000, ...changes } = options;
  return {
    symbol: "BTCUSDT",
    instrument: instrument(),
    lastBar: null,
    mark,
    last: mark,
    markAtMs: NOW_MS,
    stale: false,
    fundingRate: null,
    features: {
      barsSeen: 600,
      trend: "up",
      volatility: "normal",
      volatilityRatio: 1,
      adx: 30,
      atr: 400,
      annualVolatility: 0.5,
      betaToBtc: 1,
    },
    book: book
      ? {
          symbol: "BTCUSDT",
          atMs: NOW_MS,
          bids: [level(mark - 10, 2), level(mark - 30, 5)],
          asks: [level(mark + 10, 2), level(mark + 30, 5)],
        }
      : null,
    ...changes,
  };
}

export function intent(changes: Partial<Intent> = {}): Intent {
  return {
    id: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    strategy: "momentum",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    purpose: "open",
    strength: 1,
    exposure: null,
    exits: null,
    horizonBars: 24,
    reasons: [],
    ...changes,
  };
}

/** Stands in for review: the only place outside it that brands an order. */
export function approved(
  changes: Partial<Omit<SizedOrder, "intent">> & { intent?: Partial<Intent> } = {},
): ApprovedOrder {
  const { intent: ofIntent, ...rest } = changes;
  const order: SizedOrder & { readonly rulesEvaluated: number } = {
    intent: intent(ofIntent),
    qty: dec("0.2"),
    referencePrice: dec("50000"),
    notionalUsd: 10_000,
    leverage: 0.1,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
    rulesEvaluated: 19,
    ...rest,
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

export function request(changes: Partial<OrderRequest> = {}): OrderRequest {
  return {
    clientOrderId: "A1b2C3d4E5f6G7h8o00000",
    account: "main",
    symbol: "BTCUSDT",
    side: "buy",
    type: "limit",
    qty: dec("0.2"),
    price: dec("49990"),
    triggerPrice: null,
    timeInForce: "GTX",
    postOnly: true,
    expireAtMs: NOW_MS + 30_000,
    reduceOnly: false,
    closePosition: false,
    workingType: "last",
    ...changes,
  };
}

export function record(
  changes: Partial<Omit<OrderRecord, "request">> & { request?: Partial<OrderRequest> } = {},
): OrderRecord {
  const { request: ofRequest, ...rest } = changes;
  return {
    request: request(ofRequest),
    intentId: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    exits: null,
    strategy: "momentum",
    purpose: "open",
    attempt: 0,
    style: "maker",
    routeReason: "maker_cheaper",
    maxSlippageBps: 15,
    expectedCostBps: 4,
    decisionPrice: dec("50000"),
    notionalUsd: 10_000,
    stopPrice: null,
    strength: 1,
    reasons: [],
    rulesEvaluated: 19,
    status: "acknowledged",
    filledQty: dec("0"),
    filledQuote: dec("0"),
    fees: dec("0"),
    makerQty: dec("0"),
    venueOrderId: "1",
    cancelRequested: false,
    triggered: false,
    intendedAtMs: NOW_MS,
    submittedAtMs: NOW_MS,
    acknowledgedAtMs: NOW_MS + 40,
    finishedAtMs: null,
    endReason: null,
    endCode: null,
    ...rest,
  };
}
