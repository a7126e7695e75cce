import type { ModelRecord } from "../../domain/meta-model.js";
import { modelChecks } from "../../domain/model-verdict.js";
import { isoUtc } from "../../lib/time.js";
import { parseJson } from "../json-codec.js";
import { isNumber, isText, withMembers } from "../light-shape.js";
import type { ModelInUse } from "./model-view.js";

// The start of the session has read the whole record and its seal.
const isRecord = withMembers({
  id: isText,
  core: withMembers({ strategy: isText, learnedUntilMs: isNumber, validUntilMs: isNumber, features: Array.isArray }),
  recipe: withMembers({ kind: isText }),
  learned: withMembers({ rows: isNumber, importance: Array.isArray }),
  hashes: withMembers({ model: isText, data: isText, featureCode: isText }),
});

/** The model that a session's configuration holds; null where it holds none, or one of another version. */
export function modelOfConfig(config: unknown): ModelInUse | null {
  const policy = member(member(member(config, "strategy_config"), "screener"), "meta_signal");
  const text = member(policy, "model");
  const parsed = typeof text === "string" ? parseJson(text) : null;
  if (parsed?.ok !== true || !isRecord(parsed.value)) return null;
  const { id, core, recipe, learned, hashes, evaluation } = parsed.value as ModelRecord;
  const features = core.features.map((name, at) => ({ name, importance: learned.importance[at] ?? 0 }));
  return {
    ...{ id, hashes, evaluation, strategy: core.strategy, kind: recipe.kind, rows: learned.rows },
    learnedUntil: isoUtc(core.learnedUntilMs),
    validUntil: instantText(core.validUntilMs),
    checks: evaluation === null ? [] : modelChecks(evaluation),
    features: features.sort((a, b) => b.importance - a.importance),
  };
}

/** An instant beyond the calendar has no text. */
function instantText(atMs: number): string {
  return Math.abs(atMs) <= 8.64e15 ? isoUtc(atMs) : "never";
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
