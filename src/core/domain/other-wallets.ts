import { compareDec, dec, type Dec, isZeroDec, mulDec, negDec, subDec, ZERO } from "../lib/decimal.js";
import { type OtherWallets, SETTLEMENT_ASSET } from "./portfolio.js";

/** A wallet is the sum of its rows to within this for each: the venue rounds both to 8 places. */
const ROUNDING = dec("0.00000001");

/** What an account holds of an asset by the books, and by the venue. */
export interface OtherWalletDifference {
  readonly asset: string;
  readonly books: Dec;
  readonly venue: Dec;
}

/**
 * The first asset, by name, that the rows since the venue's last word do not explain; null where there is none, and before
 * the venue has told what is held.
 */
export function otherWalletDifference(
  others: OtherWallets | null,
  venue: Readonly<Record<string, Dec>>,
): OtherWalletDifference | null {
  if (others === null) return null;
  const assets = new Set([...Object.keys(others.held), ...Object.keys(venue)]);
  for (const asset of [...assets].sort()) {
    const { qty: books, rows } = others.held[asset] ?? { qty: ZERO, rows: 0 };
    const theirs = venue[asset] ?? ZERO;
    const distance = subDec(theirs, books);
    const size = compareDec(distance, ZERO) < 0 ? negDec(distance) : distance;
    const isExplained = compareDec(size, mulDec(ROUNDING, dec(String(rows)))) <= 0;
    if (!isExplained) return { asset, books, venue: theirs };
  }
  return null;
}

/** The wallets of an account without the settlement asset and what is empty. */
export function otherAssetsOf(wallets: Readonly<Record<string, Dec>>): Readonly<Record<string, Dec>> {
  return Object.fromEntries(
    Object.entries(wallets).filter(([asset, qty]) => asset !== SETTLEMENT_ASSET && !isZeroDec(qty)),
  );
}
