const below = (version: string, names: string): readonly string[] =>
  names.split(" ").map((name) => `/fapi/${version}/${name}`);

/** Every REST path the paper venue answers; a rule that fits none of them would never act. */
export const REST_PATHS: readonly string[] = [
  ...below("v1", "ping time exchangeInfo depth rpiDepth trades aggTrades historicalTrades klines markPriceKlines"),
  ...below(
    "v1",
    "indexPriceKlines continuousKlines premiumIndexKlines premiumIndex fundingRate fundingInfo openInterest symbolAdlRisk",
  ),
  ...below("v1", "ticker/24hr ticker/bookTicker ticker/price order order/test batchOrders allOpenOrders openOrder"),
  ...below("v1", "openOrders allOrders userTrades income leverageBracket commissionRate leverage marginType"),
  ...below("v1", "positionMargin positionSide/dual multiAssetsMargin accountConfig symbolConfig adlQuantile"),
  ...below("v1", "forceOrders countdownCancelAll listenKey algoOrder openAlgoOrders allAlgoOrders algoOpenOrders"),
  ...below("v1", "rateLimit/order feeBurn orderAmendment positionMargin/history apiTradingStatus"),
  ...below("v2", "ticker/price account balance positionRisk"),
  ...below("v3", "account balance positionRisk"),
  "/sapi/v1/account/apiRestrictions",
];
