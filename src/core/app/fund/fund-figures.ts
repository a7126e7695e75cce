import {
  accruedFeeUsd,
  assetsUsd,
  cashUsd,
  fundNavPerUnit,
  fundNetUsd,
  type FundState,
  navPerUnit,
  netUsd,
  type Series,
  subFundUsd,
  unitsOf,
} from "../../accounts/fund/fund-state.js";
import { portionOf, sumDec } from "../../accounts/fund/money.js";
import { undividedUsd } from "../../accounts/fund/strike.js";
import type { FundTerms } from "../../domain/fund-event.js";
import { type Dec, divDec } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";

interface SeriesFigures {
  readonly opened: string;
  readonly units: string;
  readonly navPerUnit: string;
  readonly nav: string;
  readonly feeHwm: string;
  readonly accruedFee: string;
  readonly holders: readonly { readonly investor: string; readonly units: string; readonly value: string }[];
}

/** The fund of a ledger as documents show it; money in USD. */
export interface FundFigures {
  readonly name: string;
  readonly openedAt: string;
  readonly struckAt: string;
  readonly navPerUnit: string | null;
  readonly nav: string;
  readonly units: string;
  /** Growth of money that was in it all the time, net of fees; a ratio. */
  readonly growth: number;
  readonly assets: { readonly venues: string; readonly cash: string; readonly funds: string; readonly total: string };
  readonly owed: {
    readonly managementFee: string;
    readonly performanceFee: string;
    readonly redemptions: string;
    readonly waiting: string;
  };
  /** Assets less what is owed less all series; 0 at every NAV. */
  readonly undivided: string;
  readonly fees: { readonly management: string; readonly performance: string };
  readonly series: readonly SeriesFigures[];
  readonly subFunds: readonly {
    readonly id: string;
    readonly units: string;
    readonly value: string;
    readonly pricedAt: string | null;
  }[];
}

export function fundFigures(state: FundState): FundFigures {
  const { terms, payable, fees, series } = state;
  const funds = sumDec(Object.values(state.subFunds).map(subFundUsd));
  return {
    ...{ name: state.name, openedAt: isoUtc(state.openedAtMs), struckAt: isoUtc(state.struckAtMs) },
    ...{ navPerUnit: fundNavPerUnit(state), nav: fundNetUsd(state), units: sumDec(series.map(unitsOf)) },
    growth: state.growth,
    assets: { venues: state.booksUsd, cash: cashUsd(state), funds, total: assetsUsd(state) },
    owed: {
      managementFee: payable.managementUsd,
      performanceFee: payable.performanceUsd,
      redemptions: sumDec(Object.values(payable.redemptions)),
      waiting: sumDec(state.subscriptions.map(({ amountUsd }) => amountUsd)),
    },
    undivided: undividedUsd(state),
    fees: { management: fees.managementUsd, performance: fees.performanceUsd },
    series: series.map((one) => seriesFigures(one, terms)),
    subFunds: Object.entries(state.subFunds).map(([id, held]) => {
      const pricedAt = held.price === null ? null : isoUtc(held.price.atMs);
      return { id, units: held.units, value: subFundUsd(held), pricedAt };
    }),
  };
}

function seriesFigures(series: Series, terms: FundTerms): SeriesFigures {
  const [units, nav] = [unitsOf(series), netUsd(series, terms)];
  const valueOf = (held: Dec): string => portionOf(nav, held, units);
  return {
    ...{ opened: series.id, units, navPerUnit: navPerUnit(series, terms), nav },
    feeHwm: divDec(series.highWaterUsd, units, 8, "half-even"),
    accruedFee: accruedFeeUsd(series, terms),
    holders: Object.entries(series.holders)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([investor, held]) => ({ investor, units: held, value: valueOf(held) })),
  };
}
