import { nodeFiles } from "../../adapters/fs/node-files.js";
import { openOnnxRuntime } from "../../adapters/onnx/runtime.js";
import { FEATURE_CODE_SHA256 } from "../../domain/feature-code.js";
import type { ModelRecord } from "../../domain/meta-model.js";
import { sealed } from "../../domain/model-seal.js";
import { Failure } from "../../lib/failure.js";
import { sha256Hex } from "../../lib/hash.js";
import { probabilityOf } from "../../quant/ml/margin.js";
import { crossValidate } from "../../research/ml/cross-validate.js";
import { type Dataset, datasetOf } from "../../research/ml/dataset.js";
import { openModelSource, samplesOfRecipe } from "./model-data.js";
import { modelDocument, type ModelDocument } from "./model-document.js";
import { listModels, modelsDirectory, ONNX_FILE, requireModel, writeModel } from "./model-store.js";

export interface EvaluateFlags {
  readonly config: string;
  readonly state?: string | undefined;
}

/** Both runtimes count with 32-bit floats in between; more than this is another model. */
const MOST_ONNX_GAP = 1e-6;

/**
 * Judges a model of the registry by purged, embargoed cross-validation of its recipe on the data it learned from, compares
 * its ONNX file with our own code, and keeps the figures in its record.
 *
 * Errors: Failure 2 for an unknown model, 3 where data or feature code are not those of the model, or a file was changed.
 */
export async function evaluateMetaModel(name: string, flags: EvaluateFlags): Promise<ModelDocument> {
  const directory = modelsDirectory(flags.state);
  const record = requireModel(nodeFiles, directory, name);
  requireSameCode(record);
  const { core, recipe } = record;
  const source = await openModelSource(flags.config, { strategy: core.strategy, symbols: recipe.symbols });
  requireSame(record, "data", source.store.manifestSha256);
  const data = datasetOf(await samplesOfRecipe(source, recipe));
  const passAt = source.config.strategy_config.screener.meta_signal.min_probability;
  const evaluation = crossValidate(data, recipe, { passAt, trials: trialsOf(directory, record) });
  if (evaluation === null) {
    throw new Failure("too_few_samples", 3, `${record.id} has too few samples for ${String(recipe.folds)} folds`, {
      ...{ path: "MODEL", value: record.id },
      fix: "Train it with fewer --folds, or on a longer span.",
    });
  }
  const folder = `${directory}/${record.id}`;
  const onnxGap = await compareOnnx(record, { folder, data });
  const judged = sealed({ ...record, evaluation });
  writeModel(nodeFiles, directory, { record: judged });
  return { ...modelDocument(judged, { folder }), onnxGap };
}

/** Models of the same strategy on the same data that were evaluated, this one included: the luck of many tries counts. */
function trialsOf(directory: string, record: ModelRecord): number {
  const others = listModels(nodeFiles, directory).models.filter(
    ({ id, core, hashes, evaluation }) =>
      id !== record.id &&
      evaluation !== null &&
      core.strategy === record.core.strategy &&
      hashes.data === record.hashes.data,
  );
  return others.length + 1;
}

function requireSameCode(record: ModelRecord): void {
  requireSame(record, "featureCode", FEATURE_CODE_SHA256);
}

function requireSame({ id, hashes }: ModelRecord, what: "data" | "featureCode", now: string): void {
  if (hashes[what] === now) return;
  const words = what === "data" ? "the recorded data is" : "the code of the features is";
  throw new Failure("model_differs", 3, `${words} not what ${id} learned from`, {
    ...{ path: `hashes.${what}`, value: hashes[what] },
    fix: "Train a model anew: hedge ml train.",
  });
}

async function compareOnnx(
  record: ModelRecord,
  { folder, data }: { readonly folder: string; readonly data: Dataset },
): Promise<number | null> {
  const file = `${folder}/${ONNX_FILE}`;
  const bytes = nodeFiles.readBytes(file);
  if (bytes === null || sha256Hex(bytes) !== record.hashes.onnx) throw changed(file, "its SHA-256 is another");
  const runtime = await openOnnxRuntime();
  if (runtime === null) return null;
  const { values, columns, rows } = data.x;
  const model = await runtime.open(bytes);
  const said = await model.probabilities(Float32Array.from(values), columns);
  await model.close();
  let gap = 0;
  for (let row = 0; row < rows; row++) {
    const ours = probabilityOf(record.core, values, row * columns);
    gap = Math.max(gap, Math.abs(ours - (said[row] ?? Number.NaN)));
  }
  if (gap <= MOST_ONNX_GAP) return gap;
  throw changed(file, `it says something else than our own code, by up to ${gap.toExponential(1)}`);
}

function changed(file: string, words: string): Failure {
  return new Failure("model_damaged", 3, `${file} is not the model of its record: ${words}`, {
    file,
    fix: "Train it again: the same recipe on the same data gives the same model.",
  });
}
