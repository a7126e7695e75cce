import type { BookSnapshot } from "../domain/book.js";
import type { Side } from "../domain/intent.js";
import { compareDec, decFromNumber, floorToStep, isZeroDec, toNumber } from "../lib/decimal.js";
import type { Dec } from "../lib/decimal.js";
import { present } from "../lib/invariant.js";
import { instrumentOf, isWorking } from "./context.js";
import type { SimContext } from "./context.js";
import { expireOrder } from "./end-order.js";
import { bookFill, executableQty } from "./fills.js";
import { holdBack, isHeldBack } from "./interference.js";
import { meetOwn } from "./self-trade.js";
import type { SimLevel, SimMarket, SimOrder } from "./state.js";

/** A public trade; `takerSide` is null where the feed does not say who took. */
export interface PublicTrade {
  readonly symbol: string;
  readonly atMs: number;
  readonly price: number;
  readonly qty: number;
  readonly takerSide: Side | null;
}

/** Best price a taker of this side would meet; null on an empty side. */
export function bestOpposite(market: SimMarket, side: Side): number | null {
  return oppositeLevels(market, side)[0]?.[0] ?? null;
}

/** Takes level by level up to the order's limit; what is taken is gone until the next snapshot. */
export function sweepBook(context: SimContext, order: SimOrder, market: SimMarket): void {
  holdBack(context, order);
  const { instrument } = instrumentOf(context, market.symbol);
  const { side, price: limit } = order.request;
  const levels = oppositeLevels(market, side);
  for (let level = levels[0]; level !== undefined && isWorking(context, order); level = levels[0]) {
    const price = decFromNumber(level[0]);
    if (limit !== null && isBeyond(side, price, limit)) return;
    if (!meetOwn(context, order, beforeLevel(side, level[0], instrument.tickSize))) return;
    const displayed = floorToStep(decFromNumber(level[1]), instrument.stepSize);
    const wanted = executableQty(context, order);
    const qty = compareDec(wanted, displayed) <= 0 ? wanted : displayed;
    if (isZeroDec(wanted)) return;
    level[1] -= toNumber(qty);
    if (compareDec(wanted, displayed) >= 0) levels.shift();
    if (!isZeroDec(qty)) bookFill(context, order, { qty, price, liquidity: "taker" });
  }
}

/** Who was there before us at a level's price comes before an own order at it: own ones count up to a tick before. */
function beforeLevel(side: Side, price: number, tickSize: Dec): number {
  return price - (side === "buy" ? 1 : -1) * toNumber(tickSize) * 0.5;
}

/** A market order, or a triggered one: what the book doesn't hold expires. */
export function executeInBook(context: SimContext, order: SimOrder, market: SimMarket): void {
  sweepBook(context, order, market);
  if (!isWorking(context, order) || isHeldBack(order)) return;
  if (!meetOwn(context, order, order.request.side === "buy" ? Infinity : 0)) return;
  const reason = isZeroDec(executableQty(context, order)) ? "reduce_only" : "market_remainder";
  expireOrder(context, order, reason);
}

/** Joins the end of the queue: everything displayed at the price, our own older orders included, is ahead. */
export function restInBook(context: SimContext, order: SimOrder, market: SimMarket): void {
  const limit = present(order.request.price, "limit price");
  const displayed = ownLevels(market, order.request.side).find((level) => level[0] === toNumber(limit))?.[1] ?? 0;
  let own = 0;
  for (const { request, leavesQty } of context.state.orders) {
    const isAhead = request.symbol === market.symbol && request.side === order.request.side && request.price === limit;
    if (isAhead && request.clientOrderId !== order.request.clientOrderId) own += toNumber(leavesQty ?? limit);
  }
  order.aheadQty = displayed + own;
}

/** A trade at our price eats the queue in front of us and then us; one beyond our price fills us whole. */
export function fillFromTrade(context: SimContext, market: SimMarket, trade: PublicTrade): void {
  for (const order of restingLimits(context, market)) {
    if (!isWorking(context, order) || trade.takerSide === order.request.side) continue;
    const price = present(order.limitPrice, "limit price");
    const isThrough = order.request.side === "buy" ? trade.price < price : trade.price > price;
    if (isThrough) fillMaker(context, order, null);
    else if (trade.price === price) fillFromQueue(context, order, trade.qty);
  }
}

/** Takes over a snapshot; an opposite price beyond ours means that ours is gone: we were filled. */
export function applyBook(context: SimContext, market: SimMarket, snapshot: BookSnapshot): void {
  market.book = {
    bids: snapshot.bids.map(({ price, qty }): SimLevel => [price, qty]),
    asks: snapshot.asks.map(({ price, qty }): SimLevel => [price, qty]),
  };
  for (const order of restingLimits(context, market)) {
    const best = bestOpposite(market, order.request.side);
    if (!isWorking(context, order) || best === null) continue;
    const price = present(order.limitPrice, "limit price");
    const isThrough = order.request.side === "buy" ? best < price : best > price;
    if (isThrough) fillMaker(context, order, null);
  }
}

function fillFromQueue(context: SimContext, order: SimOrder, tradedQty: number): void {
  const { instrument } = instrumentOf(context, order.request.symbol);
  const reachesUs = tradedQty - order.aheadQty;
  order.aheadQty = Math.max(0, -reachesUs);
  if (!(reachesUs > 0)) return;
  const ours = floorToStep(decFromNumber(reachesUs), instrument.stepSize);
  fillMaker(context, order, ours);
}

/** `mostQty` null: all of it. */
function fillMaker(context: SimContext, order: SimOrder, mostQty: Dec | null): void {
  holdBack(context, order);
  const wanted = executableQty(context, order);
  const qty = mostQty === null || compareDec(wanted, mostQty) <= 0 ? wanted : mostQty;
  if (isZeroDec(qty)) return;
  const price = present(order.request.price, "limit price");
  bookFill(context, order, { qty, price, liquidity: "maker" });
}

function restingLimits(context: SimContext, market: SimMarket): readonly SimOrder[] {
  return context.state.orders.filter(({ request }) => request.symbol === market.symbol && request.type === "limit");
}

function oppositeLevels(market: SimMarket, side: Side): SimLevel[] {
  const book = present(market.book, `book of ${market.symbol}`);
  return side === "buy" ? book.asks : book.bids;
}

function ownLevels(market: SimMarket, side: Side): readonly SimLevel[] {
  return oppositeLevels(market, side === "buy" ? "sell" : "buy");
}

function isBeyond(side: Side, price: Dec, limit: Dec): boolean {
  const compared = compareDec(price, limit);
  return side === "buy" ? compared > 0 : compared < 0;
}
