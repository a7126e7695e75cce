import type { NavPoint, Portfolio } from "../domain/portfolio.js";
import { unrealizedPnl } from "../domain/position.js";
import { addDec, decFromNumber, ZERO } from "../lib/decimal.js";

/**
 * NAV of all accounts to the last digit: Σ wallets + Σ (qty × mark − cost) of what settles in their asset.
 *
 * Returns null while such a symbol has no mark: an unknown NAV is not 0.
 */
export function netAssetValue(portfolio: Portfolio, marks: (symbol: string) => number, atMs: number): NavPoint | null {
  let wallet = ZERO;
  for (const account of Object.values(portfolio.accounts)) wallet = addDec(wallet, account.wallet);
  let unrealized = ZERO;
  for (const position of Object.values(portfolio.positions)) {
    if (position.settledIn !== undefined) continue;
    const mark = marks(position.symbol);
    if (!Number.isFinite(mark)) return null;
    unrealized = addDec(unrealized, unrealizedPnl(position, decFromNumber(mark)));
  }
  return { atMs, nav: addDec(wallet, unrealized), wallet, unrealizedPnl: unrealized };
}
