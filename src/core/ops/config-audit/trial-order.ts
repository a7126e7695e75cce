import { routeAccount } from "../../accounts/route-account.js";
import type { Policies } from "../../config/compose-policies.js";
import type { DecisionBook, PendingOrder } from "../../domain/decision-book.js";
import type { SizedOrder } from "../../domain/intent.js";
import type { MarketView } from "../../domain/market-view.js";
import { dec, decFromNumber } from "../../lib/decimal.js";
import { timeframeMs } from "../../domain/data-series.js";
import { rangeOfHours } from "../bar-range.js";
import { type AuditMarket, freshBook, viewAt } from "./assumed-market.js";
import { definitionOf, paramsOf } from "./ideas.js";

export interface TrialInput {
  readonly policies: Policies;
  readonly navUsd: number;
  readonly market: AuditMarket;
  readonly strategy: string;
  readonly symbol: string;
  /** Legs that wait in the books already; none where it is left out. */
  readonly pending?: readonly PendingOrder[];
}

/** A strategy's best order on fresh books: full strength, narrowest stop, quietest market; its quantity is left open. */
export interface Trial {
  readonly policies: Policies;
  readonly template: SizedOrder;
  readonly book: DecisionBook;
  readonly view: MarketView;
  readonly price: number;
}

/** Null where no price of the symbol is known. */
export function trialOrder(input: TrialInput): Trial | null {
  const { policies, navUsd, market, strategy, symbol } = input;
  const price = market.prices[symbol];
  if (price === undefined) return null;
  const account = routeAccount(policies.accounts, strategy, symbol);
  return {
    policies,
    template: templateOrder(input, account, price),
    book: { ...freshBook(account, navUsd), pending: input.pending ?? [] },
    view: viewAt(policies, market),
    price,
  };
}

function templateOrder(input: TrialInput, account: string, price: number): SizedOrder {
  const { policies, strategy, symbol, market } = input;
  const settings = policies.strategyConfig.strategies.find(({ id }) => id === strategy);
  const atr = price * market.atrFraction * rangeOfHours(timeframeMs(settings?.timeframe ?? "1h"));
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
      exposure: wantedExposure(policies, strategy),
      exits: {
        stopDistance: atr * narrowestStopAtr(policies, strategy),
        atr,
        trailDistance: null,
        takeProfits: [],
        maxBars: null,
      },
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

/** Narrowest stop that the strategy sets; one that says nothing of stops has the disaster stop. Units: ATR. */
export function narrowestStopAtr(policies: Policies, strategy: string): number {
  const params = paramsOf(policies, strategy);
  const definition = definitionOf(policies, strategy);
  const own = definition?.narrowestStopAtr?.(params) ?? params["stop_atr"];
  return typeof own === "number" ? own : policies.exits.disaster_stop_atr;
}

/** Most exposure that a strategy which asks for one may have, by its cap and by its own; null for those that are scaled. */
function wantedExposure(policies: Policies, strategy: string): number | null {
  if (definitionOf(policies, strategy)?.sizing !== "exposure") return null;
  const own = paramsOf(policies, strategy)["max_leverage"];
  const cap = policies.risk.strategies[strategy]?.maxLeverage ?? 1;
  return typeof own === "number" ? Math.min(own, cap) : cap;
}
