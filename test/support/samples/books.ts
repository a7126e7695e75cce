import type { DecisionBook, HeldPosition, PendingOrder } from "../../../src/core/domain/decision-book.js";
import { emptyRiskState } from "../../../src/core/domain/risk-state.js";
import { SAMPLE_MS } from "./views.js";

/** A long of 1 at 100 under a stop at 75. */
export function sampleHeld(changes: Partial<HeldPosition> = {}): HeldPosition {
  const qty = changes.qty ?? 1;
  const markPrice = changes.markPrice ?? 100;
  return {
    account: "main",
    symbol: "ETHUSDT",
    strategy: "momentum",
    qty,
    entryPrice: markPrice,
    markPrice,
    notionalUsd: Math.abs(qty * markPrice),
    stopPrice: 75,
    barsHeld: 3,
    unprotectedSinceMs: null,
    ...changes,
  };
}

/** An entry of 1 at 100 that waits for its fill. */
export function samplePending(changes: Partial<PendingOrder> = {}): PendingOrder {
  const symbol = changes.symbol ?? "ETHUSDT";
  const leavesQty = changes.leavesQty ?? 1;
  return {
    clientOrderId: `order${symbol}`,
    account: "main",
    symbol,
    strategy: "momentum",
    side: "buy",
    purpose: "open",
    leavesQty,
    notionalUsd: leavesQty * 100,
    reduceOnly: false,
    unknown: false,
    ...changes,
  };
}

/** An account of 100,000 that holds nothing; every figure of money follows its NAV. */
export function sampleBook(changes: Partial<DecisionBook> = {}): DecisionBook {
  const navUsd = changes.navUsd ?? 100_000;
  const atMs = changes.atMs ?? SAMPLE_MS;
  return {
    atMs,
    account: "main",
    navUsd,
    navAtMs: atMs,
    predictedNavUsd: navUsd,
    walletUsd: navUsd,
    freeMarginUsd: navUsd,
    positions: [],
    pending: [],
    tradingState: "ACTIVE",
    causes: [],
    rearm: [],
    risk: emptyRiskState(),
    ...changes,
  };
}
