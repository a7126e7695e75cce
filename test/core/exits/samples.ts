import type { ExitLevels, Purpose } from "../../../src/core/domain/intent.js";
import type { MarketView, SymbolView } from "../../../src/core/domain/market-view.js";
import type { OrderRecord } from "../../../src/core/domain/order.js";
import type { ExitPlan, Position } from "../../../src/core/domain/position.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { exitPolicySchema } from "../../../src/core/exits/policy.js";
import { type ChangesOf, sampleRecord } from "../../support/samples/orders.js";
import { SAMPLE_MS, sampleView } from "../../support/samples/views.js";

export const OPENED_MS = SAMPLE_MS;
export const POLICY = exitPolicySchema.parse({});

export function levels(changes: Partial<ExitLevels> = {}): ExitLevels {
  return { stopDistance: 1_000, atr: 400, trailDistance: null, takeProfits: [], maxBars: null, ...changes };
}

export function market(changes: Partial<SymbolView> = {}): MarketView {
  const view = sampleView({ markAtMs: OPENED_MS + 1, last: 50_000, ...changes });
  return { atMs: OPENED_MS, symbols: new Map([["BTCUSDT", view]]) };
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
    unprotectedKnownMs: null,
    exitAttempts: 0,
    ...changes,
  };
}

/** A working exit of the sample position. */
export function exitRecord(purpose: Purpose, changes: Omit<ChangesOf<OrderRecord>, "purpose"> = {}): OrderRecord {
  const disaster = purpose === "disaster_stop";
  const resting = disaster || purpose === "stop" || purpose === "take_profit";
  return sampleRecord({
    intentId: "0123456789abcdef",
    style: resting ? "resting" : "taker",
    routeReason: "resting_exit",
    maxSlippageBps: 200,
    expectedCostBps: 7,
    rulesEvaluated: 5,
    acknowledgedAtMs: OPENED_MS,
    ...changes,
    purpose,
    request: {
      clientOrderId: `${purpose}${String(changes.attempt ?? 0)}`,
      side: "sell",
      type: resting ? "stop_market" : "market",
      qty: disaster ? null : dec("0.2"),
      triggerPrice: disaster ? dec("47600") : purpose === "stop" ? dec("49000") : null,
      reduceOnly: !disaster,
      closePosition: disaster,
      workingType: disaster ? "mark" : "last",
      ...changes.request,
    },
  });
}
