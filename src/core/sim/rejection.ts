/** The venue's number and words for a refused order (Binance USD-M error codes, developers.binance.com, 2026-10). */
export interface Rejection {
  readonly code: number;
  readonly reason: string;
}

const REASONS = {
  "-1102": "Mandatory parameter was not sent, was empty/null, or malformed.",
  "-1106": "Parameter sent when not required.",
  "-1109": "Invalid account.",
  "-1111": "Precision is over the maximum defined for this asset.",
  "-1117": "Invalid side.",
  "-1121": "Invalid symbol.",
  "-2011": "Unknown order sent.",
  "-2013": "Order does not exist.",
  "-2019": "Margin is insufficient.",
  "-2021": "Order would immediately trigger.",
  "-2022": "ReduceOnly Order is rejected.",
  "-2025": "Reach max open order limit.",
  "-2027": "Exceeded the maximum allowable position at current leverage.",
  "-4003": "Quantity less than or equal to zero.",
  "-4004": "Quantity less than min quantity.",
  "-4005": "Quantity greater than max quantity.",
  "-4013": "Price less than min price.",
  "-4014": "Price not increased by tick size.",
  "-4015": "Client order id is not valid.",
  "-4016": "Price is higher than mark price multiplier cap.",
  "-4023": "Qty not increased by step size.",
  "-4024": "Price is lower than mark price multiplier floor.",
  "-4045": "Reach max stop order limit.",
  "-4116": "ClientOrderId is duplicated.",
  "-4137": "Quantity must be zero with closePosition equals true.",
  "-4138": "Reduce only must be true with closePosition equals true.",
  "-4140": "Invalid symbol status for opening position.",
  "-4141": "Symbol is closed.",
  "-4164": "Order's notional is below the minimum (unless you choose reduce only).",
  "-4183": "Price is higher than stop price multiplier cap.",
  "-4184": "Price is lower than stop price multiplier floor.",
  "-5022": "Due to the order could not be executed as maker, the Post Only order will be rejected.",
  "-5041": "No depth matches this BBO order.",
  "-5025": "Only limit order is supported.",
  "-5029": "Order's notional is below the minimum after the change.",
  "-5040": "The goodTillDate timestamp must be further ahead and before 253402300799000.",
} as const;

export type RejectionCode = keyof typeof REASONS;

export function reject(code: RejectionCode): Rejection {
  return { code: Number(code), reason: REASONS[code] };
}
