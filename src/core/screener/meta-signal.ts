import type { MetaQuestion, ModelPrediction } from "../domain/meta-signal.js";
import { dropOf, type FilterDrop } from "./filters.js";
import type { MetaSignalPolicy } from "./policy.js";

/** What the screener needs of a model; a `MetaModel` fits. */
export interface AskedModel {
  readonly id: string;
  readonly validUntilMs: number;
  /** Whose entries it judges; left out: all of them. */
  readonly strategy?: string;
  /** Before it the model would be asked about what it has learned from. */
  readonly learnedUntilMs?: number;
  /** What it looks at; left out: whatever the question holds. */
  readonly features?: readonly string[];
  probability(question: MetaQuestion): number;
}

/** What is known for a model beside the question. */
export interface ModelView {
  /** Largest population stability index of its features; NaN before enough bars were seen. */
  readonly drift: number;
  /** Features of an entry by name; NaN where not known. */
  features(symbol: string, entry: Pick<MetaQuestion, "side" | "strength">): Readonly<Record<string, number>>;
}

/** What a model makes of an entry: a factor on its size, or the end of it; and what it saw. */
export type MetaVerdict = ({ readonly scale: number } | { readonly drop: FilterDrop }) & {
  readonly prediction: ModelPrediction;
};

const SETTINGS = "strategy_config.screener.meta_signal";
/** Up to it a market counts as the one the model learned from. */
const STEADY_DRIFT = 0.1;
const MAX_DRIFT = 0.25;

/**
 * Asks the model whether a trade pays its costs. Below `min_probability` it drops the entry; from `full_probability` on
 * the factor is 1, between the two it rises from `floor` in a straight line. As the market drifts from the one the model
 * learned from the factor falls towards `floor`, and from `max_drift` on the answer counts as unknown. An answer that is
 * NaN, out of range, or given outside the model's days drops as well: what can't be known is refused.
 */
export function askModel(
  model: AskedModel,
  question: MetaQuestion,
  { policy, atMs, view }: { readonly policy: MetaSignalPolicy; readonly atMs: number; readonly view?: ModelView },
): MetaVerdict {
  const asked = view === undefined ? question : withFeatures(question, view);
  const { min_probability: least, full_probability: full, floor, max_drift: maxDrift = MAX_DRIFT } = policy;
  const inItsDays = atMs > (model.learnedUntilMs ?? -Infinity) && atMs <= model.validUntilMs;
  const drift = view?.drift ?? 0;
  const steady = drift < maxDrift;
  const probability = inItsDays && steady ? model.probability(asked) : Number.NaN;
  const told = (scale: number | null): ModelPrediction => predictionOf(model, asked, { probability, scale, drift });
  if (!steady) return { drop: dropOf("ml_veto", drift, maxDrift, `${SETTINGS}.max_drift`), prediction: told(null) };
  const pays = probability >= least && probability <= 1;
  if (!pays) {
    return { drop: dropOf("ml_veto", probability, least, `${SETTINGS}.min_probability`), prediction: told(null) };
  }
  const way = full > least ? Math.min(1, (probability - least) / (full - least)) : 1;
  const fade = Math.min(1, Math.max(0, (drift - STEADY_DRIFT) / (maxDrift - STEADY_DRIFT)));
  const scale = floor + (1 - floor) * way * (1 - fade);
  return { scale, prediction: told(scale) };
}

function withFeatures(question: MetaQuestion, view: ModelView): MetaQuestion {
  return { ...question, features: { ...question.features, ...view.features(question.symbol, question) } };
}

function predictionOf(
  model: AskedModel,
  { strategy, symbol, side, features }: MetaQuestion,
  found: { readonly probability: number; readonly scale: number | null; readonly drift: number },
): ModelPrediction {
  const names = model.features ?? Object.keys(features);
  return {
    ...{ model: model.id, strategy, symbol, side },
    probability: known(found.probability),
    scale: found.scale,
    drift: known(found.drift),
    features: Object.fromEntries(names.map((name) => [name, known(features[name] ?? Number.NaN)])),
  };
}

/** NaN has no JSON form. */
function known(figure: number): number | null {
  return Number.isFinite(figure) ? figure : null;
}
