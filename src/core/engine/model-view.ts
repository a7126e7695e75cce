import type { Bar } from "../domain/bar.js";
import { createFeatureState, readFeatures } from "../screener/features.js";
import type { ModelView } from "../screener/meta-signal.js";
import {
  createModelFeatures,
  type ModelFeatureState,
  nextModelBar,
  nextModelFunding,
  readModelFeatures,
} from "../screener/model-features.js";
import { createModelState, driftOf, type ModelState, noteRow } from "../screener/model-state.js";
import type { EngineContext, EngineState } from "./state.js";
import { symbolView } from "./view.js";

/** Rows of the market are taken as if something were bought: drift is not asked of an entry. */
const OF_THE_MARKET = { side: "buy", strength: Number.NaN } as const;

/** Folds closed hours for the model; without one nothing is kept. */
export function foldModel(state: EngineState, hours: readonly Bar[], { metaModel }: EngineContext): void {
  if (metaModel === undefined) return;
  const model = (state.model ??= createModelState());
  for (const bar of hours) {
    const features = featuresOf(model, bar.symbol);
    nextModelBar(features, bar);
    const view = { features: readFeatures(state.features[bar.symbol] ?? createFeatureState()), book: null };
    noteRow(model, metaModel, readModelFeatures(features, view, OF_THE_MARKET));
  }
}

export function foldModelFunding(
  state: EngineState,
  { symbol, rate, atMs }: { readonly symbol: string; readonly rate: number; readonly atMs: number },
  { metaModel }: EngineContext,
): void {
  if (metaModel !== undefined) nextModelFunding(featuresOf((state.model ??= createModelState()), symbol), rate, atMs);
}

function featuresOf({ symbols }: ModelState, symbol: string): ModelFeatureState {
  return (symbols[symbol] ??= createModelFeatures());
}

/** What the model may look at now; undefined where none is wired. */
export function modelView(state: EngineState, ctx: EngineContext): ModelView | undefined {
  const { metaModel } = ctx;
  if (metaModel === undefined) return undefined;
  return {
    drift: driftOf(state.model, metaModel).index,
    features: (symbol, entry) => {
      const view = symbolView(state, symbol, ctx);
      const folded = state.model?.symbols[symbol];
      return view === null || folded === undefined ? {} : readModelFeatures(folded, view, entry);
    },
  };
}
