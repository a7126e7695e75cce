import { type Dec, divDec, mulDec, subDec, ZERO } from "../../lib/decimal.js";
import type { FundTerms, SubFundPrice } from "../../domain/fund-event.js";
import { floorMoney, isPositive, MONEY_PLACES, sumDec } from "./money.js";

/** Units issued on one dealing date, with a high-water mark of their own. */
export interface Series {
  /** Instant of its dealing. */
  readonly id: string;
  readonly openedAtMs: number;
  /** By investor; nobody with 0. */
  readonly holders: Readonly<Record<string, Dec>>;
  /** After management fees, before the performance fee that is accrued on it. */
  readonly valueUsd: Dec;
  /** `feeHwm` times its units: above it a performance fee is due. */
  readonly highWaterUsd: Dec;
}

export interface WaitingSubscription {
  readonly id: string;
  readonly investor: string;
  readonly amountUsd: Dec;
}

export interface WaitingRedemption {
  readonly id: string;
  readonly investor: string;
  readonly units: Dec | null;
}

export interface SubFundHolding {
  readonly units: Dec;
  /** Null before its first NAV; it counts as what was paid until then. */
  readonly price: SubFundPrice | null;
  readonly costUsd: Dec;
}

/** What the fund owes. */
export interface Payables {
  readonly managementUsd: Dec;
  readonly performanceUsd: Dec;
  /** By id of the redemption. */
  readonly redemptions: Readonly<Record<string, Dec>>;
}

/** The fund as its ledger makes it: plain data. */
export interface FundState {
  readonly name: string;
  readonly terms: FundTerms;
  readonly openedAtMs: number;
  /** Of the last line. */
  readonly atMs: number;
  /** Of the last NAV. */
  readonly struckAtMs: number;
  /** Oldest first; the first one leads: its NAV per unit is the fund's. */
  readonly series: readonly Series[];
  readonly subscriptions: readonly WaitingSubscription[];
  readonly redemptions: readonly WaitingRedemption[];
  /** Every id that was ever used. */
  readonly ids: readonly string[];
  /** Money that came less money that went, at the fund's bank and at the venues together. */
  readonly moneyUsd: Dec;
  /** Deposits less withdrawals of the venues when the fund opened. */
  readonly openingFlowsUsd: Dec;
  readonly flowsUsd: Dec;
  readonly booksUsd: Dec;
  readonly subFunds: Readonly<Record<string, SubFundHolding>>;
  readonly payable: Payables;
  /** Fees since the opening, paid or not. */
  readonly fees: { readonly managementUsd: Dec; readonly performanceUsd: Dec };
  /** Growth of one unit of money since the opening, net of fees, by chained spans between dealings. */
  readonly growth: number;
  /** Of all series after the last dealing. */
  readonly baseUsd: Dec;
}

export const unitsOf = ({ holders }: Pick<Series, "holders">): Dec => sumDec(Object.values(holders));

/** Performance fee that would be due if the series were crystallised now. */
export function accruedFeeUsd({ valueUsd, highWaterUsd }: Series, { performanceFee }: FundTerms): Dec {
  const above = subDec(valueUsd, highWaterUsd);
  return isPositive(above) ? floorMoney(mulDec(above, performanceFee)) : ZERO;
}

/** What the holders of a series own. */
export const netUsd = (series: Series, terms: FundTerms): Dec => subDec(series.valueUsd, accruedFeeUsd(series, terms));

/** NAV per unit of a series, to 8 places. */
export function navPerUnit(series: Series, terms: FundTerms): Dec {
  return divDec(netUsd(series, terms), unitsOf(series), MONEY_PLACES, "half-even");
}

/** NAV per unit of the series that leads; the price of new units. Null where there is none. */
export function fundNavPerUnit({ series, terms }: Pick<FundState, "series" | "terms">): Dec | null {
  const [lead] = series;
  return lead === undefined ? null : navPerUnit(lead, terms);
}

export const fundNetUsd = ({ series, terms }: Pick<FundState, "series" | "terms">): Dec =>
  sumDec(series.map((one) => netUsd(one, terms)));

/** Units of an investor over all series. */
export function heldUnits({ series }: Pick<FundState, "series">, investor: string): Dec {
  return sumDec(series.map(({ holders }) => holders[investor] ?? ZERO));
}

export function subFundUsd({ units, price, costUsd }: SubFundHolding): Dec {
  return price === null ? costUsd : floorMoney(mulDec(units, price.navPerUnitUsd));
}

/** At the fund's bank: what came in and did not go on to a venue, another fund, an investor or the manager. */
export function cashUsd({ moneyUsd, flowsUsd, openingFlowsUsd }: FundState): Dec {
  return subDec(moneyUsd, subDec(flowsUsd, openingFlowsUsd));
}

/** Owed and held for others: no part of anybody's units. */
export function owedUsd({ payable, subscriptions }: FundState): Dec {
  const { managementUsd, performanceUsd, redemptions } = payable;
  const waiting = subscriptions.map(({ amountUsd }) => amountUsd);
  return sumDec([managementUsd, performanceUsd, ...Object.values(redemptions), ...waiting]);
}

/** All that the fund has: venues, bank, other funds. */
export function assetsUsd(state: FundState): Dec {
  return sumDec([state.booksUsd, cashUsd(state), ...Object.values(state.subFunds).map(subFundUsd)]);
}
