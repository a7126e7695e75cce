import type { Config } from "../../config/config-files.js";
import type { Veto, Violation } from "../../domain/intent.js";
import type { MarketView } from "../../domain/market-view.js";
import { GROUP_RULE } from "../../risk/registry.js";
import { type Lever, type LeverQuestion, leversOf } from "./levers.js";
import type { Refusal } from "./re-decide.js";
import { quantityLevers } from "./sizing-levers.js";

/** Levers of each violation of all legs, under the configuration that they were refused under. */
export function leversOfLegs(
  legs: readonly Veto[],
  { view }: Pick<Refusal, "view">,
  config: Config,
): readonly (readonly Lever[])[] {
  return legs.flatMap((leg) => leg.violations.map((violation) => leversFor(leg, violation, { view, config })));
}

function leversFor(
  veto: Veto,
  violation: Violation,
  { view, config }: { readonly view: MarketView; readonly config: Config },
): readonly Lever[] {
  // It names the setting of the other leg, whose own veto has the figures.
  if (violation.rule === GROUP_RULE.id) return [];
  const instrument = view.symbols.get(veto.order.intent.symbol)?.instrument ?? null;
  const question: LeverQuestion = { violation, order: veto.order, instrument, config };
  return veto.bySizing && violation.code === "min_notional" ? quantityLevers(question) : leversOf(question);
}
