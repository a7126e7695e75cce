import type { InputEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import { otherWalletDifference } from "../domain/other-wallets.js";
import type { Portfolio } from "../domain/portfolio.js";
import { works } from "../exits/protection.js";
import { compareDec, type Dec, ZERO } from "../lib/decimal.js";

type Report = Extract<InputEvent, { type: "venue.reported" }>;

/** What books and venue disagree on. */
export interface ReconcileDifference {
  readonly text: string;
  /** Where it is the settlement asset: whose, and what the venue says it holds. */
  readonly wallet: { readonly account: string; readonly venue: Dec } | null;
  /** Money, and nothing else was found: positions and orders are what the venue says. */
  readonly isMoney: boolean;
}

/**
 * Compares the books with the venue's word: wallets and positions to the last digit, every open order known to both.
 * Orders on their way, in either direction, are not judged.
 *
 * Returns the first difference, null when there is none.
 */
export function reconcile(portfolio: Portfolio, report: Report): ReconcileDifference | null {
  const wallet = walletDifference(portfolio, report);
  const text = wallet === null ? otherDifference(portfolio, report) : null;
  const first = text === null ? wallet : { text, wallet: null, isMoney: false };
  const other = otherAssetDifference(portfolio, report);
  // The books follow the venue on other assets after this: what is not named now never is.
  return first === null || other === null ? (first ?? other) : { ...first, text: `${first.text}; ${other.text}` };
}

/** Nothing is known now of accounts whose venue could not be asked. */
function concerns({ accounts }: Report, account: string): boolean {
  return accounts === undefined || accounts.includes(account);
}

/** Assets that are in no NAV: the books follow the venue's word, and somebody has to know why it moved. */
function otherAssetDifference(portfolio: Portfolio, { otherWallets }: Report): ReconcileDifference | null {
  for (const [account, venue] of Object.entries(otherWallets ?? {})) {
    const found = otherWalletDifference(portfolio.accounts[account]?.others ?? null, venue);
    if (found === null) continue;
    const text = `${found.asset} of ${account}: books ${found.books}, venue ${found.venue}`;
    return { text, wallet: null, isMoney: true };
  }
  return null;
}

function walletDifference(portfolio: Portfolio, report: Report): ReconcileDifference | null {
  for (const account of Object.values(portfolio.accounts)) {
    if (!concerns(report, account.account)) continue;
    const theirs = report.wallets[account.account];
    if (theirs === undefined || compareDec(theirs, account.wallet) !== 0) {
      const text = `wallet of ${account.account}: books ${account.wallet}, venue ${theirs ?? "none"}`;
      const wallet = theirs === undefined ? null : { account: account.account, venue: theirs };
      return { text, wallet, isMoney: wallet !== null };
    }
  }
  return null;
}

function otherDifference(portfolio: Portfolio, report: Report): string | null {
  const keys = new Set([...Object.keys(portfolio.positions), ...Object.keys(report.positions)]);
  for (const key of [...keys].sort()) {
    const position = portfolio.positions[key];
    if (position !== undefined && !concerns(report, position.account)) continue;
    const ours = position?.qty ?? ZERO;
    const theirs = report.positions[key] ?? ZERO;
    if (compareDec(ours, theirs) !== 0) return `position ${key}: books ${ours}, venue ${theirs}`;
  }
  for (const clientOrderId of report.openOrders) {
    const order = portfolio.orders[clientOrderId];
    if (order === undefined || isFinal(order.status)) return `order ${clientOrderId} is open at the venue only`;
  }
  for (const [clientOrderId, order] of Object.entries(portfolio.orders)) {
    if (works(order) && concerns(report, order.request.account) && !report.openOrders.includes(clientOrderId))
      return `order ${clientOrderId} works in the books only`;
  }
  return null;
}
