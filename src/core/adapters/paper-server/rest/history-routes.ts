import { err, ok } from "../../../lib/result.js";
import { DAY_MS } from "../../../lib/time.js";
import { amendmentsOf, forcedOrdersPage, incomePage, ordersPage, tradesPage } from "../exchange/history.js";
import { amendmentRow, incomeRow, orderRow, tradeRow } from "../exchange/order-rows.js";
import type { Answer } from "../exchange/venue-error.js";
import type { WireObject } from "../exchange/wire-json.js";
import { readRef } from "./order-params.js";
import { readPage } from "./page-params.js";
import { readAnySymbol, signed, withParams } from "./route.js";
import type { RestCall, RouteTable } from "./route.js";

/** "Get Position Margin Change History", 2026-11: a span is at most 30 days long. */
const MARGIN_SPAN_MS = 30 * DAY_MS;
const SPAN_TOO_LONG = { code: -4165, msg: "Invalid time interval: Maximum time interval is 30 days." };

type Params = Readonly<Record<string, string>>;

export const HISTORY_ROUTES: RouteTable = [
  ["GET /fapi/v1/openOrders", signed((params) => bySymbol(params, 1, 40), openOrders)],
  ["GET /fapi/v1/allOrders", signed(5, allOrders)],
  ["GET /fapi/v1/userTrades", signed(5, userTrades)],
  ["GET /fapi/v1/income", signed(30, income)],
  ["GET /fapi/v1/forceOrders", signed((params) => bySymbol(params, 20, 50), forceOrders)],
  ["GET /fapi/v1/orderAmendment", signed(1, orderAmendment)],
  ["GET /fapi/v1/positionMargin/history", signed(1, marginChanges)],
];

function bySymbol(params: Params, withOne: number, withAll: number): number {
  return (params["symbol"] ?? "") === "" ? withAll : withOne;
}

function openOrders(call: RestCall): Answer<readonly WireObject[]> {
  const symbol = readAnySymbol(call);
  return withParams(call, () => {
    const orders = [...call.context.books.openOrders].filter((order) => symbol === null || order.symbol === symbol);
    return ok(orders.map((order) => orderRow(call.context, order)));
  });
}

/** The symbol may be left out since 2026-08-25 (change log). */
function allOrders(call: RestCall): Answer<readonly WireObject[]> {
  const page = readPage(call, { idName: "orderId", symbolNeeded: false, standard: 500 });
  const found = withParams(call, () => ordersPage(call.context, page));
  return found.ok ? ok(found.value.map((order) => orderRow(call.context, order))) : found;
}

function userTrades(call: RestCall): Answer<readonly WireObject[]> {
  const page = readPage(call, { idName: "fromId", symbolNeeded: true, standard: 500 });
  const orderId = call.params.bigInteger("orderId");
  const found = withParams(call, () => tradesPage(call.context, page, orderId));
  return found.ok ? ok(found.value.map((trade) => tradeRow(call.context, trade))) : found;
}

function income(call: RestCall): Answer<readonly WireObject[]> {
  const page = readPage(call, { idName: null, symbolNeeded: false, standard: 100 });
  const kind = call.params.optional("incomeType");
  const number = Math.max(1, call.params.integer("page") ?? 1);
  return withParams(call, () => ok(incomePage(call.context, page, { kind, page: number }).map(incomeRow)));
}

function forceOrders(call: RestCall): Answer<readonly WireObject[]> {
  const page = readPage(call, { idName: null, symbolNeeded: false, standard: 50 });
  const kind = call.params.oneOf("autoCloseType", ["LIQUIDATION", "ADL"]);
  return withParams(call, () =>
    ok(forcedOrdersPage(call.context, page, kind).map(({ order }) => orderRow(call.context, order))),
  );
}

function orderAmendment(call: RestCall): Answer<readonly WireObject[]> {
  const ref = readRef(call.params);
  const page = readPage(call, { idName: null, symbolNeeded: true, standard: 50 });
  return withParams(call, () =>
    ok(amendmentsOf(call.context, ref, page).map((amendment) => amendmentRow(call.context, amendment))),
  );
}

/** Only isolated positions take margin of their own (`changePositionMargin`), so nothing has ever changed. */
function marginChanges(call: RestCall): Answer<readonly WireObject[]> {
  const { startMs, endMs } = readPage(call, { idName: null, symbolNeeded: true, standard: 500 });
  call.params.oneOf("type", ["1", "2"]);
  return withParams(call, () => {
    const isTooLong = startMs !== null && (endMs ?? call.context.nowMs()) - startMs > MARGIN_SPAN_MS;
    return isTooLong ? err(SPAN_TOO_LONG) : ok([]);
  });
}
