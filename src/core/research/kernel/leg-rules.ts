import type { Instrument } from "../../domain/instrument.js";

/** What a leg of any strategy obeys beside the costs of a sweep; the same for every combination. */
export interface LegRules {
  /** Smallest move of a trailing stop in ATR. */
  readonly trailStepAtr: number;
  /** The disaster stop lies within this share of the way from entry to liquidation. */
  readonly liquidationFraction: number;
  /** A take-profit needs so much more than its price, in quote currency. */
  readonly tick: number;
  /** First row on whose close something may be opened: before it the market's volatility regime is unknown. */
  readonly warmRow: number;
  /** By market, in the order of the sweep's. */
  readonly markets: readonly MarketRules[];
}

export interface MarketRules {
  /** An entry below it is refused, and a position is not increased by less. */
  readonly minNotionalUsd: number;
  readonly brackets: Instrument["brackets"];
}
