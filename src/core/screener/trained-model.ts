import type { FeatureSpread, ModelRecord } from "../domain/meta-model.js";
import type { MetaQuestion } from "../domain/meta-signal.js";
import { probabilityOf } from "../quant/ml/margin.js";
import type { AskedModel } from "./meta-signal.js";
import { modelRecordSchema } from "./model-record.schema.js";

/** A model of the registry as the screener asks it. */
export interface TrainedModel extends AskedModel {
  readonly id: string;
  readonly strategy: string;
  readonly learnedUntilMs: number;
  readonly features: readonly string[];
  readonly spreads: readonly FeatureSpread[];
}

/** Synchronous and without I/O: the forest or the weights are read by our own code, which agrees with the ONNX file. */
export function trainedModel({ id, core }: ModelRecord): TrainedModel {
  const { strategy, features, spreads, learnedUntilMs, validUntilMs } = core;
  const row = new Float64Array(features.length);
  return {
    ...{ id, strategy, features, spreads, learnedUntilMs, validUntilMs },
    probability: (question: MetaQuestion) => {
      for (let at = 0; at < row.length; at++) row[at] = question.features[features[at] ?? ""] ?? Number.NaN;
      // A tree would send what is not known to the right and answer.
      return row.some(Number.isNaN) ? Number.NaN : probabilityOf(core, row);
    },
  };
}

/** Out of a configuration whose checks have read the text before. Errors: ZodError, SyntaxError where they have not. */
export function modelOfText(text: string): TrainedModel {
  return trainedModel(modelRecordSchema.parse(JSON.parse(text), { jitless: true }));
}
