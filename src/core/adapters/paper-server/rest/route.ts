import { err } from "../../../lib/result.js";
import { instrumentOf } from "../exchange/exchange-context.js";
import type { ExchangeContext } from "../exchange/exchange-context.js";
import type { PaperExchange } from "../exchange/paper-exchange.js";
import { venueError } from "../exchange/venue-error.js";
import type { Answer } from "../exchange/venue-error.js";
import type { ParamReader } from "./param-reader.js";

export interface RestCall {
  readonly exchange: PaperExchange;
  readonly context: ExchangeContext;
  readonly params: ParamReader;
}

/** What an order request takes of the account's order limits. */
export interface OrderCost {
  readonly tenSeconds: number;
  readonly minute: number;
}

/** A path of the account: who may call it, what it costs, what it does. */
export interface Route {
  /** key: the API key's header is enough. */
  readonly security: "key" | "signed";
  readonly weight: number | ((params: Readonly<Record<string, string>>) => number);
  readonly orders: OrderCost | null;
  readonly handle: (call: RestCall) => Answer<unknown>;
}

/** By method and path, `POST /fapi/v1/order`. */
export type RouteTable = readonly (readonly [string, Route])[];

export function signed(weight: Route["weight"], handle: Route["handle"]): Route {
  return { security: "signed", weight, orders: null, handle };
}

/** Weights of BINANCE_USDM 3: an order takes none of the address, but of the account's order limits. */
export function ordering(weight: number, orders: OrderCost, handle: Route["handle"]): Route {
  return { security: "signed", weight, orders, handle };
}

/** The first complaint about the parameters, or the answer. */
export function withParams<T>({ params }: RestCall, answer: () => Answer<T>): Answer<T> {
  const { error } = params;
  return error === null ? answer() : err(error);
}

/** A symbol that must be sent and must be listed. */
export function readSymbol({ context, params }: RestCall): string {
  const symbol = params.required("symbol");
  if (params.error === null && instrumentOf(context, symbol) === null) params.complain(venueError("-1121"));
  return symbol;
}

/** A symbol that may be left out. */
export function readAnySymbol(call: RestCall): string | null {
  return call.params.optional("symbol") === null ? null : readSymbol(call);
}
