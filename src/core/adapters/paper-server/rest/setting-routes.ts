import { signDec } from "../../../lib/decimal.js";
import { ok } from "../../../lib/result.js";
import {
  changePositionMargin,
  setHedgeMode,
  setLeverage,
  setMarginType,
  setMultiAssets,
} from "../exchange/settings.js";
import { refuse } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import type { WireObject } from "../exchange/wire-json.js";
import { readSymbol, signed, withParams } from "./route.js";
import type { RestCall, Route, RouteTable } from "./route.js";

const SUCCESS = { code: 200, msg: "success" };
const READ_WEIGHT = 30;

export const SETTING_ROUTES: RouteTable = [
  ["POST /fapi/v1/leverage", signed(1, leverage)],
  ["POST /fapi/v1/marginType", signed(1, marginType)],
  ["POST /fapi/v1/positionMargin", signed(1, positionMargin)],
  ["POST /fapi/v1/positionSide/dual", signed(1, positionMode)],
  [
    "GET /fapi/v1/positionSide/dual",
    signed(READ_WEIGHT, ({ context }) => ok({ dualSidePosition: context.books.hedgeMode })),
  ],
  ["POST /fapi/v1/multiAssetsMargin", signed(1, assetMode)],
  [
    "GET /fapi/v1/multiAssetsMargin",
    signed(READ_WEIGHT, ({ context }) => ok({ multiAssetsMargin: context.books.multiAssets })),
  ],
  ["POST /fapi/v1/feeBurn", signed(1, feeBurn)],
  ["GET /fapi/v1/feeBurn", signed(READ_WEIGHT, ({ context }) => ok({ feeBurn: context.books.feeBurn }))],
  ["POST /fapi/v1/listenKey", keyed(openKey)],
  ["PUT /fapi/v1/listenKey", keyed(renewKey)],
  ["DELETE /fapi/v1/listenKey", keyed(closeKey)],
];

/** Listen keys need the API key's header only. */
function keyed(handle: Route["handle"]): Route {
  return { security: "key", weight: 1, orders: null, handle };
}

function openKey({ exchange }: RestCall): Answer<WireObject> {
  return ok({ listenKey: exchange.listenKeys.open() });
}

function renewKey({ exchange }: RestCall): Answer<WireObject> {
  const listenKey = exchange.listenKeys.renew();
  return listenKey === null ? refuse("-1125") : ok({ listenKey });
}

function closeKey({ exchange }: RestCall): Answer<WireObject> {
  exchange.listenKeys.close();
  return ok({});
}

function leverage(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  const wanted = call.params.requiredInteger("leverage");
  const set = withParams(call, () => setLeverage(call.context, symbol, wanted));
  if (!set.ok) return set;
  return ok({ leverage: set.value.leverage, maxNotionalValue: String(set.value.maxNotionalUsd), symbol });
}

function marginType(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  call.params.required("marginType");
  const type = call.params.oneOf("marginType", ["ISOLATED", "CROSSED"]);
  const set = withParams(call, () => setMarginType(call.context, symbol, type === "ISOLATED"));
  return set.ok ? ok(SUCCESS) : set;
}

function positionMargin(call: RestCall): Answer<WireObject> {
  const symbol = readSymbol(call);
  const difference = call.params.requiredDecimal("amount");
  call.params.required("type");
  const isPositive = signDec(difference) > 0;
  const set = withParams(call, () => changePositionMargin(call.context, symbol, isPositive));
  return set.ok ? ok(SUCCESS) : set;
}

function positionMode(call: RestCall): Answer<WireObject> {
  const hedgeMode = call.params.requiredFlag("dualSidePosition");
  const set = withParams(call, () => setHedgeMode(call.context, hedgeMode));
  return set.ok ? ok(SUCCESS) : set;
}

function assetMode(call: RestCall): Answer<WireObject> {
  const multiAssets = call.params.requiredFlag("multiAssetsMargin");
  const set = withParams(call, () => setMultiAssets(call.context, multiAssets));
  return set.ok ? ok(SUCCESS) : set;
}

/** Fees stay in the margin asset either way: this account holds no BNB to burn. */
function feeBurn(call: RestCall): Answer<WireObject> {
  const burns = call.params.requiredFlag("feeBurn");
  return withParams(call, () => {
    call.context.books.feeBurn = burns;
    return ok(SUCCESS);
  });
}
