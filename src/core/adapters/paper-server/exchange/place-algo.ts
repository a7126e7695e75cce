import type { Side } from "../../../domain/intent.js";
import { decFromNumber, roundToTick, toNumber } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import type { SimRequest, StpMode } from "../../../sim/request.js";
import { TRIGGER_PROTECT } from "../venue-bounds.js";
import { instrumentOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { checkAllowed, sendToVenue } from "./place-order.js";
import type { PositionSide } from "./place-order.js";
import type { PriceMatch } from "./price-match.js";
import { hasLimit } from "./records.js";
import type { AlgoOrder, AlgoTimeInForce, AlgoType, WorkingType } from "./records.js";
import { type Answer, refuse } from "./venue-error.js";

/** A conditional order as it was asked for. */
export interface AlgoDraft {
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly qty: Dec | null;
  /** Null for a trailing stop. */
  readonly triggerPrice: Dec | null;
  /** Limit of STOP and TAKE_PROFIT, unless the book names it. */
  readonly price: Dec | null;
  readonly priceMatch: PriceMatch | null;
  readonly activatePrice: Dec | null;
  /** In percent; of a trailing stop. */
  readonly callbackRate: Dec | null;
  readonly goodTillMs: number | null;
  readonly timeInForce: AlgoTimeInForce;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly priceProtect: boolean;
  readonly clientAlgoId: string | null;
  readonly stpMode: StpMode;
}

/** Lays a conditional order down with the algo service; its names are apart from those of regular orders. */
export function placeAlgo(context: ExchangeContext, draft: AlgoDraft): Answer<AlgoOrder> {
  const { books, ids } = context;
  const clientAlgoId = draft.clientAlgoId ?? ids.clientId();
  const allowed = checkAllowed(context, { ...draft, clientId: clientAlgoId, isAlgo: true });
  if (!allowed.ok) return allowed;
  if (draft.closePosition && holdsSuch(context, draft)) return refuse("-4130");
  const simId = ids.simId();
  const nowMs = context.nowMs();
  const algo: AlgoOrder = {
    algoId: ids.algoId(),
    clientAlgoId,
    simId,
    symbol: draft.symbol,
    side: draft.side,
    type: draft.type,
    qty: draft.qty,
    triggerPrice: draft.triggerPrice,
    price: draft.price,
    priceMatch: draft.priceMatch,
    activatePrice: draft.activatePrice,
    callbackRate: draft.callbackRate,
    goodTillMs: draft.goodTillMs ?? 0,
    isActive: false,
    timeInForce: draft.timeInForce,
    workingType: draft.workingType,
    closePosition: draft.closePosition,
    priceProtect: draft.priceProtect,
    reduceOnly: draft.reduceOnly,
    stpMode: draft.stpMode,
    createdMs: nowMs,
    status: "NEW",
    actual: null,
    triggeredMs: 0,
    updatedMs: nowMs,
  };
  books.bySimId.set(simId, { kind: "algo", algo });
  const sent = sendToVenue(context, requestOf(context, draft, simId), nowMs);
  return sent.ok ? ok(algo) : sent;
}

/** One stop and one take-profit for a whole position, and not two: each would close it. */
function holdsSuch({ books }: ExchangeContext, { symbol, side, type }: AlgoDraft): boolean {
  return [...books.openAlgos].some(
    (algo) =>
      algo.closePosition &&
      algo.symbol === symbol &&
      algo.side === side &&
      isTakeProfit(algo.type) === isTakeProfit(type),
  );
}

function isTakeProfit(type: AlgoType): boolean {
  return type === "TAKE_PROFIT" || type === "TAKE_PROFIT_MARKET";
}

function requestOf(context: ExchangeContext, draft: AlgoDraft, simId: string): SimRequest {
  const { type, timeInForce } = draft;
  const isLimit = hasLimit(type);
  return {
    clientOrderId: simId,
    account: context.account,
    symbol: draft.symbol,
    side: draft.side,
    type: isTakeProfit(type) ? "take_profit_market" : "stop_market",
    qty: draft.qty,
    price: null,
    triggerPrice: draft.triggerPrice ?? draft.activatePrice ?? priceOfNow(context, draft),
    timeInForce: timeInForce === "GTD" ? "GTD" : "GTC",
    postOnly: false,
    expireAtMs: draft.goodTillMs,
    reduceOnly: draft.reduceOnly,
    closePosition: draft.closePosition,
    workingType: draft.workingType === "MARK_PRICE" ? "mark" : "last",
    stpMode: draft.stpMode,
    ...(isLimit ? { limitOnTrigger: { price: draft.price, timeInForce } } : {}),
    ...(draft.priceProtect ? { triggerProtect: TRIGGER_PROTECT } : {}),
    ...(draft.callbackRate === null ? {} : { trail: trailOf(draft.callbackRate, draft.activatePrice) }),
  };
}

function trailOf(callbackRate: Dec, activatePrice: Dec | null): NonNullable<SimRequest["trail"]> {
  return {
    callbackRate: toNumber(callbackRate) / 100,
    activatePrice: activatePrice === null ? null : toNumber(activatePrice),
  };
}

/** Where a trailing stop starts from that names no price: its least notional is reckoned at it. */
function priceOfNow(context: ExchangeContext, { symbol }: AlgoDraft): Dec | null {
  const tickSize = instrumentOf(context, symbol)?.tickSize;
  const price = context.market.prices(symbol)?.last;
  return tickSize === undefined || price === undefined ? null : roundToTick(decFromNumber(price), tickSize, "down");
}
