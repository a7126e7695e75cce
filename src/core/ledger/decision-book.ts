import type { DecisionBook, HeldPosition, PendingOrder, RearmWait } from "../domain/decision-book.js";
import { isFinal, type OrderRecord } from "../domain/order.js";
import type { Portfolio } from "../domain/portfolio.js";
import type { Position } from "../domain/position.js";
import type { RiskState } from "../domain/risk-state.js";
import { tradingState } from "../domain/trading-state.js";
import { unfilledQty } from "../domain/unfilled-qty.js";
import { toNumber } from "../lib/decimal.js";
import { accountOf } from "./fills.js";

interface DecisionBookInput {
  readonly portfolio: Portfolio;
  readonly account: string;
  readonly atMs: number;
  readonly navUsd: number;
  /** Instant of the oldest mark in the NAV. */
  readonly navAtMs: number;
  readonly predictedNavUsd: number;
  readonly marks: (symbol: string) => number;
  /** Margin a notional binds: 1 / leverage setting. */
  readonly initialMarginRate: number;
  readonly rearm: readonly RearmWait[];
  readonly risk: RiskState;
}

function heldPosition(position: Position, mark: number): HeldPosition {
  const qty = toNumber(position.qty);
  const stop = position.exits?.strategyStop ?? position.exits?.disasterStop ?? null;
  return {
    account: position.account,
    symbol: position.symbol,
    strategy: position.strategy,
    qty,
    entryPrice: toNumber(position.cost) / qty,
    markPrice: mark,
    notionalUsd: Math.abs(qty * mark),
    stopPrice: stop === null ? null : toNumber(stop),
    barsHeld: position.barsHeld,
    unprotectedSinceMs: position.unprotectedSinceMs,
  };
}

function pendingOrder(order: OrderRecord, mark: number, positionQty: number): PendingOrder {
  const { request } = order;
  const leaves = request.qty === null ? Math.abs(positionQty) : toNumber(unfilledQty(order));
  const price = request.price === null ? mark : toNumber(request.price);
  return {
    clientOrderId: request.clientOrderId,
    account: request.account,
    symbol: request.symbol,
    strategy: order.strategy,
    side: request.side,
    purpose: order.purpose,
    leavesQty: leaves,
    notionalUsd: leaves * price,
    reduceOnly: request.reduceOnly || request.closePosition,
    unknown: order.status === "unknown",
  };
}

/** The books of one account in numbers. A position without a mark makes every figure that needs it NaN. */
export function decisionBook(input: DecisionBookInput): DecisionBook {
  const { portfolio, account, marks } = input;
  const positions: HeldPosition[] = [];
  for (const position of Object.values(portfolio.positions)) {
    if (position.account === account) positions.push(heldPosition(position, marks(position.symbol)));
  }
  const pending: PendingOrder[] = [];
  for (const order of Object.values(portfolio.orders)) {
    const { account: owner, symbol } = order.request;
    if (owner !== account || isFinal(order.status)) continue;
    // Only an order without a quantity of its own is as large as what is held.
    const held = order.request.qty === null ? positions.find((position) => position.symbol === symbol) : undefined;
    pending.push(pendingOrder(order, marks(symbol), held?.qty ?? 0));
  }
  let boundUsd = 0;
  for (const position of positions) boundUsd += position.notionalUsd * input.initialMarginRate;
  for (const order of pending) if (!order.reduceOnly) boundUsd += order.notionalUsd * input.initialMarginRate;
  return {
    atMs: input.atMs,
    account,
    navUsd: input.navUsd,
    navAtMs: input.navAtMs,
    predictedNavUsd: input.predictedNavUsd,
    walletUsd: toNumber(accountOf(portfolio, account).wallet),
    freeMarginUsd: input.navUsd - boundUsd,
    positions,
    pending,
    tradingState: tradingState(portfolio.causes),
    causes: portfolio.causes,
    rearm: input.rearm,
    risk: input.risk,
  };
}
