import type { Liquidity } from "../domain/order.js";
import { applyFill, FLAT } from "../domain/position.js";
import type { Execution } from "../domain/venue-event.js";
import { addDec, compareDec, decFromNumber, isZeroDec, mulDec, roundDec, subDec, toNumber } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { accountOf, instrumentOf } from "./context.js";
import type { SimContext } from "./context.js";
import { removeOrder } from "./end-order.js";
import { endPurposeless, reducibleQty } from "./reduce-only.js";
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
  const { state } = context;
  const id = `${state.idPrefix ?? ""}T${state.nextTradeNumber}`;
  state.nextTradeNumber += 1;
  return id;
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
