import { applyFundEvent } from "../../src/core/accounts/fund/apply.js";
import type { BooksNav, FundEvent, FundTerms } from "../../src/core/domain/fund-event.js";
import type { FundState } from "../../src/core/accounts/fund/fund-state.js";
import { dec } from "../../src/core/lib/decimal.js";
import { parseUtc } from "../../src/core/lib/time.js";

export const instant = (text: string): number => parseUtc(text) ?? Number.NaN;

export const TERMS: FundTerms = {
  issuePriceUsd: dec("100"),
  managementFee: dec("0.02"),
  performanceFee: dec("0.2"),
  maxNavAgeMs: 60_000,
};

/** Books that may be dealt at. */
export function booksOf(booksUsd: string, flowsUsd = "0", evidence: Partial<BooksNav["evidence"]> = {}): BooksNav {
  const fresh = { seq: 1, hash: "0".repeat(64), ageMs: 0, isReconciled: true, ...evidence };
  return { booksUsd: dec(booksUsd), flowsUsd: dec(flowsUsd), evidence: fresh };
}

export const opened = (at: string, over: Partial<Extract<FundEvent, { type: "fund.opened" }>> = {}): FundEvent => ({
  type: "fund.opened",
  atMs: instant(at),
  name: "Test fund",
  terms: TERMS,
  books: booksOf("0"),
  seed: null,
  ...over,
});

export const subscribed = (at: string, id: string, investor: string, amount: string): FundEvent => {
  return { type: "subscription.received", atMs: instant(at), id, investor, amountUsd: dec(amount) };
};

export const redeemed = (at: string, id: string, investor: string, units: string | null): FundEvent => {
  return { type: "redemption.requested", atMs: instant(at), id, investor, units: units === null ? null : dec(units) };
};

export const struck = (
  at: string,
  books: BooksNav,
  { deals = true, prices = {} }: { readonly deals?: boolean; readonly prices?: Readonly<Record<string, string>> } = {},
): FundEvent => ({
  type: "nav.struck",
  atMs: instant(at),
  books,
  subFunds: Object.entries(prices).map(([id, price]) => ({ id, navPerUnitUsd: dec(price), atMs: instant(at) })),
  deals,
});

/** The fund after these lines; fails with the refusal of the first that is refused. */
export function fundOf(events: readonly FundEvent[], from: FundState | null = null): FundState {
  const last = events.reduce<FundState | null>((state, event) => {
    const next = applyFundEvent(state, event);
    if (!next.ok) throw new Error(`${event.type}: ${next.error.code}: ${next.error.message}`);
    return next.value;
  }, from);
  if (last === null) throw new Error("no line");
  return last;
}
