import { addDec, compareDec, type Dec, divDec, mulDec, subDec, ZERO } from "../../lib/decimal.js";
import { isoUtc } from "../../lib/time.js";
import { owePerformanceFee } from "./fees.js";
import { accruedFeeUsd, type FundState, fundNavPerUnit, netUsd, type Series, unitsOf } from "./fund-state.js";
import { isPositive, MONEY_PLACES, portionOf, shareOut, sumDec } from "./money.js";

/** Units that one redemption takes out of one series. */
interface Cut {
  readonly id: string;
  readonly investor: string;
  readonly units: Dec;
}

/**
 * Deals all that waits at the NAV that has just been struck: all at the same figures, so that their order is of no
 * account. Units go first that were held longest.
 */
export function dealWaiting(state: FundState, atMs: number): FundState {
  // The price comes before the redemptions: they take nothing off it.
  const price = fundNavPerUnit(state) ?? state.terms.issuePriceUsd;
  return subscribe(redeem(state), price, atMs);
}

function subscribe(state: FundState, price: Dec, atMs: number): FundState {
  const { subscriptions } = state;
  if (subscriptions.length === 0) return state;
  const holders: Record<string, Dec> = {};
  for (const { investor, amountUsd } of subscriptions) {
    const units = divDec(amountUsd, price, MONEY_PLACES, "down");
    holders[investor] = addDec(holders[investor] ?? ZERO, units);
  }
  const valueUsd = sumDec(subscriptions.map(({ amountUsd }) => amountUsd));
  const series: Series = { id: isoUtc(atMs), openedAtMs: atMs, holders, valueUsd, highWaterUsd: valueUsd };
  return { ...state, series: [...state.series, series], subscriptions: [] };
}

function redeem(state: FundState): FundState {
  const cuts = new Map<string, Cut[]>();
  const taken = new Map<string, Dec>();
  for (const { id, investor, units } of state.redemptions) {
    let left = units;
    for (const series of state.series) {
      const key = `${series.id} ${investor}`;
      const free = subDec(series.holders[investor] ?? ZERO, taken.get(key) ?? ZERO);
      const part = left === null || compareDec(free, left) < 0 ? free : left;
      if (!isPositive(part)) continue;
      cuts.set(series.id, [...(cuts.get(series.id) ?? []), { id, investor, units: part }]);
      taken.set(key, addDec(taken.get(key) ?? ZERO, part));
      left = left === null ? null : subDec(left, part);
    }
  }
  const dealt = state.series.reduce((next, series) => cutSeries(next, series, cuts.get(series.id) ?? []), state);
  return { ...dealt, redemptions: [] };
}

/** Pays each its part and the manager the fee on it: what leaves a series carries its own share of the fee. */
function cutSeries(state: FundState, series: Series, cuts: readonly Cut[]): FundState {
  if (cuts.length === 0) return state;
  const { terms } = state;
  const all = unitsOf(series);
  const cut = sumDec(cuts.map(({ units }) => units));
  const rest = subDec(all, cut);
  const isGone = !isPositive(rest);
  const [net, accrued] = [netUsd(series, terms), accruedFeeUsd(series, terms)];
  const feeUsd = portionOf(accrued, cut, all);
  const paid = isGone
    ? shareOut(
        net,
        cuts.map(({ units }) => units),
      )
    : cuts.map(({ units }) => portionOf(net, units, all));
  const left: Series = {
    ...series,
    holders: withoutCuts(series.holders, cuts),
    valueUsd: subDec(subDec(series.valueUsd, sumDec(paid)), feeUsd),
    // Upwards: rounding must not make a fee.
    highWaterUsd: isGone ? ZERO : divDec(mulDec(series.highWaterUsd, rest), all, MONEY_PLACES, "up"),
  };
  const redemptions = { ...state.payable.redemptions };
  cuts.forEach(({ id }, index) => {
    redemptions[id] = addDec(redemptions[id] ?? ZERO, paid[index] ?? ZERO);
  });
  const others = state.series.flatMap((one) => (one.id !== series.id ? [one] : isGone ? [] : [left]));
  return owePerformanceFee({ ...state, series: others, payable: { ...state.payable, redemptions } }, feeUsd);
}

function withoutCuts(holders: Series["holders"], cuts: readonly Cut[]): Series["holders"] {
  const left: Record<string, Dec> = { ...holders };
  for (const { investor, units } of cuts) left[investor] = subDec(left[investor] ?? ZERO, units);
  return Object.fromEntries(Object.entries(left).filter(([, units]) => isPositive(units)));
}
