import { nodeFiles } from "../../adapters/fs/node-files.js";
import { modelDocument, type ModelDocument } from "./model-document.js";
import { listModels, modelsDirectory, requireModel } from "./model-store.js";

/** `hedge ml show --json` without a model: all of the registry. */
export interface ModelsDocument {
  readonly schema: "hedge.ml-models/1";
  readonly mode: null;
  readonly directory: string;
  readonly items: readonly ModelDocument[];
  /** Folders whose record was changed or cut. */
  readonly broken: readonly string[];
}

export function showModels(state: string | undefined): ModelsDocument {
  const directory = modelsDirectory(state);
  const { models, broken } = listModels(nodeFiles, directory);
  const items = models.map((record) => modelDocument(record, { folder: `${directory}/${record.id}` }));
  return { schema: "hedge.ml-models/1", mode: null, directory, items, broken };
}

/** Errors: Failure 2 for an unknown model, 3 for one whose record was changed. */
export function showModel(state: string | undefined, name: string): ModelDocument {
  const directory = modelsDirectory(state);
  const record = requireModel(nodeFiles, directory, name);
  return modelDocument(record, { folder: `${directory}/${record.id}` });
}
