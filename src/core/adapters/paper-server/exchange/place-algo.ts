import type { Side } from "../../../domain/intent.js";
import type { OrderRequest } from "../../../domain/order.js";
import type { Dec } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import type { ExchangeContext } from "./exchange-context.js";
import { checkAllowed, sendToVenue } from "./place-order.js";
import type { PositionSide } from "./place-order.js";
import type { AlgoOrder, AlgoType, WireTimeInForce, WorkingType } from "./records.js";
import type { Answer } from "./venue-error.js";

/** A conditional order as it was asked for. */
export interface AlgoDraft {
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly type: AlgoType;
  readonly qty: Dec | null;
  readonly triggerPrice: Dec;
  readonly timeInForce: WireTimeInForce;
  readonly workingType: WorkingType;
  readonly closePosition: boolean;
  readonly reduceOnly: boolean;
  readonly priceProtect: boolean;
  readonly clientAlgoId: string | null;
  readonly stpMode: string;
}

/** Lays a conditional order down with the algo service; its names are apart from those of regular orders. */
export function placeAlgo(context: ExchangeContext, draft: AlgoDraft): Answer<AlgoOrder> {
  const { books, ids } = context;
  const clientAlgoId = draft.clientAlgoId ?? ids.clientId();
  const allowed = checkAllowed(context, { ...draft, clientId: clientAlgoId, isAlgo: true });
  if (!allowed.ok) return allowed;
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

function requestOf(context: ExchangeContext, draft: AlgoDraft, simId: string): OrderRequest {
  return {
    clientOrderId: simId,
    account: context.account,
    symbol: draft.symbol,
    side: draft.side,
    type: draft.type === "STOP_MARKET" ? "stop_market" : "take_profit_market",
    qty: draft.qty,
    price: null,
    triggerPrice: draft.triggerPrice,
    timeInForce: "GTC",
    postOnly: false,
    expireAtMs: null,
    reduceOnly: draft.reduceOnly,
    closePosition: draft.closePosition,
    workingType: draft.workingType === "MARK_PRICE" ? "mark" : "last",
  };
}
