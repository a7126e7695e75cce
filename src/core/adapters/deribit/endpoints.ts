/** What a call is and what it costs. */
export interface Endpoint {
  readonly method: ImplicitMethod;
  /** Every parameter that may leave; any other is a bug. */
  readonly params: readonly string[];
  readonly isPrivate: boolean;
  /** A write whose outcome may stay unknown; it waits for the matching engine's turn. */
  readonly writes: boolean;
  /** Gets the stamp past which the venue must not begin with it. */
  readonly expires?: true;
}

const open = (method: ImplicitMethod, params: readonly string[] = []): Endpoint => ({
  method,
  params,
  isPrivate: false,
  writes: false,
});
const read = (method: ImplicitMethod, params: readonly string[] = []): Endpoint => ({
  ...open(method, params),
  isPrivate: true,
});
const write = (method: ImplicitMethod, params: readonly string[]): Endpoint => ({
  ...read(method, params),
  writes: true,
});

const order = [
  ...["instrument_name", "amount", "type", "label", "price", "time_in_force", "post_only", "reject_post_only"],
  ...["reduce_only", "trigger_price", "trigger"],
] as const;
const change = ["label", "instrument_name", "amount", "price", "post_only", "reject_post_only", "reduce_only"] as const;
const span = ["start_timestamp", "end_timestamp", "count"] as const;
const grant = ["grant_type", "client_id", "timestamp", "nonce", "data", "signature", "refresh_token"] as const;

/** Every call we make, by our name for it (docs.deribit.com/api-reference, 2026-11). */
export const ENDPOINTS = {
  time: open("publicGetGetTime"),
  auth: open("publicGetAuth", grant),
  instruments: open("publicGetGetInstruments", ["currency", "kind"]),
  ticker: open("publicGetTicker", ["instrument_name"]),

  account: read("privateGetGetAccountSummaries", ["extended"]),
  positions: read("privateGetGetPositions", ["currency"]),
  openOrders: read("privateGetGetOpenOrders"),
  queryOrder: read("privateGetGetOrderStateByLabel", ["currency", "label"]),
  trades: read("privateGetGetUserTradesByInstrumentAndTime", ["instrument_name", ...span, "sorting", "historical"]),
  log: read("privateGetGetTransactionLog", ["currency", ...span, "continuation"]),

  buy: { ...write("privateGetBuy", order), expires: true },
  sell: { ...write("privateGetSell", order), expires: true },
  modifyOrder: { ...write("privateGetEditByLabel", change), expires: true },
  cancelByLabel: write("privateGetCancelByLabel", ["label", "currency"]),
  cancelById: write("privateGetCancel", ["order_id"]),
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;

export type ImplicitMethod =
  | "publicGetGetTime"
  | "publicGetAuth"
  | "publicGetGetInstruments"
  | "publicGetTicker"
  | "privateGetGetAccountSummaries"
  | "privateGetGetPositions"
  | "privateGetGetOpenOrders"
  | "privateGetGetOrderStateByLabel"
  | "privateGetGetUserTradesByInstrumentAndTime"
  | "privateGetGetTransactionLog"
  | "privateGetBuy"
  | "privateGetSell"
  | "privateGetEditByLabel"
  | "privateGetCancelByLabel"
  | "privateGetCancel";
