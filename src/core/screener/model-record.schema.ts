import { z } from "zod";
import type { ModelRecord } from "../domain/meta-model.js";
import { NEUTRAL, setting } from "../lib/setting.js";

const finite = z.number();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const numbers = z.array(finite).readonly();

const treeSchema = z
  .strictObject({ feature: numbers, threshold: numbers, left: numbers, right: numbers, value: numbers })
  .refine(({ feature, threshold, left, right, value }) => {
    const nodes = feature.length;
    const even = [threshold, left, right, value].every((column) => column.length === nodes);
    // Children come after their parent: no walk down a tree can go in a circle.
    const down = [left, right].every((column) => column.every((to, at) => to === -1 || (to > at && to < nodes)));
    return nodes > 0 && even && down;
  }, "is no tree: columns of one length whose children come after their parent");

const scorerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("logistic"), bias: finite, weights: numbers, means: numbers, scales: numbers }),
  z.strictObject({ kind: z.literal("gbm"), base: finite, trees: z.array(treeSchema).readonly() }),
]);

const coreSchema = z.strictObject({
  strategy: z.string(),
  features: z.array(z.string()).min(1).readonly(),
  scorer: scorerSchema,
  platt: z.strictObject({ slope: finite, offset: finite }),
  spreads: z.array(z.strictObject({ edges: numbers, counts: numbers })).readonly(),
  learnedUntilMs: finite,
  validUntilMs: finite,
});

const recipeSchema = z.strictObject({
  kind: z.enum(["logistic", "gbm"]),
  symbols: z.array(z.string()).readonly(),
  fromMs: finite,
  toMs: finite,
  seed: finite,
  folds: count,
  embargoBars: count,
  horizonBars: count,
  takeMultiple: finite,
  stopAtr: finite,
  feeBps: finite,
  slippageBps: finite,
  validDays: finite,
});

const evaluationSchema = z.strictObject({
  samples: count,
  paid: count,
  logLoss: finite,
  baseLogLoss: finite,
  brier: finite,
  baseBrier: finite,
  auc: finite,
  calibrationError: finite,
  skillT: finite,
  foldsWon: count,
  folds: count,
  meanReturn: finite,
  passedReturn: finite.nullable(),
  passed: count,
  passAt: finite,
  trials: count,
  reliability: z.array(z.strictObject({ meanSaid: finite, shareSeen: finite, count })).readonly(),
});

/** A model of the registry, as `record.json` has it. */
export const modelRecordSchema: z.ZodType<ModelRecord> = z
  .strictObject({
    schema: z.literal("hedge.model/1"),
    id: z.string(),
    core: coreSchema,
    recipe: recipeSchema,
    learned: z.strictObject({
      rows: count,
      paid: count,
      leftOut: z.array(z.strictObject({ feature: z.string(), known: finite })).readonly(),
      importance: numbers,
    }),
    hashes: z.strictObject({
      model: hash,
      data: hash,
      features: hash,
      featureCode: hash,
      code: z.string(),
      config: hash,
      onnx: hash,
    }),
    evaluation: evaluationSchema.nullable(),
    seal: hash,
  })
  .meta(setting(NEUTRAL));
