import { canonicalJson } from "../lib/canonical-json.js";
import { sha256Hex } from "../lib/hash.js";
import type { Config } from "./config-files.js";

/** SHA-256 of the effective configuration: files, environment, flags and defaults, whatever the order of their keys. */
export function configHash(config: Config): string {
  return sha256Hex(canonicalJson(config));
}
