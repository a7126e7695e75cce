import type { RatePair, RateQuote } from "../domain/rate.js";
import type { Result } from "../lib/result.js";

/** Somebody who tells rates between currencies: a price service, an exchange, a contract on a chain. */
export interface RateOracle {
  /** Name on screens: `coingecko`. */
  readonly source: string;
  /** Pairs it can tell. */
  readonly pairs: readonly RatePair[];
  /** Asks once. Errors: why there is no rate, without an address. */
  ask(pair: RatePair): Promise<Result<RateQuote, string>>;
}
