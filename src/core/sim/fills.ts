import type { Liquidity } from "../domain/order.js";
import { applyFill, FLAT } from "../domain/position.js";
import type { Side } from "../domain/intent.js";
import type { Execution } from "../domain/venue-event.js";
import {
  addDec,
  compareDec,
  decFromNumber,
  isZeroDec,
  mulDec,
  negDec,
  roundDec,
  signDec,
  subDec,
  toNumber,
  ZERO,
} from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { accountOf, holdingOf, instrumentOf } from "./context.js";
import type { SimContext } from "./context.js";
import type { SimOrder } from "./state.js";

/** Places to which the venue rounds money. */
export const MONEY_PLACES = 8;

interface FillTerms {
  readonly qty: Dec;
  readonly price: Dec;
  readonly liquidity: Liquidity;
}

/** Quantity an order may still execute: a reduce-only order stops at the position. */
export function executableQty(context: SimContext, order: SimOrder): Dec {
  const whole = present(order.leavesQty, "leaves of an order that executes");
  const leaves = order.heldBackQty === undefined ? whole : subDec(whole, order.heldBackQty);
  const { reduceOnly, closePosition, account, symbol, side } = order.request;
  if (!reduceOnly && !closePosition) return leaves;
  const held = reducibleQty(context, account, symbol, side);
  return compareDec(leaves, held) <= 0 ? leaves : held;
}

/** What an order of this side can take off the position; zero when it would add to it or there is none. */
export function reducibleQty(context: SimContext, account: string, symbol: string, side: Side): Dec {
  const { qty } = holdingOf(context, account, symbol);
  const sign = signDec(qty);
  if (sign > 0 && side === "sell") return qty;
  if (sign < 0 && side === "buy") return negDec(qty);
  return ZERO;
}

/** Books one fill of a working order on the account, tells it, and ends what the new position leaves without purpose. */
export function bookFill(context: SimContext, order: SimOrder, terms: FillTerms): void {
  const { request } = order;
  const { instrument } = instrumentOf(context, request.symbol);
  const rate = terms.liquidity === "maker" ? instrument.makerFeeRate : instrument.takerFeeRate;
  const fee = feeOf(terms.qty, terms.price, rate);
  applyToAccount(context, { ...request, qty: terms.qty, price: terms.price, fee });
  order.leavesQty = subDec(present(order.leavesQty, "leaves of an order that executes"), terms.qty);
  const orderDone = isZeroDec(order.leavesQty);
  if (orderDone) removeOrder(context, order);
  context.out.push({
    type: "order.filled",
    atMs: context.state.nowMs,
    clientOrderId: request.clientOrderId,
    tradeId: takeTradeId(context),
    account: request.account,
    symbol: request.symbol,
    side: request.side,
    qty: terms.qty,
    price: terms.price,
    fee,
    liquidity: terms.liquidity,
    orderDone,
  });
  endPurposeless(context, request.account, request.symbol);
}

/** The same arithmetic as the ledger's (`domain/position.ts`), so that both agree to the last digit. */
export function applyToAccount(context: SimContext, fill: Execution): void {
  const account = accountOf(context, fill.account);
  const before = account.positions[fill.symbol]?.holding ?? FLAT;
  const { holding, realizedPnl } = applyFill(before, fill.side, fill.qty, fill.price);
  account.wallet = subDec(addDec(account.wallet, realizedPnl), fill.fee);
  if (isZeroDec(holding.qty)) account.positions = without(account.positions, fill.symbol);
  else {
    const [qty, costUsd] = [toNumber(holding.qty), toNumber(holding.cost)];
    account.positions[fill.symbol] = { holding, qty, costUsd };
  }
}

export function feeOf(qty: Dec, price: Dec, rate: number): Dec {
  return roundDec(mulDec(mulDec(qty, price), decFromNumber(rate)), MONEY_PLACES, "half-even");
}

export function takeTradeId(context: SimContext): string {
  const id = `T${context.state.nextTradeNumber}`;
  context.state.nextTradeNumber += 1;
  return id;
}

export function removeOrder(context: SimContext, order: SimOrder): void {
  context.state.orders = context.state.orders.filter((other) => other !== order);
}

/** Ends a working order without a fill. */
export function expireOrder(context: SimContext, order: SimOrder, reason: string): void {
  removeOrder(context, order);
  const { clientOrderId } = order.request;
  context.out.push({ type: "order.expired", atMs: context.state.nowMs, clientOrderId, reason });
}

/**
 * Resting reduce-only orders and closePosition stops expire once nothing is left for them to reduce. A reduce-only
 * stop or take-profit with a quantity stays, as at Binance: it is refused when it triggers.
 */
export function endPurposeless(context: SimContext, account: string, symbol: string): void {
  for (const order of context.state.orders) {
    const { request } = order;
    if (request.account !== account || request.symbol !== symbol) continue;
    const ends = request.closePosition || (request.reduceOnly && request.triggerPrice === null);
    if (!ends || !isZeroDec(reducibleQty(context, account, symbol, request.side))) continue;
    expireOrder(context, order, "position_closed");
  }
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
