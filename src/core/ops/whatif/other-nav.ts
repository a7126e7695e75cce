import { type DecisionBook, fundNavUsd } from "../../domain/decision-book.js";
import { type Dec, decFromNumber, toNumber } from "../../lib/decimal.js";

/**
 * The books as they would be with another NAV of this account: positions and orders as they are, and the day's loss and the drawdown
 * the same fractions as now, so that only the limits that are shares of NAV move.
 */
export function withNav(book: DecisionBook, navUsd: number): DecisionBook {
  const addedUsd = navUsd - book.navUsd;
  const fundUsd = fundNavUsd(book);
  const ratio = fundUsd > 0 ? (fundUsd + addedUsd) / fundUsd : 1;
  const scaled = (nav: Dec): Dec => decFromNumber(toNumber(nav) * ratio);
  const { dayAnchor, riskPeak } = book.risk;
  return {
    ...book,
    navUsd,
    navAtMs: book.atMs,
    predictedNavUsd: fundUsd + addedUsd,
    walletUsd: book.walletUsd + addedUsd,
    freeMarginUsd: book.freeMarginUsd + addedUsd,
    risk: {
      ...book.risk,
      dayAnchor: dayAnchor === null ? null : { ...dayAnchor, nav: scaled(dayAnchor.nav) },
      riskPeak: riskPeak === null ? null : scaled(riskPeak),
    },
  };
}
