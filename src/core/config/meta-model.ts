import { FEATURE_CODE_SHA256 } from "../domain/feature-code.js";
import { modelHash, sealOf } from "../domain/model-seal.js";
import { modelChecks, passesEvaluation } from "../domain/model-verdict.js";
import { modelRecordSchema } from "../screener/model-record.schema.js";
import type { CheckedFiles } from "./config-files.js";
import { parseJsonText } from "./json-text.js";
import { getAtPath, setAtPath } from "./paths.js";
import type { ConfigProblem } from "./problem.js";
import type { ConfigReader, Trees } from "./read-files.js";

const STEM = "strategy_config";
const KEYS = ["screener", "meta_signal", "model"] as const;
const PLACE = {
  file: `${STEM}.json`,
  path: KEYS.join("."),
  allowed: "record.json of a model with a passing evaluation",
};

/** A record is a JSON object; a path never begins like one. */
function isRecord(text: string): boolean {
  return text.trimStart().startsWith("{");
}

/**
 * Puts the contents of the named model in the place of its path, so that the configuration of a session, its hash and its
 * journal hold all that a decision depends on.
 */
export function expandModel(
  trees: Trees,
  files: Pick<ConfigReader, "readText">,
): { readonly trees: Trees; readonly problems: readonly ConfigProblem[] } {
  const named = getAtPath(trees[STEM], KEYS);
  if (typeof named !== "string" || named === "" || isRecord(named)) return { trees, problems: [] };
  const text = files.readText(named);
  if (text === null || !isRecord(text)) {
    const message = `${named} ${text === null ? "is not there" : "is no record of a model"}`;
    return {
      trees,
      problems: [refusal(named, message, "hedge ml show names the models; leave the key out for none.")],
    };
  }
  return { trees: { ...trees, [STEM]: setAtPath(trees[STEM] ?? {}, KEYS, text.trim()) }, problems: [] };
}

/** A model touches orders only whole, unchanged, with today's features, for a strategy there is, and after a passing evaluation. */
export function checkMetaModel({
  strategy_config: settings,
  strategy_registry: registry,
}: CheckedFiles): readonly ConfigProblem[] {
  const text = settings?.screener.meta_signal.model;
  if (text === undefined || !isRecord(text)) return [];
  const { value, faults } = parseJsonText(text);
  const parsed = modelRecordSchema.safeParse(value, { jitless: true });
  if (faults.length > 0 || !parsed.success) return [refusal("a record", "is no whole record of a model", RETRAIN)];
  const { id, core, hashes, evaluation, seal } = parsed.data;
  if (seal !== sealOf(parsed.data) || hashes.model !== modelHash(core)) {
    return [refusal(id, `${id} was changed since it was written: its seal does not fit`, RETRAIN)];
  }
  if (hashes.featureCode !== FEATURE_CODE_SHA256) {
    return [refusal(id, `${id} learned from features that another version of the code computed`, RETRAIN)];
  }
  if (registry !== undefined && !Object.hasOwn(registry.strategies, core.strategy)) {
    const fix = `Register ${core.strategy}, or name a model of a strategy that is.`;
    return [refusal(id, `${id} judges entries of ${core.strategy}, which strategy_registry.json does not have`, fix)];
  }
  if (evaluation === null) return [refusal(id, `${id} was never evaluated`, `hedge ml evaluate ${id}`)];
  if (passesEvaluation(evaluation)) return [];
  const failed = modelChecks(evaluation).filter(({ pass }) => !pass);
  const words = failed.map(({ name, measured, limit }) => `${name} ${figure(measured)} against ${figure(limit)}`);
  return [
    refusal(
      id,
      `${id} failed its evaluation: ${words.join(", ")}`,
      "Leave the key out: no model is better than this one.",
    ),
  ];
}

const RETRAIN = "Train and evaluate it anew: hedge ml train, hedge ml evaluate.";

function refusal(value: string, message: string, fix: string): ConfigProblem {
  return { code: "not_allowed", ...PLACE, value, message, fix };
}

function figure(value: number | null): string {
  return value === null ? "unknown" : String(Number(value.toPrecision(4)));
}
