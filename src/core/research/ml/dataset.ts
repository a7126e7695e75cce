import { type Matrix, matrixOf } from "../../quant/ml/matrix.js";
import type { LabelSpan } from "../../quant/ml/purged-folds.js";
import { MODEL_FEATURES } from "../../screener/model-features.js";
import type { SampleSet } from "./samples.js";

/** Samples as a model learns from them: no row lacks a feature. */
export interface Dataset {
  readonly features: readonly string[];
  readonly x: Matrix;
  /** 1 where the trade paid its costs. */
  readonly labels: Uint8Array;
  readonly returns: Float64Array;
  readonly spans: readonly LabelSpan[];
  readonly leftOut: readonly { readonly feature: string; readonly known: number }[];
  /** Of each feature: its values over the market as a whole, NaN taken out. */
  readonly population: readonly Float64Array[];
}

/** A feature that is known in fewer rows is left out; rows that lack one of the others go. */
const LEAST_KNOWN = 0.9;

export function datasetOf({ samples, population }: SampleSet): Dataset {
  const known = MODEL_FEATURES.map(({ name }, column) => {
    const count = samples.filter(({ features }) => !Number.isNaN(features[column])).length;
    return { feature: name, column, known: samples.length === 0 ? 0 : count / samples.length };
  });
  const kept = known.filter((of) => of.known >= LEAST_KNOWN);
  const whole = samples.filter(({ features }) => kept.every(({ column }) => !Number.isNaN(features[column])));
  return {
    features: kept.map(({ feature }) => feature),
    x: matrixOf(
      whole.map(({ features }) => kept.map(({ column }) => features[column] ?? Number.NaN)),
      kept.length,
    ),
    labels: Uint8Array.from(whole, ({ netReturn }) => (netReturn > 0 ? 1 : 0)),
    returns: Float64Array.from(whole, ({ netReturn }) => netReturn),
    spans: whole.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
    leftOut: known
      .filter((of) => of.known < LEAST_KNOWN)
      .map(({ feature, known: share }) => ({ feature, known: share })),
    population: kept.map(({ column }) =>
      Float64Array.from(population, (row) => row[column] ?? Number.NaN).filter((value) => !Number.isNaN(value)),
    ),
  };
}
