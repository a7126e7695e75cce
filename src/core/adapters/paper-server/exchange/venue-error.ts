import { err } from "../../../lib/result.js";
import type { Result } from "../../../lib/result.js";

/** The body of a refusal. Numbers and texts: Binance USD-M "Error code" page, 2026-10. */
export interface VenueError {
  readonly code: number;
  readonly msg: string;
}

export type Answer<T> = Result<T, VenueError>;

const TEXTS = {
  "-1021": "Timestamp for this request is outside of the recvWindow.",
  "-1022": "Signature for this request is not valid.",
  "-1115": "Invalid timeInForce.",
  "-1116": "Invalid orderType.",
  "-1117": "Invalid side.",
  "-1121": "Invalid symbol.",
  "-1125": "This listenKey does not exist.",
  "-1128": "Combination of optional parameters invalid.",
  "-2007": "Invalid callBack rate.",
  "-2011": "Unknown order sent.",
  "-2013": "Order does not exist.",
  "-2014": "API-key format invalid.",
  "-2015": "Invalid API-key, IP, or permissions for action.",
  "-2027": "Exceeded the maximum allowable position at current leverage.",
  "-2028": "Leverage is smaller than permitted: insufficient margin balance.",
  "-4015": "Client order id is not valid.",
  "-4028": "Leverage is not valid.",
  "-4046": "No need to change margin type.",
  "-4047": "Margin type cannot be changed if there exists open orders.",
  "-4048": "Margin type cannot be changed if there exists position.",
  "-4049": "Add margin only support for isolated position.",
  "-4055": "Amount must be positive.",
  "-4059": "No need to change position side.",
  "-4061": "Order's position side does not match user's setting.",
  "-4062": "Invalid or improper reduceOnly value.",
  "-4067": "Position side cannot be changed if there exists open orders.",
  "-4068": "Position side cannot be changed if there exists position.",
  "-4082": "Invalid number of batch place orders.",
  "-4088": "User can not place order currently.",
  "-4116": "ClientOrderId is duplicated.",
  "-4120": "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
  "-4130": "An open stop or take profit order with GTE and closePosition in the direction is existing.",
  "-4136": "Target strategy invalid for this orderType with closePosition true.",
  "-4137": "Quantity must be zero with closePosition equals true.",
  "-4138": "Reduce only must be true with closePosition equals true.",
  "-4165": "Invalid time interval: Maximum time interval is 7 days.",
  "-4168": "Unable to adjust to isolated-margin mode under the Multi-Assets mode.",
  "-4169": "Unable to adjust Multi-Assets Mode with insufficient margin balance in USDⓈ-M Futures.",
  "-4171": "No need to change asset mode.",
  "-5021":
    "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.",
  "-5024": "Symbol is not in trading status. Order amendment is not permitted.",
  "-5025": "Only limit order is supported.",
  "-5026": "Exceed maximum modify order limit.",
  "-5027": "No need to modify the order.",
  "-5029": "Order's notional is below the minimum (unless you choose reduce only).",
  "-5037": "Invalid price match.",
  "-5038": "Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT.",
  "-5041": "No depth matches this BBO order.",
} as const;

export type VenueErrorCode = keyof typeof TEXTS;

export function venueError(code: VenueErrorCode): VenueError {
  return { code: Number(code), msg: TEXTS[code] };
}

export function refuse(code: VenueErrorCode): { readonly ok: false; readonly error: VenueError } {
  return err(venueError(code));
}

export function missing(name: string): VenueError {
  return { code: -1102, msg: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.` };
}

export function invalid(name: string): VenueError {
  return { code: -1130, msg: `Data sent for parameter '${name}' is not valid.` };
}

export function needless(name: string): VenueError {
  return { code: -1106, msg: `Parameter '${name}' sent when not required.` };
}
