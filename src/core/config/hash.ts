import { canonicalJson } from "../lib/canonical-json.js";
import { sha256Hex } from "../lib/hash.js";
import type { Config } from "./config-files.js";

/**
 * SHA-256 of the effective configuration: files, environment, flags and defaults, whatever the order of their keys. Who is
 * told of it decides nothing: `runtime.notify` is left out, so that no session or lease ends by it.
 */
export function configHash(config: Config): string {
  const { notify: _notify, ...runtime } = config.runtime;
  return sha256Hex(canonicalJson({ ...config, runtime }));
}
