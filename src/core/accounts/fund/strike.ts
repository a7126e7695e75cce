import { compareDec, subDec, toNumber, ZERO } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import { dealWaiting } from "./deal.js";
import { accrueManagementFee, closeYear } from "./fees.js";
import type { FundEvent, FundRefusal } from "../../domain/fund-event.js";
import { assetsUsd, fundNetUsd, type FundState, owedUsd, type Series, type SubFundHolding } from "./fund-state.js";
import { isPositive, shareOut, sumDec } from "./money.js";

type Strike = Extract<FundEvent, { readonly type: "nav.struck" }>;

/**
 * A NAV of the fund: what it has less what it owes is divided among the series by what they had, the management fee comes
 * off, a year that ended is closed, and then, where it is asked for, all that waits is dealt.
 *
 * Errors: a cut-off that nobody may deal at; a fund that owes more than it has.
 */
export function strikeNav(before: FundState, strike: Strike): Result<FundState, FundRefusal> {
  const refusal = refusalOf(before, strike);
  if (refusal !== null) return err(refusal);
  const { books, atMs } = strike;
  const state: FundState = {
    ...before,
    ...{ booksUsd: books.booksUsd, flowsUsd: books.flowsUsd, subFunds: priced(before, strike) },
  };
  const netAssets = subDec(assetsUsd(state), owedUsd(state));
  const divided = divide(state, netAssets);
  if (!divided.ok) return divided;
  const charged = closeYear(accrueManagementFee(divided.value, atMs), atMs);
  if (!charged.series.every(({ valueUsd }) => isPositive(valueUsd))) return err(noAssets(netAssets));
  const growth = grownTo(charged);
  const dealt = strike.deals ? dealWaiting(charged, atMs) : charged;
  return ok({ ...dealt, struckAtMs: atMs, growth, baseUsd: fundNetUsd(dealt) });
}

function refusalOf({ terms, subscriptions, redemptions }: FundState, { books, deals }: Strike): FundRefusal | null {
  if (!deals || subscriptions.length + redemptions.length === 0) return null;
  const { isReconciled, ageMs } = books.evidence;
  if (!isReconciled) {
    return { code: "nav_not_reconciled", message: "the books and the venue do not agree: nobody deals at this NAV" };
  }
  if (ageMs >= 0 && ageMs <= terms.maxNavAgeMs) return null;
  const message = `the NAV is ${String(ageMs / 1_000)} s old, dealings need one of at most ${String(terms.maxNavAgeMs / 1_000)} s`;
  return { code: "nav_stale", message };
}

function priced({ subFunds }: FundState, strike: Strike): FundState["subFunds"] {
  const prices = new Map(strike.subFunds.map((price) => [price.id, price]));
  return Object.fromEntries(
    Object.entries(subFunds).map(([id, held]): [string, SubFundHolding] => {
      return [id, { ...held, price: prices.get(id) ?? held.price }];
    }),
  );
}

const noAssets = (netUsd: string): FundRefusal => ({
  code: "no_net_assets",
  message: `the fund owes as much as it has: net assets of ${netUsd} leave a series without value`,
});

function divide(state: FundState, netAssets: Series["valueUsd"]): Result<FundState, FundRefusal> {
  const { series } = state;
  if (series.length === 0) {
    if (compareDec(netAssets, ZERO) === 0) return ok(state);
    const message = `net assets of ${netAssets} USD and nobody who holds a unit: say whose they are with a subscription`;
    return err({ code: "no_holder", message });
  }
  if (!isPositive(netAssets)) return err(noAssets(netAssets));
  const values = shareOut(
    netAssets,
    series.map(({ valueUsd }) => valueUsd),
  );
  return ok({ ...state, series: series.map((one, index) => ({ ...one, valueUsd: values[index] ?? one.valueUsd })) });
}

/** Growth since the last dealing on top of that before it: what came in and went out lies between two spans. */
function grownTo(state: FundState): number {
  if (!isPositive(state.baseUsd)) return state.growth;
  return state.growth * (toNumber(fundNetUsd(state)) / toNumber(state.baseUsd));
}

/** Identity of every NAV: what the fund has is what its holders own, what is accrued on it and what it owes. */
export function undividedUsd(state: FundState): Series["valueUsd"] {
  const values = sumDec(state.series.map(({ valueUsd }) => valueUsd));
  return subDec(assetsUsd(state), sumDec([values, owedUsd(state)]));
}
