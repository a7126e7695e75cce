/** A group of symbols that move together (rule R20). A symbol belongs to it if it has a beta here. */
export interface CorrelationGroup {
  readonly name: string;
  readonly betaBySymbol: Readonly<Record<string, number>>;
  /** Cap on |Σ β × notional| as a multiple of NAV. */
  readonly maxBetaExposurePct: number;
  /** Cap on Σ |notional| as a multiple of NAV, null for none. */
  readonly maxGrossPct: number | null;
}

/**
 * What sizing must know of the risk limits so that orders fit into them. Risk reviews again without trusting it.
 * Multiples of NAV, as in risk_limits.json.
 */
export interface SizingLimits {
  readonly riskPerTradePct: number;
  readonly maxTradeNavPct: number;
  readonly maxGrossExposurePct: number;
  readonly maxNetExposurePct: number;
  /** Gross exposure / NAV of the account. */
  readonly maxLeverage: number;
  readonly correlationGroups: readonly CorrelationGroup[];
  readonly minNotionalPolicy: "veto" | "bump";
}
