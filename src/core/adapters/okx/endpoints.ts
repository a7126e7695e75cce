/** What a call is and how often it may go out. */
export interface Endpoint {
  readonly method: ImplicitMethod;
  /** Every parameter that may leave; any other is a bug. */
  readonly params: readonly string[];
  /** So many in 2 seconds, for each `scope`. */
  readonly per2s: number;
  readonly scope: "all" | "instrument";
  readonly isPrivate: boolean;
  /** A write whose outcome may stay unknown. */
  readonly writes: boolean;
  /** Its body is a list with this one element. */
  readonly list?: true;
}

const open = (method: ImplicitMethod, per2s: number, params: readonly string[] = []): Endpoint => ({
  method,
  params,
  per2s,
  scope: "all",
  isPrivate: false,
  writes: false,
});
const read = (method: ImplicitMethod, per2s: number, params: readonly string[] = []): Endpoint => ({
  ...open(method, per2s, params),
  isPrivate: true,
});
const write = (method: ImplicitMethod, per2s: number, params: readonly string[]): Endpoint => ({
  ...read(method, per2s, params),
  scope: "instrument",
  writes: true,
});

const page = ["begin", "end", "after", "limit"] as const;
const order = ["instId", "tdMode", "side", "ordType", "sz", "reduceOnly", "tag", "clOrdId"] as const;
const triggers = ["tpTriggerPx", "tpTriggerPxType", "tpOrdPx", "slTriggerPx", "slTriggerPxType", "slOrdPx"] as const;

/** Every call we make, by our name for it, with the limits of its page (okx.com/docs-v5, 2026-06). */
export const ENDPOINTS = {
  time: open("publicGetPublicTime", 20),
  instruments: open("publicGetPublicInstruments", 20, ["instType", "instId"]),
  markPrice: open("publicGetPublicMarkPrice", 20, ["instType", "instId"]),
  priceLimit: open("publicGetPublicPriceLimit", 20, ["instId"]),
  candles: open("publicGetMarketCandles", 40, ["instId", "bar", "before", "after", "limit"]),
  historyCandles: open("publicGetMarketHistoryCandles", 20, ["instId", "bar", "before", "after", "limit"]),
  markCandles: open("publicGetMarketHistoryMarkPriceCandles", 10, ["instId", "bar", "before", "after", "limit"]),
  books: open("publicGetMarketBooks", 40, ["instId", "sz"]),
  fundingRate: open("publicGetPublicFundingRate", 20, ["instId"]),
  positionTiers: open("publicGetPublicPositionTiers", 10, ["instType", "tdMode", "instFamily"]),

  balance: read("privateGetAccountBalance", 10),
  positions: read("privateGetAccountPositions", 10, ["instType"]),
  config: read("privateGetAccountConfig", 5),
  bills: read("privateGetAccountBills", 10, ["instType", ...page]),
  billsArchive: read("privateGetAccountBillsArchive", 5, ["instType", ...page]),
  leverageInfo: read("privateGetAccountLeverageInfo", 20, ["instId", "mgnMode"]),
  tradeFee: read("privateGetAccountTradeFee", 5, ["instType", "instFamily"]),
  openOrders: read("privateGetTradeOrdersPending", 60, ["instType", "after", "limit"]),
  openAlgoOrders: read("privateGetTradeOrdersAlgoPending", 20, ["ordType", "instType", "after", "limit"]),
  queryOrder: read("privateGetTradeOrder", 60, ["instId", "clOrdId", "ordId"]),
  queryAlgoOrder: read("privateGetTradeOrderAlgo", 20, ["algoClOrdId"]),
  fills: read("privateGetTradeFills", 60, ["instType", "instId", ...page]),
  fillsHistory: read("privateGetTradeFillsHistory", 10, ["instType", "instId", ...page]),

  placeOrder: write("privatePostTradeOrder", 60, [...order, "px"]),
  modifyOrder: write("privatePostTradeAmendOrder", 60, ["instId", "clOrdId", "newSz", "newPx", "cxlOnFail"]),
  cancelOrder: write("privatePostTradeCancelOrder", 60, ["instId", "clOrdId"]),
  placeAlgoOrder: write("privatePostTradeOrderAlgo", 20, [
    ...order,
    "algoClOrdId",
    "closeFraction",
    "cxlOnClosePos",
    ...triggers,
  ]),
  cancelAlgoOrder: { ...write("privatePostTradeCancelAlgos", 20, ["instId", "algoClOrdId"]), list: true },
  setLeverage: { ...write("privatePostAccountSetLeverage", 20, ["instId", "lever", "mgnMode"]), scope: "all" },
  cancelAllAfter: { ...write("privatePostTradeCancelAllAfter", 2, ["timeOut", "tag"]), scope: "all" },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;

export type ImplicitMethod =
  | "publicGetPublicTime"
  | "publicGetPublicInstruments"
  | "publicGetPublicMarkPrice"
  | "publicGetPublicPriceLimit"
  | "publicGetMarketCandles"
  | "publicGetMarketHistoryCandles"
  | "publicGetMarketHistoryMarkPriceCandles"
  | "publicGetMarketBooks"
  | "publicGetPublicFundingRate"
  | "publicGetPublicPositionTiers"
  | "privateGetAccountBalance"
  | "privateGetAccountPositions"
  | "privateGetAccountConfig"
  | "privateGetAccountBills"
  | "privateGetAccountBillsArchive"
  | "privateGetAccountLeverageInfo"
  | "privateGetAccountTradeFee"
  | "privateGetTradeOrdersPending"
  | "privateGetTradeOrdersAlgoPending"
  | "privateGetTradeOrder"
  | "privateGetTradeOrderAlgo"
  | "privateGetTradeFills"
  | "privateGetTradeFillsHistory"
  | "privatePostTradeOrder"
  | "privatePostTradeAmendOrder"
  | "privatePostTradeCancelOrder"
  | "privatePostTradeOrderAlgo"
  | "privatePostTradeCancelAlgos"
  | "privatePostAccountSetLeverage"
  | "privatePostTradeCancelAllAfter";
