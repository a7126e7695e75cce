import type { Instrument } from "../../../src/core/domain/instrument.js";
import type { ExitLevels, Purpose } from "../../../src/core/domain/intent.js";
import type { MarketView, SymbolView } from "../../../src/core/domain/market-view.js";
import type { OrderRecord, OrderRequest } from "../../../src/core/domain/order.js";
import type { ExitPlan, Position } from "../../../src/core/domain/position.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { exitPolicySchema } from "../../../src/core/exits/policy.js";

export const OPENED_MS = 1_700_000_000_000;
export const POLICY = exitPolicySchema.parse({});

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

export function levels(changes: Partial<ExitLevels> = {}): ExitLevels {
  return { stopDistance: 1_000, atr: 400, trailDistance: null, takeProfits: [], maxBars: null, ...changes };
}

export function symbolView(changes: Partial<SymbolView> = {}): SymbolView {
  return {
    symbol: "BTCUSDT",
    instrument: instrument(),
    lastBar: null,
    mark: 50_000,
    last: 50_000,
    markAtMs: OPENED_MS + 1,
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
    book: null,
    ...changes,
  };
}

export function market(changes: Partial<SymbolView> = {}): MarketView {
  return { atMs: OPENED_MS, symbols: new Map([["BTCUSDT", symbolView(changes)]]) };
}

export function exitPlan(changes: Partial<ExitPlan> = {}): ExitPlan {
  return {
    disasterStop: dec("47600"),
    strategyStop: dec("49000"),
    atr: 400,
    trailDistance: null,
    bestClose: 50_000,
    takeProfits: [],
    maxBars: null,
    ...changes,
  };
}

/** Long 0.2 BTC from 50,000, stop 49,000, disaster stop 47,600. */
export function position(changes: Partial<Position> = {}): Position {
  return {
    account: "main",
    symbol: "BTCUSDT",
    strategy: "momentum",
    qty: dec("0.2"),
    cost: dec("10000"),
    openedAtMs: OPENED_MS,
    barsHeld: 0,
    intentId: "A1b2C3d4E5f6G7h8",
    groupId: "A1b2C3d4E5f6G7h8",
    realizedPnl: dec("0"),
    fees: dec("0"),
    funding: dec("0"),
    exits: exitPlan(),
    unprotectedSinceMs: null,
    exitAttempts: 0,
    ...changes,
  };
}

type RecordChanges = Partial<Omit<OrderRecord, "request" | "purpose">> & { request?: Partial<OrderRequest> };

/** A working exit of the sample position. */
export function exitRecord(purpose: Purpose, changes: RecordChanges = {}): OrderRecord {
  const { request, ...rest } = changes;
  const disaster = purpose === "disaster_stop";
  const resting = disaster || purpose === "stop" || purpose === "take_profit";
  return {
    request: {
      clientOrderId: `${purpose}${String(changes.attempt ?? 0)}`,
      account: "main",
      symbol: "BTCUSDT",
      side: "sell",
      type: resting ? "stop_market" : "market",
      qty: disaster ? null : dec("0.2"),
      price: null,
      triggerPrice: disaster ? dec("47600") : purpose === "stop" ? dec("49000") : null,
      timeInForce: "GTC",
      postOnly: false,
      expireAtMs: null,
      reduceOnly: !disaster,
      closePosition: disaster,
      workingType: disaster ? "mark" : "last",
      ...request,
    },
    intentId: "0123456789abcdef",
    groupId: "A1b2C3d4E5f6G7h8",
    strategy: "momentum",
    purpose,
    attempt: 0,
    exits: null,
    style: resting ? "resting" : "taker",
    routeReason: "resting_exit",
    maxSlippageBps: 200,
    expectedCostBps: 7,
    decisionPrice: dec("50000"),
    notionalUsd: 10_000,
    stopPrice: null,
    strength: 1,
    reasons: [],
    rulesEvaluated: 5,
    status: "acknowledged",
    filledQty: dec("0"),
    filledQuote: dec("0"),
    fees: dec("0"),
    makerQty: dec("0"),
    venueOrderId: "1",
    cancelRequested: false,
    triggered: false,
    intendedAtMs: OPENED_MS,
    submittedAtMs: OPENED_MS,
    acknowledgedAtMs: OPENED_MS,
    finishedAtMs: null,
    endReason: null,
    endCode: null,
    ...rest,
  };
}
