import type { MetaQuestion } from "../domain/meta-signal.js";
import { dropOf, type FilterDrop } from "./filters.js";
import type { MetaSignalPolicy } from "./policy.js";

/** What the screener needs of a model; a `MetaModel` fits. */
export interface AskedModel {
  readonly validUntilMs: number;
  probability(question: MetaQuestion): number;
}

/** What a model makes of an entry: a factor on its size, or the end of it. */
export type MetaVerdict = { readonly scale: number } | { readonly drop: FilterDrop };

const SETTING = "strategy_config.screener.meta_signal.min_probability";

/**
 * Asks the model whether a trade pays its costs. Below `min_probability` it drops the entry; from `full_probability` on
 * the factor is 1, between the two it rises from `floor` in a straight line. An answer that is NaN, out of range or given
 * after the model's day drops as well: what can't be known is refused.
 */
export function askModel(
  model: AskedModel,
  question: MetaQuestion,
  { policy, atMs }: { readonly policy: MetaSignalPolicy; readonly atMs: number },
): MetaVerdict {
  const { min_probability: least, full_probability: full, floor } = policy;
  const probability = atMs <= model.validUntilMs ? model.probability(question) : Number.NaN;
  const pays = probability >= least && probability <= 1;
  if (!pays) return { drop: dropOf("ml_veto", probability, least, SETTING) };
  const way = full > least ? Math.min(1, (probability - least) / (full - least)) : 1;
  return { scale: floor + (1 - floor) * way };
}
