import type { VenueReaction } from "../../ports/venue-gateway.js";

export interface ErrorRow {
  /** `unknown`: a write with this answer may have been executed; a read is asked again. */
  readonly reaction: VenueReaction | "unknown";
  readonly meaning: string;
}

const rows = (reaction: ErrorRow["reaction"], meanings: Readonly<Record<number, string>>): [number, ErrorRow][] =>
  Object.entries(meanings).map(([code, meaning]) => [Number(code), { reaction, meaning }]);

/**
 * What each number of the venue means and asks of us. Numbers and texts: developers.binance.com
 * usds-margined-futures/error-code (2026-10); `docs/venues/binance-usdm.md` shows the same rows and a test compares them.
 */
export const ERROR_TABLE: ReadonlyMap<number, ErrorRow> = new Map([
  ...rows("unknown", {
    [-1000]: "unknown error while processing",
    [-1006]: "unexpected answer inside the venue, execution status unknown",
    [-1007]: "time-out inside the venue, send and execution status unknown",
  }),
  ...rows("resend", {
    // Only with its text "Internal error; unable to process"; otherwise a write counts as unknown (errors.ts).
    [-1001]: "internal error, unable to process",
    [-1003]: "too many requests, the address must slow down or is banned",
    [-1008]: "throttled by system protection; what reduces may still pass",
    [-1015]: "too many orders in 10 seconds or a minute",
  }),
  ...rows("resync_clock", {
    [-1021]: "timestamp outside recvWindow or more than 1000 ms ahead",
    [-5028]: "timestamp outside the matching engine's recvWindow",
  }),
  ...rows("redecide", {
    [-2010]: "new order rejected",
    [-2018]: "balance insufficient",
    [-2019]: "margin insufficient",
    [-2020]: "unable to fill",
    [-2021]: "would trigger immediately",
    [-2027]: "position too large for this leverage",
    [-2028]: "leverage too small for the position",
    [-4003]: "quantity not above zero",
    [-4004]: "quantity below the minimum",
    [-4005]: "quantity above the maximum",
    [-4016]: "price above the mark multiplier",
    [-4024]: "price below the mark multiplier",
    [-4028]: "leverage not valid",
    [-4131]: "market order: best price beyond the percent price or book too thin",
    [-4142]: "stop or take-profit would trigger immediately",
    [-4164]: "notional below the minimum",
    [-4183]: "stop or limit price beyond the multiplier caps",
    [-4184]: "stop or limit price beyond the multiplier caps",
    [-4210]: "stop or limit price beyond the multiplier caps",
    [-4211]: "stop or limit price beyond the multiplier caps",
    [-5021]: "fill-or-kill order can't be filled",
    [-5022]: "post-only order would take",
    [-5029]: "notional of the changed order below the minimum",
    [-5041]: "no depth for a price match",
  }),
  ...rows("reconcile", {
    [-1016]: "service is shutting down or under maintenance",
    [-1109]: "account invalid (also seen during maintenance)",
    [-1125]: "listen key does not exist",
    [-2011]: "cancel rejected: order unknown, finished, or in the other id space",
    [-2012]: "cancelling all orders failed",
    [-2013]: "order does not exist",
    [-2022]: "reduce-only rejected: flat already or against open orders",
    [-2024]: "position not sufficient",
    [-2025]: "too many open orders",
    [-4045]: "too many conditional orders (200 for the account)",
    [-4047]: "margin type can't change with open orders",
    [-4048]: "margin type can't change with a position",
    [-4067]: "position mode can't change with open orders",
    [-4068]: "position mode can't change with a position",
    [-4116]: "client order id is taken by an open order: an earlier attempt is live",
    [-4117]: "stop order is triggering",
    [-4118]: "reduce-only margin check failed against open orders",
    [-4130]: "a closePosition stop of this direction rests already",
    [-4140]: "symbol not open for opening positions",
    [-4141]: "symbol closed",
    [-4161]: "leverage can't be lowered with an isolated position",
    [-4168]: "margin type can't change in multi-assets mode",
    [-4531]: "position mode can't change during the venue's synchronisation",
    [-5024]: "order can't be changed in its status",
    [-5025]: "only limit orders can be changed",
    [-5026]: "order was changed 10000 times",
    [-5043]: "another change of the order is pending",
  }),
  ...rows("done", {
    [-4046]: "margin type is so already",
    [-4059]: "position mode is so already",
    [-4171]: "asset mode is so already",
    [-5027]: "order has these values already",
  }),
  ...rows("bug", {
    [-1013]: "refused by a filter of the symbol",
    [-1099]: "not found or not authenticated",
    [-1102]: "parameter missing or malformed",
    [-1105]: "parameter empty",
    [-1106]: "parameter sent where none is allowed",
    [-1111]: "too many decimals",
    [-1114]: "time in force sent where none is allowed",
    [-1115]: "time in force invalid",
    [-1116]: "order type invalid",
    [-1117]: "side invalid",
    [-1120]: "interval invalid",
    [-1121]: "symbol invalid",
    [-1128]: "combination of parameters invalid",
    [-1130]: "parameter value invalid",
    [-4002]: "price above the maximum",
    [-4013]: "price below the minimum",
    [-4014]: "price not on the tick grid",
    [-4015]: "client order id invalid",
    [-4023]: "quantity not on the step grid",
    [-4120]: "conditional order on the regular endpoint",
    [-4135]: "activation price invalid",
    [-4137]: "quantity with closePosition",
    [-4138]: "reduceOnly with closePosition",
    [-5037]: "price match invalid",
    [-5038]: "price match not allowed for this order type",
    [-5040]: "goodTillDate invalid",
  }),
  ...rows("halt", {
    [-1002]: "not authorised",
    [-1022]: "signature invalid",
    [-2014]: "API key malformed",
    [-2015]: "API key, its addresses or permissions invalid (also seen during bans)",
    [-2017]: "API keys are locked",
    [-2023]: "account is being liquidated",
    [-4060]: "position side invalid for the account's mode",
    [-4061]: "position side doesn't match the account's mode",
    [-4062]: "reduceOnly doesn't match the account's mode",
    [-4087]: "account may only reduce",
    [-4088]: "account may not place orders",
    [-4109]: "futures account inactive",
    [-4192]: "cooling-off period",
    [-4202]: "leverage limited by the identity or age of the account",
    [-4203]: "leverage limited by the identity or age of the account",
    [-4204]: "leverage limited by the identity or age of the account",
    [-4205]: "leverage limited by the identity or age of the account",
    [-4206]: "leverage limited by the identity or age of the account",
    [-4400]: "quantitative rules: reduce-only",
    [-4401]: "large position rules: reduce-only",
    [-4402]: "not available in this region",
    [-4403]: "leverage limited in this region",
  }),
]);

/**
 * Refusals under which an order, or a change of one, may be there all the same: its id or its place is taken (by an earlier
 * attempt of ours), or the service is about to go away and says nothing of what it did.
 */
export const MAY_BE_THERE_CODES: ReadonlySet<number> = new Set([-1016, -1109, -4116, -4130]);

/** Refusals that a symbol's filters give: grid, smallest and largest order, price bands, and whether it trades at all. */
export const RULE_CODES: ReadonlySet<number> = new Set([
  ...[-1013, -1111, -1130, -4002, -4003, -4004, -4005, -4013, -4014, -4016, -4023, -4024, -4131],
  ...[-4140, -4141, -4164, -4183, -4184, -4210, -4211, -5029],
]);
