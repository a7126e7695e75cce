import { type Instrument, maintenanceMarginUsd } from "../domain/instrument.js";

/** Exposure of one symbol: the signed notional if all entries in flight that buy (hi) or sell (lo) were filled. */
interface ExposureRange {
  readonly hiUsd: number;
  readonly loUsd: number;
}

export function exposureUsd(range: ExposureRange): number {
  return Math.max(Math.abs(range.hiUsd), Math.abs(range.loUsd));
}

/** Maintenance margin of an exposure, NaN while its instrument is unknown. */
export function maintenanceUsd(instrument: Instrument | null, notionalUsd: number): number {
  if (notionalUsd === 0) return 0;
  return instrument === null ? Number.NaN : maintenanceMarginUsd(instrument, notionalUsd);
}

/** Largest notional after a move against the exposure: a long shrinks, a short grows. */
export function shockedNotionalUsd({ hiUsd, loUsd }: ExposureRange, shockPct: number): number {
  return Math.max(shocked(hiUsd, shockPct), shocked(loUsd, shockPct));
}

function shocked(signedUsd: number, shockPct: number): number {
  return signedUsd >= 0 ? signedUsd * (1 - shockPct) : -signedUsd * (1 + shockPct);
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
 * Source: margin balance(P) = NAV ± notional × (P/mark − 1) = other + notional × P/mark × rate − deduction, solved for P in
 * every tier. Maintenance is the largest of the tiers' lines, so of their solutions the nearest one holds.
 */
export function liquidationDistance(input: LiquidationInput): number {
  const { instrument, long, notionalUsd, navUsd, otherMaintenanceUsd } = input;
  const away = (instrument?.brackets ?? []).map(({ maintenanceRate, deductionUsd }) => {
    const leftUsd = navUsd - otherMaintenanceUsd + deductionUsd;
    return long
      ? 1 - (notionalUsd - leftUsd) / (notionalUsd * (1 - maintenanceRate))
      : (notionalUsd + leftUsd) / (notionalUsd * (1 + maintenanceRate)) - 1;
  });
  return away.length === 0 ? Number.NaN : Math.min(...away);
}
