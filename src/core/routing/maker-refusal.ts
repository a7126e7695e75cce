import type { SymbolView } from "../domain/market-view.js";
import { type CostInput, makerCostBps, takerCostBps } from "./cost.js";
import type { RouterPolicy } from "./policy.js";
import type { Judgement, RouteMeasures } from "./quality.js";
import type { Urgency } from "./urgency.js";

interface MakerQuestion {
  readonly policy: RouterPolicy;
  readonly urgency: Urgency;
  readonly view: SymbolView;
  readonly measures: RouteMeasures;
  readonly judgement: Judgement;
  readonly costs: CostInput;
}

/** Why an order does not wait as maker; null if it may. */
export function makerRefusal({ policy, urgency, costs, judgement, measures, view }: MakerQuestion): string | null {
  if (urgency === "protective") return "protective";
  if (!policy.maker.enabled) return "maker_disabled";
  if (urgency === "exit" && !policy.maker.exits) return "exit";
  if (costs.quote === null) return "no_book";
  const trusted = judgement.quality === "good" || judgement.quality === "ok";
  if (!trusted) return `quality_${judgement.quality}`;
  if ((measures.fallbackRatio ?? 0) > policy.maker.max_fallback_ratio) return "fallback_ratio";
  if (view.features.volatility === null) return "volatility_unknown";
  const cheaper = makerCostBps(costs, measures) < takerCostBps(costs);
  return cheaper ? null : "taker_cheaper";
}
