import { loadConfig } from "../config/load.js";
import { CONFIG_STEMS, type Config } from "../config/config-files.js";
import type { ConfigProblem } from "../config/problem.js";
import { Failure } from "../lib/failure.js";
import type { Files } from "../ports/files.js";
import { STRATEGIES } from "../strategies/registry.js";

interface ConfigSource {
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
  const [first, ...others] = loaded.error;
  const missing = loaded.error.filter(({ code }) => code === "missing_file");
  if (missing.length === CONFIG_STEMS.length) {
    const { directory } = source;
    throw new Failure("config_invalid", 3, `there is no configuration in ${directory}`, {
      ...{ path: "--config", value: directory },
      fix: "Name a folder with the files of the shipped config/.",
    });
  }
  throw new Failure("config_invalid", 3, messageOf(loaded.error), {
    ...(first === undefined ? {} : { file: first.file, path: first.path, value: first.value }),
    ...(others.length === 0 && typeof first?.fix === "string" ? { fix: first.fix } : {}),
  });
}

/** One problem as a sentence; several as a list that holds their remedies, too. */
function messageOf(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ file, path, message, fix }) => {
    const place = path === "" ? file : `${file} ${path}`;
    const remedy = fix === null || problems.length === 1 ? "" : ` — ${fix}`;
    return `${place}: ${message}${remedy}`;
  });
  const [only = ""] = lines;
  return lines.length === 1 ? only : `${String(lines.length)} problems in the configuration:\n${lines.join("\n")}`;
}
