import type { Dec } from "../lib/decimal.js";

/** What the holders agreed to; it is written into the ledger when the fund opens and holds from then on. */
export interface FundTerms {
  /** NAV per unit of the first series on its first day. */
  readonly issuePriceUsd: Dec;
  /** Fraction a year of the NAV, by the days that passed over 365. */
  readonly managementFee: Dec;
  /** Fraction of what a series has above its high-water mark. */
  readonly performanceFee: Dec;
  /** Nobody deals at a NAV whose marks are older than this. */
  readonly maxNavAgeMs: number;
}

/** Where a NAV was read: the journal line whose books it is of. */
export interface NavEvidence {
  readonly seq: number;
  readonly hash: string;
  /** Of the books' NAV at the cut-off. */
  readonly ageMs: number;
  /** Whether the venue's word and the books agreed. */
  readonly isReconciled: boolean;
}

/** What the books said at a cut-off. */
export interface BooksNav {
  /** NAV of all accounts, cut to 8 places. */
  readonly booksUsd: Dec;
  /** Deposits less withdrawals of the accounts since the books began. */
  readonly flowsUsd: Dec;
  readonly evidence: NavEvidence;
}

export interface SubFundPrice {
  readonly id: string;
  readonly navPerUnitUsd: Dec;
  readonly atMs: number;
}

export type Payee = "redemption" | "management_fee" | "performance_fee";

/** A line of the fund's ledger. Instants: epoch ms. Money and units: at most 8 places. */
export type FundEvent =
  | {
      readonly type: "fund.opened";
      readonly atMs: number;
      readonly name: string;
      readonly terms: FundTerms;
      readonly books: BooksNav;
      /** Whose the books are at the opening; null where they are empty. */
      readonly seed: string | null;
    }
  /** Money has come in; units follow at the next dealing. */
  | {
      readonly type: "subscription.received";
      readonly atMs: number;
      readonly id: string;
      readonly investor: string;
      readonly amountUsd: Dec;
    }
  | {
      readonly type: "redemption.requested";
      readonly atMs: number;
      readonly id: string;
      readonly investor: string;
      /** Null: all that the investor holds at the dealing. */
      readonly units: Dec | null;
    }
  /** Before its dealing; the money of a subscription goes back. */
  | { readonly type: "request.withdrawn"; readonly atMs: number; readonly id: string; readonly reason: string }
  /** Units of another fund bought (> 0) or sold (< 0), for money that left or came with the same sign. */
  | {
      readonly type: "subfund.traded";
      readonly atMs: number;
      readonly id: string;
      readonly units: Dec;
      readonly amountUsd: Dec;
    }
  | {
      readonly type: "nav.struck";
      readonly atMs: number;
      readonly books: BooksNav;
      readonly subFunds: readonly SubFundPrice[];
      /** Whether waiting subscriptions and redemptions are dealt at it. */
      readonly deals: boolean;
    }
  | {
      readonly type: "money.paid";
      readonly atMs: number;
      readonly to: Payee;
      readonly id: string | null;
      readonly amountUsd: Dec;
    };

/** Why a line can't be added, as data. */
export interface FundRefusal {
  readonly code: string;
  readonly message: string;
}
