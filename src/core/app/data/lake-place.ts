import { join, resolve, sep } from "node:path";
import { nodeFiles } from "../../adapters/fs/node-files.js";
import { MANIFEST_FILE } from "../../adapters/parquet/manifest.js";
import { Failure } from "../../lib/failure.js";
import { requireConfig } from "../load-config.js";
import { PACKAGE_ROOT } from "../package-root.js";
import { dataDirectory } from "../recorded-data.js";

/** `--lake` and `--config` as typed. */
export interface LakeFlags {
  readonly config: string;
  readonly lake?: string | undefined;
}

function configured({ config }: LakeFlags): string {
  return dataDirectory(requireConfig({ directory: config, env: process.env, files: nodeFiles }));
}

/**
 * The lake to read: the one that is named, else that of the configuration.
 *
 * Errors: Failure 3 where it has no manifest.
 */
export function readableLake(flags: LakeFlags): string {
  const directory = flags.lake === undefined ? configured(flags) : resolve(flags.lake);
  if (nodeFiles.exists(join(directory, MANIFEST_FILE))) return directory;
  throw new Failure("lake_missing", 3, `${directory} is no data lake: it has no ${MANIFEST_FILE}`, {
    path: flags.lake === undefined ? "paper.data_directory" : "--lake",
    value: directory,
    fix: "Name a folder that `hedge data import` or `hedge data download` has filled.",
  });
}

/**
 * The lake to write to. The data of the installation itself is changed only by name: every session and test rests on it.
 *
 * Errors: Failure 2.
 */
export function writableLake(flags: LakeFlags): string {
  if (flags.lake !== undefined) return resolve(flags.lake);
  const directory = resolve(configured(flags));
  if (!`${directory}${sep}`.startsWith(resolve(PACKAGE_ROOT) + sep)) return directory;
  throw new Failure("lake_shipped", 2, "the configured lake belongs to the installation and is not written to", {
    path: "--lake",
    value: directory,
    fix: "Name a folder of your own: --lake DIR, and set runtime.json paper.data_directory to it.",
  });
}
