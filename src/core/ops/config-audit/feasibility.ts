import { routeAccount } from "../../accounts/route-account.js";
import type { Policies } from "../../config/compose-policies.js";
import type { DecisionBook } from "../../domain/decision-book.js";
import type { SizedOrder } from "../../domain/intent.js";
import type { MarketView, SymbolView } from "../../domain/market-view.js";
import { emptyRiskState } from "../../domain/risk-state.js";
import { type Dec, dec, decFromNumber, roundDec } from "../../lib/decimal.js";
import { DAY_MS } from "../../lib/time.js";
import { feasibleNotional } from "../../risk/largest-approved.js";

/** What the audit assumes of the market; it judges a configuration, not a moment. */
export interface AuditMarket {
  /** Last price by symbol in quote currency. */
  readonly prices: Readonly<Record<string, number>>;
  /** ATR of a bar as a fraction of the price. */
  readonly atrFraction: number;
}

export interface FeasibilityRow {
  readonly strategy: string;
  readonly symbol: string;
  readonly nav: Dec;
  /** Smallest and largest notional that pass every rule on empty books, null where there is none. */
  readonly minNotional: Dec | null;
  readonly maxNotional: Dec | null;
  readonly feasible: boolean;
  /** Rules that exclude each other, or refuse every quantity. */
  readonly excludedBy: readonly string[];
}

/** An instant of no meaning: all ages on the empty books are measured from it. */
const AT_MS = 1_704_110_400_000;

/** For each enabled strategy × symbol the notionals that pass all risk rules on fresh books with this NAV. */
export function checkFeasibility(policies: Policies, navUsd: number, market: AuditMarket): readonly FeasibilityRow[] {
  return Object.entries(policies.registry.strategies)
    .filter(([, entry]) => entry.enabled)
    .flatMap(([strategy, entry]) =>
      entry.symbols.map((symbol) => feasibilityRow({ policies, navUsd, market, strategy, symbol })),
    );
}

/** Most NAV that is tried: a size that needs more is no matter of NAV. */
const LARGEST_NAV_USD = 1e9;

/** NAV, to a thousandth, from which a strategy can trade a symbol; null when no NAV would do. */
export function smallestFeasibleNav(
  policies: Policies,
  pair: { readonly strategy: string; readonly symbol: string },
  market: AuditMarket,
): number | null {
  const feasible = (navUsd: number): boolean => feasibilityRow({ policies, navUsd, market, ...pair }).feasible;
  let high = 1;
  while (!feasible(high)) {
    high *= 2;
    if (high > LARGEST_NAV_USD) return null;
  }
  let low = high / 2;
  while (high - low > high / 1_000) {
    const middle = (low + high) / 2;
    if (feasible(middle)) high = middle;
    else low = middle;
  }
  return Math.ceil(high);
}

interface RowInput {
  readonly policies: Policies;
  readonly navUsd: number;
  readonly market: AuditMarket;
  readonly strategy: string;
  readonly symbol: string;
}

function feasibilityRow(input: RowInput): FeasibilityRow {
  const { policies, navUsd, market, strategy, symbol } = input;
  const row = { strategy, symbol, nav: decFromNumber(navUsd) };
  const none = { minNotional: null, maxNotional: null, feasible: false };
  const price = market.prices[symbol];
  if (price === undefined) return { ...row, ...none, excludedBy: ["no_price"] };
  const account = routeAccount(policies.accounts, strategy, symbol);
  const found = feasibleNotional({
    template: templateOrder(input, account, price),
    book: freshBook(account, navUsd),
    view: viewAt(policies, market),
    policy: policies.risk,
  });
  if ("excludedBy" in found) return { ...row, ...none, excludedBy: found.excludedBy };
  const minNotional = plain(found.minNotionalUsd);
  return { ...row, minNotional, maxNotional: plain(found.maxNotionalUsd), feasible: true, excludedBy: [] };
}

function plain(value: number): Dec {
  return roundDec(decFromNumber(value), 8, "half-even");
}

/** Books of an account that has done nothing yet. */
function freshBook(account: string, navUsd: number): DecisionBook {
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

function viewAt(policies: Policies, market: AuditMarket): MarketView {
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
        annualVolatility: policies.sizing.vol_target,
        betaToBtc: Number.NaN,
      },
      book: null,
    });
  }
  return { atMs: AT_MS, symbols };
}

/** A market buy at full strength whose quantity is left open. */
function templateOrder(input: RowInput, account: string, price: number): SizedOrder {
  const { policies, strategy, symbol, market } = input;
  const atr = price * market.atrFraction;
  const settings = policies.strategyConfig.strategies.find((entry) => entry.id === strategy);
  const stopAtr = settings?.params["stop_atr"];
  // A strategy without a stop of its own has the disaster stop.
  const stopDistanceAtr = typeof stopAtr === "number" ? stopAtr : policies.exits.disaster_stop_atr;
  return {
    intent: {
      id: "audit",
      groupId: "audit",
      strategy,
      account,
      symbol,
      side: "buy",
      purpose: "open",
      strength: 1,
      exposure: null,
      exits: { stopDistance: atr * stopDistanceAtr, atr, trailDistance: null, takeProfits: [], maxBars: null },
      horizonBars: 1,
      reasons: ["audit"],
    },
    qty: dec("0"),
    referencePrice: decFromNumber(price),
    notionalUsd: 0,
    leverage: 0,
    clamps: [],
    reduceOnly: false,
    triggerPrice: null,
    closePosition: false,
  };
}
