import type { FeatureSpread } from "../domain/meta-model.js";
import { bandOf, stabilityIndex } from "../quant/ml/stability.js";
import type { ModelFeatureState } from "./model-features.js";

/** What a wired model remembers of a session: plain JSON data, a fold of its journal. */
export interface ModelState {
  /** The model the bands belong to. */
  id: string;
  /** By symbol. */
  readonly symbols: Record<string, ModelFeatureState>;
  /** By feature of the model: how many of the newest rows lay in each of its bands, older ones counting less and less. */
  bands: number[][];
  /** Rows that the bands amount to. */
  weight: number;
}

/** Weight that a row keeps after one more: the newest 2,000 rows, a week of eleven markets, count. */
const KEPT = 1 - 1 / 2_000;
/** Fewer rows tell nothing of drift. */
const LEAST_WEIGHT = 250;

export function createModelState(): ModelState {
  return { id: "", symbols: {}, bands: [], weight: 0 };
}

/** Takes one row of the market; another model begins anew. Features that are not known now are no drift. */
export function noteRow(
  state: ModelState,
  model: { readonly id: string; readonly features: readonly string[]; readonly spreads: readonly FeatureSpread[] },
  row: Readonly<Record<string, number>>,
): void {
  if (state.id !== model.id) {
    state.id = model.id;
    state.bands = model.spreads.map(({ edges }) => new Array<number>(edges.length + 1).fill(0));
    state.weight = 0;
  }
  model.features.forEach((name, index) => {
    const value = row[name] ?? Number.NaN;
    const bands = state.bands[index];
    if (Number.isNaN(value) || bands === undefined) return;
    for (let band = 0; band < bands.length; band++) bands[band] = (bands[band] ?? 0) * KEPT;
    const at = bandOf(value, model.spreads[index]?.edges ?? []);
    bands[at] = (bands[at] ?? 0) + 1;
  });
  state.weight = state.weight * KEPT + 1;
}

/** Largest population stability index of the features, and whose it is; NaN before enough rows were seen. */
export function driftOf(
  state: ModelState | undefined,
  model: { readonly id: string; readonly features: readonly string[]; readonly spreads: readonly FeatureSpread[] },
): { readonly feature: string; readonly index: number } {
  let most = { feature: "", index: Number.NaN };
  if (state?.id !== model.id || state.weight < LEAST_WEIGHT) return most;
  model.features.forEach((feature, at) => {
    const now = state.bands[at] ?? [];
    // One that is never known here, such as strength, is asked of the entry alone.
    if (!now.some((count) => count > 0)) return;
    const index = stabilityIndex(model.spreads[at]?.counts ?? [], now);
    if (!(index <= most.index)) most = { feature, index };
  });
  return most;
}
