import type { SymbolView } from "../domain/market-view.js";
import { positionKey } from "../domain/portfolio.js";
import { toNumber } from "../lib/decimal.js";
import { judgeRoute } from "./circuits.js";
import { makerCostBps, takerCostBps } from "./cost.js";
import { costsOf } from "./intent-cost.js";
import { makerRefusal } from "./maker-refusal.js";
import { type RouterPolicy, suggestionPolicy } from "./policy.js";
import { routeMeasures } from "./quality.js";
import { quoteOf, referencePrice } from "./quote.js";
import type { RouterState } from "./state.js";
import { suggestionsFor, withSuggestions } from "./suggestions.js";
import type { Urgency } from "./urgency.js";

interface Place {
  readonly router: RouterState;
  readonly account: string;
  readonly view: SymbolView;
  readonly policy: RouterPolicy;
  readonly atMs: number;
}

/** The policy that a symbol's orders follow: the configured one, with its suggestions taken where the policy says so. */
export function policyFor({ router, account, view, policy, atMs }: Place): RouterPolicy {
  if (!suggestionPolicy(policy).apply) return policy;
  const measures = routeMeasures(router, positionKey(account, view.symbol), policy, atMs);
  const costs = costsOf(router, account, view.symbol);
  return withSuggestions(policy, suggestionsFor({ measures, regime: view.features.volatility, costs, policy }));
}

interface StyleInForce {
  readonly style: "maker" | "taker";
  readonly reason: string;
}

/** How an order of each urgency would go out now. Costs in bps for the usual order of the symbol. */
interface PolicyInForce {
  readonly entry: StyleInForce;
  readonly exit: StyleInForce;
  readonly protective: StyleInForce;
  readonly makerTimeoutSeconds: number;
  readonly maxSlippageBps: { readonly entry: number; readonly exit: number; readonly protective: number };
  readonly expectedMakerBps: number | null;
  readonly expectedTakerBps: number | null;
}

export function policyInForce(place: Place): PolicyInForce {
  const { router, account, view, atMs } = place;
  const policy = policyFor(place);
  const measures = routeMeasures(router, positionKey(account, view.symbol), policy, atMs);
  const judgement = judgeRoute(router, account, { measures, policy });
  const quote = quoteOf(view);
  const costs = { view, quote, side: "buy" as const, qty: usualQty(place), policy };
  const inForce = (urgency: Urgency): StyleInForce => {
    const refusal = makerRefusal({ policy, urgency, view, measures, judgement, costs });
    return refusal === null ? { style: "maker", reason: "maker_cheaper" } : { style: "taker", reason: refusal };
  };
  return {
    entry: inForce("entry"),
    exit: inForce("exit"),
    protective: inForce("protective"),
    makerTimeoutSeconds: policy.maker_timeout_seconds,
    maxSlippageBps: policy.max_slippage_bps,
    expectedMakerBps: quote === null ? null : figure(makerCostBps(costs, measures)),
    expectedTakerBps: figure(takerCostBps(costs)),
  };
}

/** Mean of what its intents asked for; the smallest worth the minimum notional before the first. */
function usualQty({ router, account, view }: Place): number {
  const asked = costsOf(router, account, view.symbol).map(({ askedQty }) => askedQty);
  if (asked.length > 0) return asked.reduce((sum, qty) => sum + qty, 0) / asked.length;
  return toNumber(view.instrument.minNotional) / referencePrice(view);
}

function figure(bps: number): number | null {
  return Number.isFinite(bps) ? bps : null;
}
