import { FEATURE_CODE_SHA256 } from "../../src/core/domain/feature-code.js";
import type { ModelCore, ModelEvaluation, ModelRecord } from "../../src/core/domain/meta-model.js";
import { modelHash, sealed } from "../../src/core/domain/model-seal.js";
import { RECIPE } from "../core/research/ml/planted.js";

/** Figures of a model that is worth acting on. */
export const GOOD: ModelEvaluation = {
  samples: 2_000,
  paid: 900,
  logLoss: 0.65,
  baseLogLoss: 0.69,
  brier: 0.23,
  baseBrier: 0.248,
  auc: 0.61,
  calibrationError: 0.02,
  skillT: 4,
  foldsWon: 5,
  folds: 5,
  meanReturn: -0.001,
  passedReturn: 0.002,
  passed: 800,
  passAt: 0.5,
  trials: 1,
  reliability: [],
};

/** Likes entries after a rise of the week: log-odds 0.3 for each standard deviation of it. */
export function plantedModel(
  core: Partial<ModelCore> = {},
  rest: Partial<Pick<ModelRecord, "evaluation">> & { readonly featureCode?: string } = {},
): ModelRecord {
  const whole: ModelCore = {
    strategy: "momentum",
    features: ["return168"],
    scorer: { kind: "logistic", bias: 0, weights: [0.3], means: [0], scales: [1] },
    platt: { slope: 1, offset: 0 },
    spreads: [{ edges: [], counts: [1] }],
    learnedUntilMs: 0,
    validUntilMs: 9e15,
    ...core,
  };
  const hash = "0".repeat(64);
  const { featureCode = FEATURE_CODE_SHA256, evaluation = GOOD } = rest;
  return sealed({
    schema: "hedge.model/1",
    id: "logistic-planted",
    core: whole,
    recipe: { ...RECIPE, kind: "logistic" },
    learned: { rows: 2_000, paid: 900, leftOut: [], importance: [1] },
    hashes: {
      model: modelHash(whole),
      data: hash,
      features: hash,
      featureCode,
      code: "test",
      config: hash,
      onnx: hash,
    },
    evaluation,
  });
}
