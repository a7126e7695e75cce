import { err, ok } from "../../../lib/result.js";
import { cancelAllOrders, cancelOrder, findOpen } from "../exchange/end-orders.js";
import type { OrderRef } from "../exchange/end-orders.js";
import { modifyOrder } from "../exchange/modify-order.js";
import { ackRow, modifiedRow, newRow, orderRow } from "../exchange/order-rows.js";
import { placeOrder, testOrder } from "../exchange/place-order.js";
import { invalid, missing, needless, refuse, venueError } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import { queryOrder } from "../exchange/history.js";
import type { WireObject } from "../exchange/wire-json.js";
import { readOrder, readPriceMatch, readRef, readSide } from "./order-params.js";
import { ParamReader } from "./param-reader.js";
import { ordering, readSymbol, signed, withParams } from "./route.js";
import type { RestCall, RouteTable } from "./route.js";

/** "Place Multiple Orders" and "Cancel Multiple Orders", 2026-10. */
const MAX_BATCH_PLACED = 5;
const MAX_BATCH_CANCELLED = 10;
const ONE = { tenSeconds: 1, minute: 1 };
const BATCH = { tenSeconds: 5, minute: 1 };
const DONE = { code: 200, msg: "The operation of cancel all open order is done." };

export const ORDER_ROUTES: RouteTable = [
  ["POST /fapi/v1/order", ordering(0, ONE, place)],
  ["POST /fapi/v1/order/test", signed(0, test)],
  ["PUT /fapi/v1/order", ordering(0, ONE, modify)],
  ["DELETE /fapi/v1/order", signed(1, cancel)],
  ["GET /fapi/v1/order", signed(1, query)],
  ["GET /fapi/v1/openOrder", signed(1, queryOpen)],
  ["DELETE /fapi/v1/allOpenOrders", signed(1, cancelAll)],
  ["POST /fapi/v1/batchOrders", ordering(5, BATCH, (call) => batch(call, place))],
  ["PUT /fapi/v1/batchOrders", ordering(5, BATCH, (call) => batch(call, modify))],
  ["DELETE /fapi/v1/batchOrders", signed(1, cancelBatch)],
  ["POST /fapi/v1/countdownCancelAll", signed(10, countdown)],
];

function place({ context, params }: RestCall): Answer<WireObject> {
  const draft = readOrder(params);
  if (!draft.ok) return draft;
  const placed = placeOrder(context, draft.value);
  if (!placed.ok) return placed;
  const wantsResult = params.optional("newOrderRespType") === "RESULT";
  return ok(wantsResult ? ackRow(context, placed.value) : newRow(context, placed.value));
}

function test({ context, params }: RestCall): Answer<WireObject> {
  const draft = readOrder(params);
  if (!draft.ok) return draft;
  const tested = testOrder(context, draft.value);
  return tested.ok ? ok({}) : tested;
}

function modify(call: RestCall): Answer<WireObject> {
  const { context, params } = call;
  const ref = readRef(params);
  const side = readSide(params);
  const qty = params.requiredDecimal("quantity");
  const priceMatch = readPriceMatch(params);
  const price = priceMatch === null ? params.requiredDecimal("price") : params.decimal("price");
  if (price !== null && priceMatch !== null) params.complain(needless("price"));
  const modifyId = params.bigInteger("modifyId");
  const modified = withParams(call, () =>
    modifyOrder(context, { ref, side, qty, price, priceMatch, modifyId: modifyId?.toString() ?? null }),
  );
  return modified.ok ? ok(modifiedRow(context, modified.value)) : modified;
}

function cancel(call: RestCall): Answer<WireObject> {
  const ref = readRef(call.params);
  const cancelled = withParams(call, () => cancelOrder(call.context, ref));
  return cancelled.ok ? ok(ackRow(call.context, cancelled.value)) : cancelled;
}

function query(call: RestCall): Answer<WireObject> {
  const ref = readRef(call.params);
  const found = withParams(call, () => queryOrder(call.context, ref));
  return found.ok ? ok(orderRow(call.context, found.value)) : found;
}

function queryOpen(call: RestCall): Answer<WireObject> {
  const ref = readRef(call.params);
  return withParams(call, () => {
    const order = findOpen(call.context, ref);
    return order === null ? refuse("-2013") : ok(orderRow(call.context, order));
  });
}

function cancelAll(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  return withParams(call, () => {
    cancelAllOrders(call.context, symbol);
    return ok(DONE);
  });
}

/** Every element for itself: its order, or its refusal. */
function batch(call: RestCall, act: (one: RestCall) => Answer<WireObject>): Answer<readonly unknown[]> {
  const elements = readElements(call.params.required("batchOrders"));
  return withParams(call, () => {
    if (elements === null) return err(missing("batchOrders"));
    if (elements.length > MAX_BATCH_PLACED) return refuse("-4082");
    const answers = elements.map((element) => act({ ...call, params: new ParamReader(element) }));
    return ok(answers.map((answer) => (answer.ok ? answer.value : answer.error)));
  });
}

/** Ids are put in quotes first: `JSON.parse` would round them. */
function readElements(text: string): readonly Readonly<Record<string, string>>[] | null {
  const parsed = parseJson(text.replace(/:\s*(\d{15,})/g, ':"$1"'));
  if (!Array.isArray(parsed) || parsed.length === 0) return null;
  const elements: Readonly<Record<string, string>>[] = [];
  for (const element of parsed as readonly unknown[]) {
    if (typeof element !== "object" || element === null) return null;
    elements.push(Object.fromEntries(Object.entries(element).map(([name, value]) => [name, String(value)])));
  }
  return elements;
}

/** The page names `orderIdList`, ccxt sends it in lower case; both are read. */
function cancelBatch(call: RestCall): Answer<readonly unknown[]> {
  const { params } = call;
  const symbol = readSymbol(call);
  const idTexts = params.optional("orderIdList") ?? params.optional("orderidlist");
  const nameTexts = params.optional("origClientOrderIdList") ?? params.optional("origclientorderidlist");
  const ids = (idTexts?.match(/\d+/g) ?? []).map((text): OrderRef => refOf(symbol, BigInt(text), null));
  const parsed = nameTexts === null ? [] : parseJson(nameTexts);
  const names = (Array.isArray(parsed) ? (parsed as readonly unknown[]) : []).map((name) =>
    refOf(symbol, null, String(name)),
  );
  const refs = idTexts === null ? names : ids;
  const isValid = refs.length > 0 && refs.length <= MAX_BATCH_CANCELLED;
  if (!isValid) params.complain(refs.length === 0 ? missing("orderIdList") : invalid("orderIdList"));
  return withParams(call, () => {
    const answers = refs.map((ref) => cancelOrder(call.context, ref));
    return ok(answers.map((answer) => (answer.ok ? ackRow(call.context, answer.value) : venueError("-2011"))));
  });
}

function refOf(symbol: string, orderId: bigint | null, clientOrderId: string | null): OrderRef {
  return { symbol, orderId, clientOrderId };
}

function countdown(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  const countdownMs = call.params.requiredInteger("countdownTime");
  return withParams(call, () => {
    call.exchange.countdowns.set(symbol, countdownMs);
    return ok({ symbol, countdownTime: String(countdownMs) });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
