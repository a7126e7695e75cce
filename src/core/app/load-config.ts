import { loadConfig } from "../config/load.js";
import type { Config } from "../config/config-files.js";
import { Failure } from "../lib/failure.js";
import type { Files } from "../ports/files.js";
import { STRATEGIES } from "../strategies/registry.js";

export interface ConfigSource {
  readonly directory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, "readText" | "list">;
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/**
 * The configuration, or every reason why there is none.
 *
 * Errors: Failure with exit code 3 that lists all problems and carries the place of the first.
 */
export function requireConfig(source: ConfigSource): Config {
  const loaded = loadConfig({ ...source, strategies: STRATEGIES });
  if (loaded.ok) return loaded.value;
  const [first] = loaded.error;
  const lines = loaded.error.map(({ file, path, message, fix }) => {
    const place = path === "" ? file : `${file} ${path}`;
    return `${place}: ${message}${fix === null ? "" : ` ${fix}`}`;
  });
  const count = loaded.error.length;
  const message =
    count === 1 ? (lines[0] ?? "") : `${String(count)} problems in the configuration:\n${lines.join("\n")}`;
  throw new Failure("config_invalid", 3, message, {
    ...(first === undefined ? {} : { file: first.file, path: first.path, value: first.value }),
    ...(typeof first?.fix === "string" ? { fix: first.fix } : {}),
  });
}
