/** Costs and bounds of the bar model, the same for every combination of a sweep. Fractions, not bps. */
export interface KernelTerms {
  readonly navStart: number;
  /** Share of the NAV that each market has: the notional of strength 1, and what an exposure is a multiple of. */
  readonly weight: number;
  readonly takerFee: number;
  /** Against whoever takes. */
  readonly slippage: number;
  /** Distance of the disaster stop in ATR: no stop of a strategy lies farther. */
  readonly disasterAtr: number;
  /** First row on whose close a decision counts; rows before it feed the indicators. */
  readonly firstRow: number;
}

/** One combination of momentum's parameters. */
export interface MomentumPoint {
  readonly fast: number;
  readonly slow: number;
  readonly atrPeriod: number;
  readonly entryStrength: number;
  readonly fullStrength: number;
  readonly stopAtr: number;
  /** Number of the only market that it trades; left out: all of them share the account. */
  readonly market?: number;
}
