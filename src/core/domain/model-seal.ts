import { canonicalJson } from "../lib/canonical-json.js";
import { sha256Hex } from "../lib/hash.js";
import type { ModelCore, ModelRecord } from "./meta-model.js";

/** SHA-256 of all that an answer of the model depends on. */
export function modelHash(core: ModelCore): string {
  return sha256Hex(canonicalJson(core));
}

/** SHA-256 of a record without its seal: nobody changes a figure of it by accident. */
export function sealOf(record: Omit<ModelRecord, "seal">): string {
  const { seal: _seal, ...rest } = { seal: "", ...record };
  return sha256Hex(canonicalJson(rest));
}

export function sealed(record: Omit<ModelRecord, "seal">): ModelRecord {
  const { seal: _seal, ...rest } = { seal: "", ...record };
  return { ...rest, seal: sealOf(rest) };
}
