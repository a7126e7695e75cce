import type { Totals } from "../domain/portfolio.js";
import { ZERO } from "../lib/decimal.js";

export function emptyTotals(): Totals {
  return {
    bars: 0,
    cycles: 0,
    signals: 0,
    intents: 0,
    vetoes: 0,
    vetoesByRule: {},
    ordersSent: 0,
    ordersFilled: 0,
    ordersCanceled: 0,
    ordersRejected: 0,
    fills: 0,
    fees: ZERO,
    funding: ZERO,
    realizedPnl: ZERO,
    maxDrawdown: 0,
    unprotectedMs: 0,
    longestUnprotectedMs: 0,
    shortfallBpsSum: 0,
    shortfallNotionalUsd: 0,
    closedPositions: 0,
    trades: 0,
    closedLegs: {},
    wins: 0,
    grossProfit: 0,
    grossLoss: 0,
  };
}
