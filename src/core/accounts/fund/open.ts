import { divDec, ZERO } from "../../lib/decimal.js";
import { err, ok, type Result } from "../../lib/result.js";
import { isoUtc } from "../../lib/time.js";
import type { FundEvent, FundRefusal } from "../../domain/fund-event.js";
import type { FundState, Series } from "./fund-state.js";
import { isPositive, MONEY_PLACES } from "./money.js";

type Opening = Extract<FundEvent, { readonly type: "fund.opened" }>;

/** A fund over books that exist: what is in them belongs to the seed investor, at the issue price. */
export function openFund({ atMs, name, terms, books, seed }: Opening): Result<FundState, FundRefusal> {
  const { booksUsd, flowsUsd } = books;
  if (!isPositive(terms.issuePriceUsd)) return err({ code: "bad_terms", message: "the issue price is not above 0" });
  if (isPositive(booksUsd) !== (seed !== null)) {
    const whose = seed === null ? "belong to nobody: name the seed investor" : `can't be ${seed}'s: there is nothing`;
    return err({ code: "bad_seed", message: `the books hold ${booksUsd} USD, which ${whose}` });
  }
  const series = seed === null ? [] : [firstSeries({ atMs, terms, booksUsd, seed })];
  return ok({
    ...{ name, terms, openedAtMs: atMs, atMs, struckAtMs: atMs, series },
    ...{ subscriptions: [], redemptions: [], ids: [] },
    ...{ moneyUsd: ZERO, openingFlowsUsd: flowsUsd, flowsUsd, booksUsd, subFunds: {} },
    payable: { managementUsd: ZERO, performanceUsd: ZERO, redemptions: {} },
    fees: { managementUsd: ZERO, performanceUsd: ZERO },
    ...{ growth: 1, baseUsd: seed === null ? ZERO : booksUsd },
  });
}

function firstSeries({
  atMs,
  terms,
  booksUsd,
  seed,
}: Pick<Opening, "atMs" | "terms"> & { readonly booksUsd: Series["valueUsd"]; readonly seed: string }): Series {
  const units = divDec(booksUsd, terms.issuePriceUsd, MONEY_PLACES, "down");
  return { id: isoUtc(atMs), openedAtMs: atMs, holders: { [seed]: units }, valueUsd: booksUsd, highWaterUsd: booksUsd };
}
