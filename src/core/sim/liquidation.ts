import { oppositeSide } from "../domain/intent.js";
import type { Side } from "../domain/intent.js";
import type { ForcedCause } from "../domain/venue-event.js";
import { maintenanceMarginUsd } from "../domain/instrument.js";
import { absDec, decFromNumber, floorToStep, isZeroDec, mulDec, signDec, toNumber, ZERO } from "../lib/decimal.js";
import { accountOf, holdingOf, instrumentOf, markOf, marketOf } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import { applyToAccount, feeOf, takeTradeId } from "./fills.js";
import { endPurposeless } from "./reduce-only.js";
import { isSolvent } from "./margin.js";
import { clampToRange } from "./price-range.js";
import { slippageBps, takerPrice } from "./slippage.js";

/** Halvings of the interval in which the liquidation price lies: 2⁻⁵⁰ of it is below any tick. */
const BISECTIONS = 50;

/**
 * Liquidates the largest positions at current marks until the account is solvent or nothing can be sold: a position
 * whose symbol has no bar waits for the next one, since no price can be named for it.
 */
export function liquidateAtMarks(context: SimContext, account: string): void {
  while (!isSolvent(context, account, null)) {
    const symbol = largestPosition(context, account);
    if (symbol === null) return;
    liquidate(context, account, symbol, markOf(marketOf(context, symbol)));
  }
}

/** Liquidates a position whose mark, at its worst within the bar, left too little margin. */
export function liquidateAtExtreme(context: SimContext, account: string, symbol: string): void {
  const market = marketOf(context, symbol);
  if (market.bar === null || market.book !== null) return;
  const sign = signDec(holdingOf(context, account, symbol).qty);
  if (sign === 0) return;
  const range = market.bar.mark ?? market.bar;
  const extreme = sign > 0 ? range.low : range.high;
  if (isSolvent(context, account, { symbol, mark: extreme })) return;
  liquidate(context, account, symbol, liquidationMark(context, account, { symbol, mark: extreme }));
  liquidateAtMarks(context, account);
}

/** The mark between now (solvent) and the extreme (not) at which margin balance meets maintenance margin. */
function liquidationMark(context: SimContext, account: string, extreme: { symbol: string; mark: number }): number {
  let solvent = markOf(marketOf(context, extreme.symbol));
  let broke = extreme.mark;
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (solvent + broke) / 2;
    if (isSolvent(context, account, { symbol: extreme.symbol, mark: middle })) solvent = middle;
    else broke = middle;
  }
  return broke;
}

export function liquidate(context: SimContext, account: string, symbol: string, mark: number): void {
  const { instrument } = instrumentOf(context, symbol);
  const market = marketOf(context, symbol);
  const holding = holdingOf(context, account, symbol);
  const qty = absDec(holding.qty);
  const side: Side = oppositeSide(signDec(holding.qty) > 0 ? "buy" : "sell");
  const base = market.bar === null ? mark : clampToRange(mark, market.bar);
  market.takenQty += toNumber(qty);
  const bps = slippageBps(market.takenQty, market.bar?.volume ?? 0, context.policy);
  const price = takerPrice(base, side, bps, instrument.tickSize);
  const fee = feeOf(qty, price, instrument.liquidationFeeRate);
  applyToAccount(context, { account, symbol, side, qty, price, fee });
  const tradeId = takeTradeId(context);
  const { nowMs } = context.state;
  context.out.push({ type: "position.liquidated", atMs: nowMs, account, symbol, tradeId, side, qty, price, fee });
  endOrders(context, account, symbol);
}

/** A position, or a share of it, that the venue closes although its margin would do. */
export interface ForcedClose {
  readonly account: string;
  readonly symbol: string;
  readonly share: number;
  readonly cause: ForcedCause;
}

/**
 * Auto-deleveraging closes this share of a position at its mark against somebody who was liquidated; settlement all of
 * it at the end of the contract. It costs no fee and no order of the account ends but those that lose their purpose.
 */
export function closeAtMark(context: SimContext, { account, symbol, share, cause }: ForcedClose): void {
  const { instrument } = instrumentOf(context, symbol);
  const held = absDec(holdingOf(context, account, symbol).qty);
  const qty = share >= 1 ? held : floorToStep(mulDec(held, decFromNumber(Math.max(0, share))), instrument.stepSize);
  if (isZeroDec(qty)) return;
  const isLong = signDec(holdingOf(context, account, symbol).qty) > 0;
  const side: Side = isLong ? "sell" : "buy";
  const price = takerPrice(markOf(marketOf(context, symbol)), side, 0, instrument.tickSize);
  applyToAccount(context, { account, symbol, side, qty, price, fee: ZERO });
  const tradeId = takeTradeId(context);
  const { nowMs } = context.state;
  const execution = { account, symbol, side, qty, price, fee: ZERO };
  context.out.push({ type: "position.liquidated", atMs: nowMs, tradeId, ...execution, cause });
  endPurposeless(context, account, symbol);
}

/** The venue takes all resting orders of the account off the book, and the conditional ones of the symbol. */
function endOrders(context: SimContext, account: string, symbol: string): void {
  for (const order of context.state.orders) {
    const { request } = order;
    if (request.account !== account) continue;
    if (request.triggerPrice === null || request.symbol === symbol) expireOrder(context, order, "liquidation");
  }
}

function largestPosition(context: SimContext, account: string): string | null {
  let largest: string | null = null;
  let most = -Infinity;
  for (const [symbol, { qty }] of Object.entries(accountOf(context, account).positions)) {
    const market = marketOf(context, symbol);
    if (market.bar === null && market.book === null) continue;
    const notional = Math.abs(qty) * markOf(market);
    const margin = maintenanceMarginUsd(instrumentOf(context, symbol).instrument, notional);
    if (largest !== null && !(margin > most)) continue;
    largest = symbol;
    most = margin;
  }
  return largest;
}
