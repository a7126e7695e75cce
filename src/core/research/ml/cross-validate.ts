import type { ModelEvaluation, ModelRecipe } from "../../domain/meta-model.js";
import { probabilityOf } from "../../quant/ml/margin.js";
import { purgedFolds } from "../../quant/ml/purged-folds.js";
import {
  areaUnderRoc,
  brierScore,
  calibrationError,
  logLoss,
  logLossOf,
  reliability,
} from "../../quant/ml/score-metrics.js";
import type { Dataset } from "./dataset.js";
import { fitCalibrated } from "./fit-model.js";
import { mean } from "../../quant/moments.js";

/** What was said of each sample by a model that had not seen it, and by the base rate of what that model had seen. */
interface Forecasts {
  readonly at: readonly number[];
  readonly said: Float64Array;
  readonly base: Float64Array;
  readonly fold: readonly number[];
}

const HOUR_MS = 3_600_000;
/** Blocks of time that the skill is judged by: longer than a label, so that they are nearly independent. */
const SKILL_BLOCKS = 20;

/**
 * Judges a recipe on samples by purged, embargoed cross-validation. Null with fewer samples than folds can hold.
 *
 * trials: models of the same data and strategy that were evaluated, this one included.
 */
export function crossValidate(
  data: Dataset,
  recipe: ModelRecipe,
  { passAt, trials }: { readonly passAt: number; readonly trials: number },
): ModelEvaluation | null {
  const forecasts = forecast(data, recipe);
  if (forecasts === null) return null;
  const { at, said, base, fold } = forecasts;
  const labels = Float64Array.from(at, (index) => data.labels[index] ?? Number.NaN);
  const returns = Float64Array.from(at, (index) => data.returns[index] ?? Number.NaN);
  const passed = returns.filter((_, i) => (said[i] ?? Number.NaN) >= passAt);
  const bands = reliability(said, labels);
  const better = Float64Array.from(
    labels,
    (label, i) => logLossOf(base[i] ?? Number.NaN, label) - logLossOf(said[i] ?? Number.NaN, label),
  );
  return {
    samples: at.length,
    paid: labels.filter((label) => label === 1).length,
    logLoss: logLoss(said, labels),
    baseLogLoss: logLoss(base, labels),
    brier: brierScore(said, labels),
    baseBrier: brierScore(base, labels),
    auc: areaUnderRoc(said, labels),
    calibrationError: calibrationError(bands),
    skillT: blockT(better),
    foldsWon: foldsWon(better, fold, recipe.folds),
    folds: new Set(fold).size,
    meanReturn: mean(returns),
    passedReturn: passed.length === 0 ? null : mean(passed),
    passed: passed.length,
    ...{ passAt, trials },
    reliability: bands.map(({ meanSaid, shareSeen, count }) => ({ meanSaid, shareSeen, count })),
  };
}

function forecast(data: Dataset, recipe: ModelRecipe): Forecasts | null {
  const { folds, embargoBars } = recipe;
  if (data.x.rows < folds * 20 || data.x.columns === 0) return null;
  const found = purgedFolds(data.spans, { folds, embargoMs: embargoBars * HOUR_MS }).flatMap(
    ({ train, test }, fold) => {
      const model = fitCalibrated(data, train, recipe);
      if (model === null) return [];
      const rate = train.reduce((sum, index) => sum + (data.labels[index] ?? 0), 0) / train.length;
      return test.map((index) => ({
        index,
        fold,
        base: rate,
        said: probabilityOf(model, data.x.values, index * data.x.columns),
      }));
    },
  );
  if (found.length < folds * 20) return null;
  return {
    at: found.map(({ index }) => index),
    said: Float64Array.from(found, ({ said }) => said),
    base: Float64Array.from(found, ({ base }) => base),
    fold: found.map(({ fold }) => fold),
  };
}

/** Mean over its standard error, of the means of equal blocks in time order. */
function blockT(values: Float64Array): number {
  const blocks = Array.from({ length: SKILL_BLOCKS }, (_, block) => {
    const [from, to] = [block, block + 1].map((edge) => Math.floor((edge * values.length) / SKILL_BLOCKS));
    return mean(values.subarray(from, to));
  });
  const centre = mean(Float64Array.from(blocks));
  const squares = blocks.reduce((sum, block) => sum + (block - centre) ** 2, 0);
  const error = Math.sqrt(squares / (SKILL_BLOCKS - 1) / SKILL_BLOCKS);
  return error > 0 ? centre / error : 0;
}

function foldsWon(better: Float64Array, fold: readonly number[], folds: number): number {
  const sums = new Float64Array(folds);
  better.forEach((value, i) => {
    const of = fold[i] ?? 0;
    sums[of] = (sums[of] ?? 0) + value;
  });
  return sums.filter((sum) => sum > 0).length;
}
