/** Whose host answers: that of the futures, or the spot host, which knows the keys. */
type EndpointHost = "futures" | "keys";

/** What a call costs and who may see it. `weight` counts for the IP address and minute, `orders` for the account. */
export interface Endpoint {
  readonly method: ImplicitMethod;
  readonly path: string;
  /** Every parameter that may leave; any other is a bug. */
  readonly params: readonly string[];
  readonly weight: number;
  /** Weight where no symbol is given. */
  readonly weightOfAll?: number;
  /** [largest limit, weight], rising; `weight` is that of the largest of all, and of a call without limit. */
  readonly weightByLimit?: readonly (readonly [number, number])[];
  /** Counted in the order limits of 10 seconds and 1 minute. */
  readonly orders?: 1;
  readonly auth: "none" | "key" | "signed";
  /** A write whose outcome may stay unknown. */
  readonly writes: boolean;
  readonly host: EndpointHost;
}

const market = (method: ImplicitMethod, path: string, weight: number, params: readonly string[] = []): Endpoint => ({
  method,
  path,
  params,
  weight,
  auth: "none",
  writes: false,
  host: "futures",
});
const read = (method: ImplicitMethod, path: string, weight: number, params: readonly string[] = []): Endpoint => ({
  ...market(method, path, weight, params),
  auth: "signed",
});
const write = (method: ImplicitMethod, path: string, weight: number, params: readonly string[]): Endpoint => ({
  ...read(method, path, weight, params),
  writes: true,
});
const keyed = (method: ImplicitMethod): Endpoint => ({
  ...market(method, "/fapi/v1/listenKey", 1),
  auth: "key",
});

/** Weights of candles and depth by the rows asked for (usds-margined-futures docs, 2026-10). */
const CANDLE_WEIGHTS = [
  [99, 1],
  [499, 2],
  [1_000, 5],
] as const;
const DEPTH_WEIGHTS = [
  [50, 2],
  [100, 5],
  [500, 10],
] as const;

const range = ["startTime", "endTime", "limit"] as const;
const orderParams = ["symbol", "side", "type", "timeInForce", "quantity", "price", "reduceOnly"] as const;

/** The one question that the spot host is asked. */
export const KEY_RIGHTS_PATH = "/sapi/v1/account/apiRestrictions";

/**
 * Every call we make, by our name for it. Weights: developers.binance.com usds-margined-futures and the weights in the
 * official SDK 17.2.0 (2026-08); `algoOrder` counts as one order since 2026-06-20 (derivatives change log).
 */
