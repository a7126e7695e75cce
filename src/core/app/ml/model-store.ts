import type { ModelRecord } from "../../domain/meta-model.js";
import { sealOf } from "../../domain/model-seal.js";
import { Failure } from "../../lib/failure.js";
import { nearest } from "../../lib/nearest.js";
import type { Files } from "../../ports/files.js";
import { parseJson } from "../../readmodel/json-codec.js";
import { modelRecordSchema } from "../../screener/model-record.schema.js";

export const RECORD_FILE = "record.json";
export const ONNX_FILE = "model.onnx";

/** Where the `ml` commands keep and find their models unless --state says otherwise. */
const DEFAULT_STATE = "cache/paper";

/** The registry of a state directory: a folder a model, `STATE/models/<id>/`. */
export function modelsDirectory(state: string | undefined): string {
  return `${state ?? DEFAULT_STATE}/models`;
}

/** Models whose record is whole and unchanged, by id; the names of folders whose record is not. */
export function listModels(
  files: Pick<Files, "list" | "readText">,
  directory: string,
): { readonly models: readonly ModelRecord[]; readonly broken: readonly string[] } {
  const read = files
    .list(directory)
    .map((name) => [name, files.readText(`${directory}/${name}/${RECORD_FILE}`)] as const)
    .flatMap(([name, text]) => (text === null ? [] : [{ name, record: recordOf(text) }]));
  return {
    models: read.flatMap(({ record }) => record ?? []),
    broken: read.filter(({ record }) => record === null).map(({ name }) => name),
  };
}

function recordOf(text: string): ModelRecord | null {
  const parsed = parseJson(text);
  if (!parsed.ok) return null;
  const checked = modelRecordSchema.safeParse(parsed.value, { jitless: true });
  return checked.success && checked.data.seal === sealOf(checked.data) ? checked.data : null;
}

/** Errors: Failure 2 for a name that no model begins with, or several do; 3 for a record that was changed or cut. */
export function requireModel(files: Pick<Files, "list" | "readText">, directory: string, name: string): ModelRecord {
  const { models, broken } = listModels(files, directory);
  const found = models.filter(({ id }) => id.startsWith(name));
  const [model, other] = found;
  if (model !== undefined && (other === undefined || model.id === name)) return model;
  const file = `${directory}/${name}/${RECORD_FILE}`;
  if (broken.includes(name)) {
    throw new Failure("model_damaged", 3, `${file} is not what was written: its seal does not fit`, {
      ...{ file, path: "seal" },
      fix: "Train it again: the same recipe on the same data gives the same model.",
    });
  }
  const ids = models.map(({ id }) => id);
  const guess = nearest(name, ids);
  const words =
    other === undefined ? `there is no model ${name}` : `${name} could be ${found.map(({ id }) => id).join(" or ")}`;
  const fix = guess === null ? "hedge ml show lists them; hedge ml train makes one." : `Did you mean ${guess}?`;
  throw new Failure("unknown_model", 2, `${words} in ${directory}`, { path: "MODEL", value: name, fix });
}

/** `record.json` comes last, so that a folder that has it is complete. */
export function writeModel(
  files: Pick<Files, "makeDirectory" | "replace">,
  directory: string,
  { record, onnx }: { readonly record: ModelRecord; readonly onnx?: Uint8Array },
): string {
  const folder = `${directory}/${record.id}`;
  files.makeDirectory(folder);
  if (onnx !== undefined) files.replace(`${folder}/${ONNX_FILE}`, onnx);
  files.replace(`${folder}/${RECORD_FILE}`, `${JSON.stringify(record)}\n`);
  return folder;
}
