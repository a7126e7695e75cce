import type { ModelRecord } from "../../domain/meta-model.js";
import { type ModelCheck, modelChecks, passesEvaluation } from "../../domain/model-verdict.js";
import { isoUtc } from "../../lib/time.js";

/** `hedge ml train|evaluate|show MODEL --json`: the record without the trees, and what its evaluation amounts to. */
export interface ModelDocument {
  readonly schema: "hedge.ml-model/1";
  readonly mode: null;
  readonly id: string;
  readonly strategy: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly learnedUntil: string;
  readonly validUntil: string;
  readonly rows: number;
  readonly paid: number;
  readonly features: readonly { readonly name: string; readonly importance: number }[];
  readonly leftOut: ModelRecord["learned"]["leftOut"];
  readonly recipe: ModelRecord["recipe"];
  readonly hashes: ModelRecord["hashes"];
  readonly evaluation: ModelRecord["evaluation"];
  /** Null where it was not evaluated. */
  readonly verdict: "pass" | "fail" | null;
  readonly checks: readonly ModelCheck[];
  readonly files: { readonly folder: string; readonly features?: string };
  /** Largest distance between the ONNX file and our own code; null where no runtime is installed, left out before. */
  readonly onnxGap?: number | null;
}

export function modelDocument(record: ModelRecord, files: ModelDocument["files"]): ModelDocument {
  const { core, recipe, learned, evaluation } = record;
  const named = core.features.map((name, at) => ({ name, importance: learned.importance[at] ?? Number.NaN }));
  return {
    schema: "hedge.ml-model/1",
    mode: null,
    id: record.id,
    strategy: core.strategy,
    kind: recipe.kind,
    from: isoUtc(recipe.fromMs),
    to: isoUtc(recipe.toMs),
    learnedUntil: isoUtc(core.learnedUntilMs),
    validUntil: isoUtc(core.validUntilMs),
    rows: learned.rows,
    paid: learned.paid,
    features: named.sort((a, b) => b.importance - a.importance),
    leftOut: learned.leftOut,
    recipe,
    hashes: record.hashes,
    evaluation,
    verdict: evaluation === null ? null : passesEvaluation(evaluation) ? "pass" : "fail",
    checks: evaluation === null ? [] : modelChecks(evaluation),
    files,
  };
}
