import { type Instrument, maintenanceMarginUsd } from "../domain/instrument.js";

const SOLVER_ROUNDS = 4;

/** Exposure of one symbol: the signed notional if all entries in flight that buy (hi) or sell (lo) were filled. */
interface ExposureRange {
  readonly hiUsd: number;
  readonly loUsd: number;
}

export function exposureUsd(range: ExposureRange): number {
  return Math.max(Math.abs(range.hiUsd), Math.abs(range.loUsd));
}

/** Side of the larger end of the range. */
function isLongExposure(range: ExposureRange): boolean {
  return range.hiUsd + range.loUsd >= 0;
}

/** Maintenance margin of an exposure, NaN while its instrument is unknown. */
export function maintenanceUsd(instrument: Instrument | null, notionalUsd: number): number {
  if (notionalUsd === 0) return 0;
  return instrument === null ? Number.NaN : maintenanceMarginUsd(instrument, notionalUsd);
}

/** Notional after a move against the exposure: a long shrinks, a short grows. */
export function shockedNotionalUsd(range: ExposureRange, shockPct: number): number {
  const direction = isLongExposure(range) ? -1 : 1;
  return exposureUsd(range) * (1 + direction * shockPct);
}

interface LiquidationInput {
  readonly instrument: Instrument | null;
  readonly long: boolean;
  /** Of the position alone, at its mark. */
  readonly notionalUsd: number;
  /** Margin balance of the account now. */
  readonly navUsd: number;
  /** Maintenance margin of all other positions. */
  readonly otherMaintenanceUsd: number;
}

/**
 * How far the price can move against a cross-margin position before margin balance = maintenance margin,
 * all else unchanged. May exceed 1 for a long that can't be liquidated at any price above zero.
 *
 * Units: a fraction of the price; NaN if an input is unknown.
 * Source: margin balance(P) = NAV ± notional × (P/mark − 1) = other + notional × P/mark × rate − deduction, solved for P;
 * the tier depends on P, so it is looked up again a few times.
 */
export function liquidationDistance(input: LiquidationInput): number {
  const { instrument, long, notionalUsd, navUsd, otherMaintenanceUsd } = input;
  if (instrument === null) return Number.NaN;
  let ratio = 1;
  for (let round = 0; round < SOLVER_ROUNDS; round++) {
    const at = notionalUsd * Math.max(0, ratio);
    const last = instrument.brackets[instrument.brackets.length - 1];
    const tier = instrument.brackets.find((bracket) => at <= bracket.notionalCapUsd) ?? last;
    if (tier === undefined) return Number.NaN;
    const next = long
      ? (otherMaintenanceUsd - tier.deductionUsd - navUsd + notionalUsd) / (notionalUsd * (1 - tier.maintenanceRate))
      : (navUsd + notionalUsd - otherMaintenanceUsd + tier.deductionUsd) / (notionalUsd * (1 + tier.maintenanceRate));
    if (next === ratio) break;
    ratio = next;
  }
  return long ? 1 - ratio : ratio - 1;
}
