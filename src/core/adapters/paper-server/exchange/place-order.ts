import type { Side } from "../../../domain/intent.js";
import type { OrderRequest } from "../../../domain/order.js";
import { compareDec, ZERO } from "../../../lib/decimal.js";
import type { Dec } from "../../../lib/decimal.js";
import { invariant } from "../../../lib/invariant.js";
import { err, ok } from "../../../lib/result.js";
import { checkFilters } from "../../../sim/filters.js";
import type { SimRequest, StpMode } from "../../../sim/request.js";
import { instrumentOf, markOf } from "./exchange-context.js";
import type { ExchangeContext } from "./exchange-context.js";
import { matchedPrice } from "./price-match.js";
import type { PriceMatch } from "./price-match.js";
import type { ExchangeOrder, WireTimeInForce } from "./records.js";
import { tellEvents } from "./tell-events.js";
import { refuse, venueError } from "./venue-error.js";
import type { Answer, VenueError } from "./venue-error.js";

const WOULD_TAKE = -5022;
const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

export type PositionSide = "BOTH" | "LONG" | "SHORT";

/** A regular order as it was asked for. */
export interface OrderDraft {
  readonly symbol: string;
  readonly side: Side;
  readonly positionSide: PositionSide;
  readonly type: "LIMIT" | "MARKET";
  readonly timeInForce: WireTimeInForce;
  readonly qty: Dec;
  readonly price: Dec | null;
  /** Takes the price from the book instead. */
  readonly priceMatch: PriceMatch | null;
  readonly reduceOnly: boolean;
  readonly clientOrderId: string | null;
  readonly stpMode: StpMode;
  readonly goodTillMs: number | null;
}

/** Sends the order through the simulated venue; it stands in the books when this returns. */
export function placeOrder(context: ExchangeContext, draft: OrderDraft): Answer<ExchangeOrder> {
  const { books, ids } = context;
  const clientOrderId = draft.clientOrderId ?? ids.clientId();
  const allowed = checkAllowed(context, { ...draft, clientId: clientOrderId, isAlgo: false });
  if (!allowed.ok) return allowed;
  const price = matchedPrice(context, draft);
  if (!price.ok) return price;
  const simId = ids.simId();
  const request = requestOf(context, { ...draft, price: price.value }, simId);
  const isKilled = draft.timeInForce === "FOK" && !fillsWhole(context, request);
  if (isKilled) {
    const refusal = filterRefusal(context, request);
    if (refusal !== null) return err(refusal);
    if (!isAcceptedAnyway(context, draft)) return refuse("-5021");
  }
  const nowMs = context.nowMs();
  const order: ExchangeOrder = {
    orderId: ids.orderId(),
    clientOrderId,
    simId,
    symbol: draft.symbol,
    side: draft.side,
    type: draft.type,
    timeInForce: draft.timeInForce,
    closePosition: false,
    workingType: "CONTRACT_PRICE",
    priceProtect: false,
    priceMatch: draft.priceMatch,
    stpMode: draft.stpMode,
    goodTillMs: draft.goodTillMs ?? 0,
    createdMs: nowMs,
    algo: null,
    reduceOnly: draft.reduceOnly,
    price: price.value ?? ZERO,
    origQty: draft.qty,
    executedQty: ZERO,
    cumQuote: ZERO,
    status: "NEW",
    updatedMs: nowMs,
    modifyCount: 0,
    modifyId: null,
  };
  if (isKilled) return ok(expireAtOnce(context, order, "fok"));
  books.bySimId.set(simId, { kind: "order", order });
  const sent = sendToVenue(context, request, nowMs);
  if (sent.ok) return ok(order);
  const wouldTake = sent.error.code === WOULD_TAKE && isAcceptedAnyway(context, draft);
  return wouldTake ? ok(expireAtOnce(context, order, "post_only")) : sent;
}

/** Whether the venue takes an order that it can't carry out and lets it expire, where it mostly refuses it. */
function isAcceptedAnyway(context: ExchangeContext, { symbol, timeInForce }: OrderDraft): boolean {
  if (timeInForce !== "GTX" && timeInForce !== "FOK") return false;
  return context.faults.onRefusal(symbol, timeInForce, context.nowMs()) === "accept_then_expire";
}

/** Tells an order as NEW and EXPIRED although it never reached the book. */
function expireAtOnce(context: ExchangeContext, order: ExchangeOrder, reason: "fok" | "post_only"): ExchangeOrder {
  const { simId: clientOrderId } = order;
  const atMs = context.nowMs();
  context.books.bySimId.set(clientOrderId, { kind: "order", order });
  const venueOrderId = String(order.orderId);
  tellEvents(context, [
    { type: "order.acknowledged", atMs, clientOrderId, venueOrderId },
    { type: "order.expired", atMs, clientOrderId, reason },
  ]);
  return order;
}

