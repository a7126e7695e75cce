import type { InputEvent } from "../domain/event.js";
import { isFinal } from "../domain/order.js";
import type { Portfolio } from "../domain/portfolio.js";
import { works } from "../exits/protection.js";
import { compareDec, ZERO } from "../lib/decimal.js";

type Report = Extract<InputEvent, { type: "venue.reported" }>;

/**
 * Compares the books with the venue's word: wallets and positions to the last digit, every open order known to both.
 * Orders on their way, in either direction, are not judged.
 *
 * Returns the first difference in words, null when there is none.
 */
export function reconcile(portfolio: Portfolio, report: Report): string | null {
  for (const account of Object.values(portfolio.accounts)) {
    const theirs = report.wallets[account.account];
    if (theirs === undefined || compareDec(theirs, account.wallet) !== 0) {
      return `wallet of ${account.account}: books ${account.wallet}, venue ${theirs ?? "none"}`;
    }
  }
  const keys = new Set([...Object.keys(portfolio.positions), ...Object.keys(report.positions)]);
  for (const key of [...keys].sort()) {
    const ours = portfolio.positions[key]?.qty ?? ZERO;
    const theirs = report.positions[key] ?? ZERO;
    if (compareDec(ours, theirs) !== 0) return `position ${key}: books ${ours}, venue ${theirs}`;
  }
  for (const clientOrderId of report.openOrders) {
    const order = portfolio.orders[clientOrderId];
    if (order === undefined || isFinal(order.status)) return `order ${clientOrderId} is open at the venue only`;
  }
  for (const [clientOrderId, order] of Object.entries(portfolio.orders)) {
    if (works(order) && !report.openOrders.includes(clientOrderId))
      return `order ${clientOrderId} works in the books only`;
  }
  return null;
}
