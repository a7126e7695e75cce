import type { Policies } from "../../config/compose-policies.js";
import type { DecisionBook } from "../../domain/decision-book.js";
import type { MarketView, SymbolView } from "../../domain/market-view.js";
import { emptyRiskState } from "../../domain/risk-state.js";
import { decFromNumber } from "../../lib/decimal.js";
import { DAY_MS } from "../../lib/time.js";
import type { AuditFinding } from "./finding.js";

/** What the audit assumes of the market; it judges a configuration, not a moment. */
export interface AuditMarket {
  /** Last price by symbol in quote currency. */
  readonly prices: Readonly<Record<string, number>>;
  /** ATR of a bar as a fraction of the price. */
  readonly atrFraction: number;
  /** Why there is no price at all; left out where there are some. Said once, in place of a remark on each symbol. */
  readonly unreadable?: AuditFinding;
}

/** An instant of no meaning: all ages on the empty books are measured from it. */
const AT_MS = 1_704_110_400_000;

/** Books of an account that has done nothing yet. */
export function freshBook(account: string, navUsd: number): DecisionBook {
  const nav = decFromNumber(navUsd);
  return {
    atMs: AT_MS,
    account,
    navUsd,
    navAtMs: AT_MS,
    predictedNavUsd: navUsd,
    walletUsd: navUsd,
    freeMarginUsd: navUsd,
    positions: [],
    pending: [],
    tradingState: "ACTIVE",
    causes: [],
    rearm: [],
    risk: {
      ...emptyRiskState(),
      dayAnchor: { day: "2024-01-01", startMs: AT_MS, untilMs: AT_MS + DAY_MS, nav },
      riskPeak: nav,
    },
  };
}

export function viewAt(policies: Policies, market: AuditMarket): MarketView {
  const symbols = new Map<string, SymbolView>();
  for (const [symbol, instrument] of policies.instruments) {
    const price = market.prices[symbol] ?? Number.NaN;
    symbols.set(symbol, {
      symbol,
      instrument,
      lastBar: null,
      mark: price,
      last: price,
      markAtMs: AT_MS,
      stale: false,
      fundingRate: null,
      features: {
        barsSeen: 0,
        trend: null,
        volatility: "normal",
        volatilityRatio: 1,
        adx: Number.NaN,
        atr: price * market.atrFraction,
        // As quiet as makes the largest size: what is refused here is refused in every market.
        annualVolatility: policies.sizing.vol_target / policies.sizing.vol_scale_max,
        betaToBtc: Number.NaN,
      },
      book: null,
    });
  }
  return { atMs: AT_MS, symbols };
}
