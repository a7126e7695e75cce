import type { FeatureSpread, ModelCore, ModelRecipe, ModelRecord } from "../../domain/meta-model.js";
import { modelHash } from "../../domain/model-seal.js";
import { Failure } from "../../lib/failure.js";
import { DAY_MS } from "../../lib/time.js";
import { bandCounts, quantileEdges } from "../../quant/ml/stability.js";
import type { Dataset } from "./dataset.js";
import { fitCalibrated } from "./fit-model.js";

const DRIFT_BANDS = 10;
/** Fewer samples teach nothing that would survive its own evaluation. */
const LEAST_ROWS = 100;

/** The model of a recipe and how it came about. Errors: Failure 3 where the samples are too few or of one class. */
export function trainModel(
  data: Dataset,
  recipe: ModelRecipe,
  strategy: string,
): { readonly core: ModelCore; readonly learned: ModelRecord["learned"]; readonly hash: string } {
  const all = Array.from({ length: data.x.rows }, (_, row) => row);
  const model = data.x.rows >= LEAST_ROWS && data.x.columns > 0 ? fitCalibrated(data, all, recipe) : null;
  if (model === null) throw tooFew(data, strategy);
  const learnedUntilMs = data.spans.reduce((latest, { toMs }) => Math.max(latest, toMs), recipe.fromMs);
  const core: ModelCore = {
    strategy,
    features: data.features,
    scorer: model.scorer,
    platt: model.platt,
    spreads: data.population.map(spreadOf),
    learnedUntilMs,
    validUntilMs: learnedUntilMs + recipe.validDays * DAY_MS,
  };
  const paid = data.labels.reduce((sum, label) => sum + label, 0);
  const learned = { rows: data.x.rows, paid, leftOut: data.leftOut, importance: model.importance };
  return { core, learned, hash: modelHash(core) };
}

function spreadOf(values: Float64Array): FeatureSpread {
  const edges = quantileEdges(values, DRIFT_BANDS);
  return { edges, counts: bandCounts(values, edges) };
}

function tooFew({ x, labels }: Dataset, strategy: string): Failure {
  const paid = labels.reduce((sum, label) => sum + label, 0);
  const message = `${strategy} has ${String(x.rows)} usable entries in this span, ${String(paid)} of which paid: too few to learn from`;
  const fix = `Widen --from and --to or --symbols: ${String(LEAST_ROWS)} entries of both kinds are the least.`;
  return new Failure("too_few_samples", 3, message, { path: "--strategy", value: strategy, fix });
}
