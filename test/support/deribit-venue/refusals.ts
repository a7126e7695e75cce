import type { VenueError } from "../../../src/core/adapters/paper-server/exchange/venue-error.js";

export interface Refusal {
  readonly code: number;
  readonly message: string;
}

/** The numbers of the simulated exchange in this venue's. */
const NUMBERS: Readonly<Record<number, Refusal>> = {
  [-1111]: { code: 10_027, message: "non_integer_contract_amount" },
  [-1121]: { code: 13_020, message: "not_found" },
  [-2011]: { code: 11_044, message: "not_open_order" },
  [-2013]: { code: 11_044, message: "not_open_order" },
  [-2019]: { code: 10_009, message: "not_enough_funds" },
  [-2021]: { code: 11_036, message: "invalid_stoppx_for_index_or_last" },
  [-2022]: { code: 11_030, message: "other_reject reduce_direction" },
  [-4003]: { code: 10_002, message: "qty_too_low" },
  [-4004]: { code: 10_002, message: "qty_too_low" },
  [-4005]: { code: 10_021, message: "invalid_amount" },
  [-4014]: { code: 10_043, message: "price_wrong_tick" },
  [-4016]: { code: 10_007, message: "price_too_high" },
  [-4023]: { code: 10_027, message: "non_integer_contract_amount" },
  [-4024]: { code: 10_005, message: "price_too_low" },
  [-5022]: { code: 11_054, message: "post_only_reject" },
  [-5025]: { code: 11_044, message: "not_open_order" },
};

const WRONG_TRIGGER_TICK: Refusal = { code: 10_044, message: "stop_price_wrong_tick" };
export const NOT_OPEN: Refusal = { code: 11_044, message: "not_open_order" };
export const POST_ONLY: Refusal = { code: 11_054, message: "post_only_reject" };
export const TIMED_OUT: Refusal = { code: 13_888, message: "timed_out" };
export const UNAUTHORIZED: Refusal = { code: 13_009, message: "unauthorized" };
export const BAD_CREDENTIALS: Refusal = { code: 13_004, message: "invalid_credentials" };

export function refusalOf({ code, msg }: VenueError, isTrigger = false): Refusal {
  if (isTrigger && code === -4014) return WRONG_TRIGGER_TICK;
  return NUMBERS[code] ?? { code: 11_031, message: `other_error ${msg}` };
}
