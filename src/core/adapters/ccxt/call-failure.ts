import type { Result } from "../../lib/result.js";
import type { VenueRefusal } from "../../ports/venue-gateway.js";

/** Why a call gave no answer: a definite no, or nobody knows whether it was carried out. */
export type CallFailure =
  ({ readonly kind: "refused" } & VenueRefusal) | { readonly kind: "unknown"; readonly reason: string };

export type CallResult = Result<unknown, CallFailure>;
