interface ErrorText {
  readonly status: number;
  readonly text: string;
}

const at400 = (text: string): ErrorText => ({ status: 400, text });

/**
 * What Binance USD-M writes beside an error number: developers.binance.com/docs/derivatives/usds-margined-futures/error-code,
 * read 2026-11-22; "%s" is filled with the figures of BTCUSDT. The status is 400 unless the general page says otherwise.
 */
const ERROR_TEXTS: ReadonlyMap<number, ErrorText> = new Map([
  // The misspelling is the venue's.
  [-1000, at400("An unknown error occured while processing the request.")],
  [-1001, { status: 503, text: "Internal error; unable to process your request. Please try again." }],
  [-1002, { status: 401, text: "You are not authorized to execute this request." }],
  [
    -1003,
    {
      status: 429,
      text: "Too many requests; current limit is 2400 requests per minute. Please use the websocket for live updates to avoid polling the API.",
    },
  ],
  [-1006, at400("An unexpected response was received from the message bus. Execution status unknown.")],
  [
    -1007,
    {
      status: 408,
      text: "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    },
  ],
  [
    -1008,
    {
      status: 503,
      text: "Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.",
    },
  ],
  [-1015, { status: 429, text: "Too many new orders; current limit is 300 orders per 10 SECOND." }],
  [-1016, { status: 503, text: "This service is no longer available." }],
  [-1021, at400("Timestamp for this request is outside of the recvWindow.")],
  [-1022, at400("Signature for this request is not valid.")],
  [-1102, at400("A mandatory parameter was not sent, was empty/null, or malformed.")],
  [-1109, at400("Invalid account.")],
  [-1111, at400("Precision is over the maximum defined for this asset.")],
  [-1116, at400("Invalid orderType.")],
  [-1121, at400("Invalid symbol.")],
  [-1125, at400("This listenKey does not exist. Please use `POST /fapi/v1/listenKey` to recreate `listenKey`")],
  [-2010, at400("NEW_ORDER_REJECTED")],
  [-2011, at400("Unknown order sent.")],
  [-2012, at400("CANCEL_ALL_FAIL")],
  [-2013, at400("Order does not exist.")],
  [-2014, { status: 401, text: "API-key format invalid." }],
  [-2015, { status: 401, text: "Invalid API-key, IP, or permissions for action." }],
  [-2018, at400("Balance is insufficient.")],
  [-2019, at400("Margin is insufficient.")],
  [-2020, at400("Unable to fill.")],
  [-2021, at400("Order would immediately trigger.")],
  [-2022, at400("ReduceOnly Order is rejected.")],
  [-2023, at400("User in liquidation mode now.")],
  [-2024, at400("Position is not sufficient.")],
  [-2025, at400("Reach max open order limit.")],
  [-2027, at400("Exceeded the maximum allowable position at current leverage.")],
  [-2028, at400("Leverage is smaller than permitted: insufficient margin balance.")],
  [-4003, at400("Quantity less than zero.")],
  [-4004, at400("Quantity less than min quantity.")],
  [-4005, at400("Quantity greater than max quantity.")],
  [-4013, at400("Price less than min price.")],
  [-4014, at400("Price not increased by tick size.")],
  [-4015, at400("Client order id length should not be more than 36 chars")],
  [-4016, at400("Price is higher than mark price multiplier cap.")],
  [-4023, at400("Qty not increased by step size.")],
  [-4024, at400("Price is lower than mark price multiplier floor.")],
  [-4028, at400("Invalid leverage")],
  [-4045, at400("Reach max stop order limit.")],
  [-4046, at400("No need to change margin type.")],
  [-4047, at400("Margin type cannot be changed if there exists open orders.")],
  [-4048, at400("Margin type cannot be changed if there exists position.")],
  [-4059, at400("No need to change position side.")],
  [-4061, at400("Order's position side does not match user's setting.")],
  [-4062, at400("Invalid or improper reduceOnly value.")],
  [-4067, at400("Position side cannot be changed if there exists open orders.")],
  [-4068, at400("Position side cannot be changed if there exists position.")],
  [-4087, at400("User can only place reduce only order")],
  [-4088, at400("User can not place order currently")],
  [-4116, at400("ClientOrderId is duplicated.")],
  [-4118, at400("ReduceOnly Order Failed. Please check your existing position and open orders")],
  [-4130, at400("An open stop or take profit order with GTE and closePosition in the direction is existing.")],
  [-4131, at400("The counterparty's best price does not meet the PERCENT_PRICE filter limit")],
  [-4137, at400("Quantity must be zero with closePosition equals true")],
  [-4140, at400("Invalid symbol status for opening position")],
  [-4141, at400("Symbol is closed")],
  [-4142, at400("REJECT: take profit or stop order will be triggered immediately")],
  [-4161, at400("Leverage reduction is not supported in Isolated Margin Mode with open positions")],
  [-4164, at400("Order's notional must be no smaller than 50 (unless you choose reduce only)")],
  [-5021, at400("Due to the order could not be filled immediately, the FOK order has been rejected.")],
  [
    -5022,
    at400(
      "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history",
    ),
  ],
  [-5028, at400("Timestamp for this request is outside of the ME recvWindow.")],
]);

/** Null for a number whose words we don't know: a script has to bring its own. */
export function errorText(code: number): ErrorText | null {
  return ERROR_TEXTS.get(code) ?? null;
}