export const ENDPOINTS = {
  time: market("fapiPublicGetTime", "/fapi/v1/time", 1),
  exchangeInfo: market("fapiPublicGetExchangeInfo", "/fapi/v1/exchangeInfo", 1),
  premiumIndex: {
    ...market("fapiPublicGetPremiumIndex", "/fapi/v1/premiumIndex", 1, ["symbol"]),
    weightOfAll: 10,
  },
  fundingInfo: market("fapiPublicGetFundingInfo", "/fapi/v1/fundingInfo", 1),
  fundingRate: market("fapiPublicGetFundingRate", "/fapi/v1/fundingRate", 1, ["symbol", ...range]),
  klines: {
    ...market("fapiPublicGetKlines", "/fapi/v1/klines", 10, ["symbol", "interval", ...range]),
    weightByLimit: CANDLE_WEIGHTS,
  },
  markPriceKlines: {
    ...market("fapiPublicGetMarkPriceKlines", "/fapi/v1/markPriceKlines", 10, ["symbol", "interval", ...range]),
    weightByLimit: CANDLE_WEIGHTS,
  },
  depth: {
    ...market("fapiPublicGetDepth", "/fapi/v1/depth", 20, ["symbol", "limit"]),
    weightByLimit: DEPTH_WEIGHTS,
  },
  aggTrades: market("fapiPublicGetAggTrades", "/fapi/v1/aggTrades", 20, ["symbol", "fromId", ...range]),
  bookTicker: {
    ...market("fapiPublicGetTickerBookTicker", "/fapi/v1/ticker/bookTicker", 2, ["symbol"]),
    weightOfAll: 5,
  },

  account: read("fapiPrivateV3GetAccount", "/fapi/v3/account", 5),
  balance: read("fapiPrivateV3GetBalance", "/fapi/v3/balance", 5),
  positionRisk: read("fapiPrivateV3GetPositionRisk", "/fapi/v3/positionRisk", 5, ["symbol"]),
  openOrders: { ...read("fapiPrivateGetOpenOrders", "/fapi/v1/openOrders", 1, ["symbol"]), weightOfAll: 40 },
  openAlgoOrders: {
    ...read("fapiPrivateGetOpenAlgoOrders", "/fapi/v1/openAlgoOrders", 1, ["symbol"]),
    weightOfAll: 40,
  },
  queryOrder: read("fapiPrivateGetOrder", "/fapi/v1/order", 1, ["symbol", "origClientOrderId"]),
  queryAlgoOrder: read("fapiPrivateGetAlgoOrder", "/fapi/v1/algoOrder", 1, ["clientAlgoId"]),
  userTrades: read("fapiPrivateGetUserTrades", "/fapi/v1/userTrades", 5, ["symbol", "fromId", ...range]),
  income: read("fapiPrivateGetIncome", "/fapi/v1/income", 30, ["symbol", "incomeType", "page", ...range]),
  accountConfig: read("fapiPrivateGetAccountConfig", "/fapi/v1/accountConfig", 5),
  symbolConfig: read("fapiPrivateGetSymbolConfig", "/fapi/v1/symbolConfig", 5, ["symbol"]),
  leverageBracket: read("fapiPrivateGetLeverageBracket", "/fapi/v1/leverageBracket", 1, ["symbol"]),
  commissionRate: read("fapiPrivateGetCommissionRate", "/fapi/v1/commissionRate", 20, ["symbol"]),
  /** Weight 1 in the budget of the spot host, of which nothing else is used. */
  keyRights: { ...read("sapiGetAccountApiRestrictions", KEY_RIGHTS_PATH, 0), host: "keys" },
  feeBurn: read("fapiPrivateGetFeeBurn", "/fapi/v1/feeBurn", 30),

  placeOrder: {
    ...write("fapiPrivatePostOrder", "/fapi/v1/order", 0, [
      ...orderParams,
      "newClientOrderId",
      "newOrderRespType",
      "goodTillDate",
    ]),
    orders: 1,
  },
  modifyOrder: {
    ...write("fapiPrivatePutOrder", "/fapi/v1/order", 0, ["symbol", "side", "quantity", "price", "origClientOrderId"]),
    orders: 1,
  },
  placeAlgoOrder: {
    ...write("fapiPrivatePostAlgoOrder", "/fapi/v1/algoOrder", 0, [
      ...orderParams,
      "algoType",
      "clientAlgoId",
      "triggerPrice",
      "closePosition",
      "workingType",
      "priceProtect",
      "newOrderRespType",
      "goodTillDate",
    ]),
    orders: 1,
  },
  cancelOrder: write("fapiPrivateDeleteOrder", "/fapi/v1/order", 1, ["symbol", "origClientOrderId"]),
  cancelAlgoOrder: write("fapiPrivateDeleteAlgoOrder", "/fapi/v1/algoOrder", 1, ["clientAlgoId"]),
  setLeverage: write("fapiPrivatePostLeverage", "/fapi/v1/leverage", 1, ["symbol", "leverage"]),
  setMarginType: write("fapiPrivatePostMarginType", "/fapi/v1/marginType", 1, ["symbol", "marginType"]),
  countdownCancelAll: write("fapiPrivatePostCountdownCancelAll", "/fapi/v1/countdownCancelAll", 10, [
    "symbol",
    "countdownTime",
  ]),

  openListenKey: keyed("fapiPrivatePostListenKey"),
  keepListenKey: keyed("fapiPrivatePutListenKey"),
  closeListenKey: keyed("fapiPrivateDeleteListenKey"),
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;

export type ImplicitMethod =
  | "fapiPublicGetTime"
  | "fapiPublicGetExchangeInfo"
  | "fapiPublicGetPremiumIndex"
  | "fapiPublicGetFundingInfo"
  | "fapiPublicGetFundingRate"
  | "fapiPublicGetKlines"
  | "fapiPublicGetMarkPriceKlines"
  | "fapiPublicGetDepth"
  | "fapiPublicGetAggTrades"
  | "fapiPublicGetTickerBookTicker"
  | "fapiPrivateV3GetAccount"
  | "fapiPrivateV3GetBalance"
  | "fapiPrivateV3GetPositionRisk"
  | "fapiPrivateGetOpenOrders"
  | "fapiPrivateGetOpenAlgoOrders"
  | "fapiPrivateGetOrder"
  | "fapiPrivateGetAlgoOrder"
  | "fapiPrivateGetUserTrades"
  | "fapiPrivateGetIncome"
  | "fapiPrivateGetAccountConfig"
  | "fapiPrivateGetSymbolConfig"
  | "fapiPrivateGetLeverageBracket"
  | "fapiPrivateGetCommissionRate"
  | "fapiPrivateGetFeeBurn"
  | "sapiGetAccountApiRestrictions"
  | "fapiPrivatePostOrder"
  | "fapiPrivatePostAlgoOrder"
  | "fapiPrivatePutOrder"
  | "fapiPrivateDeleteOrder"
  | "fapiPrivateDeleteAlgoOrder"
  | "fapiPrivatePostLeverage"
  | "fapiPrivatePostMarginType"
  | "fapiPrivatePostCountdownCancelAll"
  | "fapiPrivatePostListenKey"
  | "fapiPrivatePutListenKey"
  | "fapiPrivateDeleteListenKey";
