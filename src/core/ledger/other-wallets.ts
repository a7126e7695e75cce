import type { EventBody } from "../domain/event.js";
import type { AccountBook, Portfolio } from "../domain/portfolio.js";
import { addDec, subDec, ZERO } from "../lib/decimal.js";

type Report = Extract<EventBody, { readonly type: "venue.reported" }>;
type Adjustment = Extract<EventBody, { readonly type: "wallet.adjusted" }>;

/** Money in an asset that is not in the NAV: fees paid in BNB, somebody's deposit of USDC. */
export function bookOtherAsset({ others }: AccountBook, event: Adjustment): void {
  // Before the venue has said what is held there is nothing to add to, and what is older than its word is in it.
  if (others === null || event.atMs <= others.askedAtMs) return;
  const known = others.held[event.asset] ?? { qty: ZERO, rows: 0 };
  others.held[event.asset] = { qty: addDec(known.qty, event.amount), rows: known.rows + 1 };
  if (event.kind === "charge" && event.valueUsd !== undefined)
    others.chargedUsd = subDec(others.chargedUsd, event.valueUsd);
}

/** The books follow the venue's word once it was compared with them; its first one says what is held. */
export function adoptOtherWallets(portfolio: Portfolio, { atMs, askedAtMs = atMs, otherWallets }: Report): void {
  for (const [account, venue] of Object.entries(otherWallets ?? {})) {
    const book = portfolio.accounts[account];
    if (book === undefined) continue;
    const held = Object.fromEntries(Object.entries(venue).map(([asset, qty]) => [asset, { qty, rows: 0 }]));
    book.others = { askedAtMs, held, chargedUsd: book.others?.chargedUsd ?? ZERO };
  }
}
