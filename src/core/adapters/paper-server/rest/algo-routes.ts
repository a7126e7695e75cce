import { ok } from "../../../lib/result.js";
import { cancelAlgo, cancelAllAlgos } from "../exchange/end-orders.js";
import type { AlgoRef } from "../exchange/end-orders.js";
import { algosPage, queryAlgo } from "../exchange/history.js";
import { algoAckRow, algoRow } from "../exchange/order-rows.js";
import { placeAlgo } from "../exchange/place-algo.js";
import type { Answer } from "../exchange/venue-error.js";
import type { WireObject } from "../exchange/wire-json.js";
import { readAlgo } from "./algo-params.js";
import { readPage } from "./page-params.js";
import { ordering, readAnySymbol, readSymbol, signed, withParams } from "./route.js";
import type { RestCall, RouteTable } from "./route.js";

const ALL_SYMBOLS_WEIGHT = 40;

export const ALGO_ROUTES: RouteTable = [
  ["POST /fapi/v1/algoOrder", ordering(0, { tenSeconds: 1, minute: 1 }, place)],
  ["DELETE /fapi/v1/algoOrder", signed(1, cancel)],
  ["GET /fapi/v1/algoOrder", signed(1, query)],
  ["DELETE /fapi/v1/algoOpenOrders", signed(1, cancelAll)],
  ["GET /fapi/v1/openAlgoOrders", signed((params) => (hasSymbol(params) ? 1 : ALL_SYMBOLS_WEIGHT), open)],
  ["GET /fapi/v1/allAlgoOrders", signed(5, all)],
];

function hasSymbol(params: Readonly<Record<string, string>>): boolean {
  return (params["symbol"] ?? "") !== "";
}

function place({ context, params }: RestCall): Answer<WireObject> {
  const draft = readAlgo(params);
  if (!draft.ok) return draft;
  const placed = placeAlgo(context, draft.value);
  return placed.ok ? ok(algoAckRow(context, placed.value)) : placed;
}

/** Here the code is a string ("Cancel Algo Order", 2026-10). */
function cancel(call: RestCall): Answer<WireObject> {
  const ref = readAlgoRef(call);
  const cancelled = withParams(call, () => cancelAlgo(call.context, ref));
  if (!cancelled.ok) return cancelled;
  const { algoId, clientAlgoId } = cancelled.value;
  return ok({ algoId, clientAlgoId, code: "200", msg: "success" });
}

function query(call: RestCall): Answer<WireObject> {
  const ref = readAlgoRef(call);
  const found = withParams(call, () => queryAlgo(call.context, ref));
  return found.ok ? ok(algoRow(call.context, found.value)) : found;
}

function cancelAll(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  return withParams(call, () => {
    cancelAllAlgos(call.context, symbol);
    return ok({ code: 200, msg: "The operation of cancel all open order is done." });
  });
}

function open(call: RestCall): Answer<readonly WireObject[]> {
  const symbol = readAnySymbol(call);
  const algoId = call.params.integer("algoId");
  return withParams(call, () => {
    const algos = [...call.context.books.openAlgos].filter(
      (algo) => (symbol === null || algo.symbol === symbol) && (algoId === null || algo.algoId === algoId),
    );
    return ok(algos.map((algo) => algoRow(call.context, algo)));
  });
}

function all(call: RestCall): Answer<readonly WireObject[]> {
  const page = readPage(call, { idName: "algoId", symbolNeeded: true, standard: 500 });
  const found = withParams(call, () => algosPage(call.context, page));
  return found.ok ? ok(found.value.map((algo) => algoRow(call.context, algo))) : found;
}

function readAlgoRef({ params }: RestCall): AlgoRef {
  const algoId = params.integer("algoId");
  const clientAlgoId = params.optional("clientAlgoId");
  if (algoId === null && clientAlgoId === null) {
    const msg = "Param 'clientAlgoId' or 'algoId' must be sent, but both were empty/null!";
    params.complain({ code: -1102, msg });
  }
  return { algoId, clientAlgoId };
}
