import { addDec, compareDec, type Dec, decFromNumber, divDec, mulDec, subDec, ZERO } from "../../lib/decimal.js";
import { DAY_MS } from "../../lib/time.js";
import { accruedFeeUsd, type FundState, type Series, unitsOf } from "./fund-state.js";
import { isPositive, MONEY_PLACES, portionOf, sumDec } from "./money.js";

const YEAR_MS = decFromNumber(365 * DAY_MS);

/** The management fee for the time since the last NAV, taken off each series before anything else. */
export function accrueManagementFee(state: FundState, atMs: number): FundState {
  const spanMs = decFromNumber(atMs - state.struckAtMs);
  const feeOf = ({ valueUsd }: Series): Dec =>
    divDec(mulDec(mulDec(valueUsd, state.terms.managementFee), spanMs), YEAR_MS, MONEY_PLACES, "down");
  const feeUsd = sumDec(state.series.map(feeOf));
  return {
    ...state,
    series: state.series.map((one) => ({ ...one, valueUsd: subDec(one.valueUsd, feeOf(one)) })),
    payable: { ...state.payable, managementUsd: addDec(state.payable.managementUsd, feeUsd) },
    fees: { ...state.fees, managementUsd: addDec(state.fees.managementUsd, feeUsd) },
  };
}

export function owePerformanceFee(state: FundState, feeUsd: Dec): FundState {
  return {
    ...state,
    payable: { ...state.payable, performanceUsd: addDec(state.payable.performanceUsd, feeUsd) },
    fees: { ...state.fees, performanceUsd: addDec(state.fees.performanceUsd, feeUsd) },
  };
}

const yearOf = (atMs: number): number => new Date(atMs).getUTCFullYear();

/**
 * At the first NAV at or after the end of a UTC year what is accrued becomes the manager's, the high-water marks follow,
 * and the series that stand at theirs become one.
 */
export function closeYear(state: FundState, atMs: number): FundState {
  return yearOf(atMs) > yearOf(state.struckAtMs) ? rollUp(crystallise(state)) : state;
}

function crystallise(state: FundState): FundState {
  const feeUsd = sumDec(state.series.map((one) => accruedFeeUsd(one, state.terms)));
  const series = state.series.map((one): Series => {
    const valueUsd = subDec(one.valueUsd, accruedFeeUsd(one, state.terms));
    const isHigher = compareDec(valueUsd, one.highWaterUsd) > 0;
    return { ...one, valueUsd, highWaterUsd: isHigher ? valueUsd : one.highWaterUsd };
  });
  return owePerformanceFee({ ...state, series }, feeUsd);
}

/** Series below their mark stay alone: in another one their holders would pay for what they had lost. */
function rollUp(state: FundState): FundState {
  const isAtMark = ({ valueUsd, highWaterUsd }: Series): boolean => compareDec(valueUsd, highWaterUsd) >= 0;
  const [lead, ...others] = state.series.filter(isAtMark);
  if (lead === undefined) return state;
  const into = others.reduce(merge, lead);
  return { ...state, series: [into, ...state.series.filter((one) => !isAtMark(one))].sort(byAge) };
}

export const byAge = (a: Series, b: Series): number => a.openedAtMs - b.openedAtMs;

/** Units change at the ratio of the two NAVs per unit; no value changes hands. */
function merge(lead: Series, other: Series): Series {
  const holders = { ...lead.holders };
  const newUnits = portionOf(unitsOf(lead), other.valueUsd, lead.valueUsd);
  for (const [investor, units] of Object.entries(other.holders)) {
    const converted = portionOf(newUnits, units, unitsOf(other));
    const total = addDec(holders[investor] ?? ZERO, converted);
    if (isPositive(total)) holders[investor] = total;
  }
  return {
    ...lead,
    holders,
    valueUsd: addDec(lead.valueUsd, other.valueUsd),
    highWaterUsd: addDec(lead.highWaterUsd, other.highWaterUsd),
  };
}