/** Everything but the matching engine: what `order/test` answers. */
export function testOrder(context: ExchangeContext, draft: OrderDraft): Answer<null> {
  const clientId = draft.clientOrderId ?? "test";
  const allowed = checkAllowed(context, { ...draft, clientId, isAlgo: false });
  if (!allowed.ok) return allowed;
  const price = matchedPrice(context, draft);
  if (!price.ok) return price;
  const refusal = filterRefusal(context, requestOf(context, { ...draft, price: price.value }, "test"));
  return refusal === null ? ok(null) : err(refusal);
}

/** Lets the order reach the engine at this instant: on this venue only the network takes time. */
export function sendToVenue(context: ExchangeContext, request: SimRequest, nowMs: number): Answer<null> {
  const { sim } = context.market;
  const { refusals } = context.books;
  const simId = request.clientOrderId;
  sim.place(request, nowMs);
  tellEvents(context, sim.advance(nowMs));
  const refusal = refusals.get(simId);
  refusals.delete(simId);
  if (refusal !== undefined) return err(refusal);
  invariant(
    !sim.state.schedule.some(({ task }) => "request" in task && task.request.clientOrderId === simId),
    "the paper venue's own latencies are 0",
  );
  return ok(null);
}

interface Asked {
  readonly symbol: string;
  readonly positionSide: PositionSide;
  readonly reduceOnly: boolean;
  readonly closePosition?: boolean;
  readonly clientId: string;
  readonly isAlgo: boolean;
}

/** What the account's settings and the names of its open orders forbid. */
export function checkAllowed(context: ExchangeContext, asked: Asked): Answer<null> {
  const { books } = context;
  if (instrumentOf(context, asked.symbol) === null) return refuse("-1121");
  if (books.hedgeMode !== (asked.positionSide !== "BOTH")) return refuse("-4061");
  if (books.hedgeMode && asked.reduceOnly) return refuse("-4062");
  if (!CLIENT_ID.test(asked.clientId)) return refuse("-4015");
  const open = asked.isAlgo
    ? [...books.openAlgos].map(({ clientAlgoId }) => clientAlgoId)
    : [...books.openOrders].map(({ clientOrderId }) => clientOrderId);
  if (open.includes(asked.clientId)) return refuse("-4116");
  const reduces = asked.reduceOnly || asked.closePosition === true;
  // The margin model knows one cross position a symbol: what it can't reckon is refused, not reckoned wrongly.
  const isModelled = !books.hedgeMode && !books.multiAssets && (reduces || !books.isolated.has(asked.symbol));
  return isModelled ? ok(null) : refuse("-4088");
}

function requestOf(context: ExchangeContext, draft: OrderDraft, simId: string): SimRequest {
  const { timeInForce, stpMode } = draft;
  // A retail price improvement order is post-only; that the book hides it changes nothing where books are made from prices.
  const postOnly = timeInForce === "GTX" || timeInForce === "RPI";
  return {
    clientOrderId: simId,
    account: context.account,
    symbol: draft.symbol,
    side: draft.side,
    type: draft.type === "LIMIT" ? "limit" : "market",
    qty: draft.qty,
    price: draft.price,
    triggerPrice: null,
    // Whether a fill-or-kill order fills whole is asked before; then it takes like any other.
    timeInForce: timeInForce === "FOK" ? "IOC" : postOnly ? "GTX" : timeInForce,
    postOnly,
    expireAtMs: draft.goodTillMs,
    reduceOnly: draft.reduceOnly,
    closePosition: false,
    workingType: "last",
    // "Only effective when timeInForce set to IOC or GTC or GTD" ("New Order", 2026-10).
    ...(timeInForce === "FOK" || postOnly ? {} : { stpMode }),
  };
}

function fillsWhole(context: ExchangeContext, request: OrderRequest): boolean {
  const share = context.faults.fillShare(request.symbol, context.nowMs());
  const fillable = context.market.sim.desk.fillableQty(request);
  return share >= 1 && compareDec(fillable, request.qty ?? ZERO) >= 0;
}

/** What the filters of the symbol say; they come before the verdict that an order can't be filled. */
function filterRefusal(context: ExchangeContext, request: OrderRequest): VenueError | null {
  const instrument = instrumentOf(context, request.symbol);
  if (instrument === null) return venueError("-1121");
  const rejection = checkFilters(request, instrument, Number(markOf(context, request.symbol)));
  return rejection === null ? null : { code: rejection.code, msg: rejection.reason };
}
