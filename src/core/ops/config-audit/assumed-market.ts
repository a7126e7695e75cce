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
  /** ATR of an hour's bar as a fraction of the price. */
  readonly atrFraction: number;
  /** β against BTC is what suits the limits best; where it is left out, it is unknown and counts as `default_beta`. */
  readonly bestBeta?: boolean;
  /** Why there is no price at all; left out where there are some. Said once, in place of a remark on each symbol. */
  readonly unreadable?: AuditFinding;
}

/** Below the range of an hour's bar of anything that is traded here: a stop is nowhere nearer. */
const LEAST_ATR_FRACTION = 0.0005;

/** The market in which most passes: what is refused here is refused in every market. */
export function bestCase(usual: AuditMarket): AuditMarket {
  return { ...usual, atrFraction: Math.min(usual.atrFraction, LEAST_ATR_FRACTION), bestBeta: true };
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
        // As quiet as makes the largest size.
        annualVolatility: policies.sizing.vol_target / policies.sizing.vol_scale_max,
        betaToBtc: betaOf(instrument.baseAsset, market),
      },
      book: null,
    });
  }
  return { atMs: AT_MS, symbols };
}

/** That of BTC is 1; that of anything else may come to 0. */
function betaOf(baseAsset: string, { bestBeta }: AuditMarket): number {
  if (bestBeta !== true) return Number.NaN;
  return baseAsset === "BTC" ? 1 : 0;
}
