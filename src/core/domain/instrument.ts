import { ceilToStep, compareDec, type Dec, exact, mulDec, toDec } from "../lib/decimal.js";

/** One tier of a venue's maintenance margin table: margin = notional × rate − deductionUsd. */
export interface MarginBracket {
  readonly notionalFloorUsd: number;
  readonly notionalCapUsd: number;
  readonly maxLeverage: number;
  readonly maintenanceRate: number;
  readonly deductionUsd: number;
}

/** A linear perpetual as its venue defines it. Filters are exact decimals, rates are fractions. */
export interface Instrument {
  readonly symbol: string;
  readonly venue: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly status: "TRADING" | "RESTRICTED" | "DELISTING" | "CLOSED";
  readonly delistingAtMs: number | null;
  readonly tickSize: Dec;
  readonly stepSize: Dec;
  readonly minQty: Dec;
  readonly maxQty: Dec;
  readonly marketMaxQty: Dec;
  readonly minNotional: Dec;
  /** A limit buy may be at most mark × up, a limit sell at least mark × down. */
  readonly percentPriceUp: number;
  readonly percentPriceDown: number;
  readonly makerFeeRate: number;
  readonly takerFeeRate: number;
  readonly liquidationFeeRate: number;
  readonly fundingIntervalHours: number;
  readonly brackets: readonly MarginBracket[];
}

/** Maintenance margin of a position (Binance FAQ: notional × rate of its tier − deduction). */
export function maintenanceMarginUsd(instrument: Pick<Instrument, "brackets">, notionalUsd: number): number {
  const last = instrument.brackets[instrument.brackets.length - 1];
  const bracket = instrument.brackets.find((tier) => notionalUsd <= tier.notionalCapUsd) ?? last;
  if (bracket === undefined) return Number.NaN;
  return notionalUsd * bracket.maintenanceRate - bracket.deductionUsd;
}

/** Whether a quantity at this price is worth the venue's smallest order. */
export function reachesMinNotional(instrument: Instrument, qty: Dec, price: Dec): boolean {
  return compareDec(mulDec(qty, price), instrument.minNotional) >= 0;
}

/** Smallest quantity on the step grid that is worth this notional at a price > 0, and is no less than the venue's own. */
export function smallestQty({ minQty, stepSize }: Instrument, minNotional: Dec, price: Dec): Dec {
  const byNotional = toDec(exact(minNotional).dividedBy(exact(price)));
  return ceilToStep(compareDec(byNotional, minQty) < 0 ? minQty : byNotional, stepSize);
}
