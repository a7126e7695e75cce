import { type Check, fail, pass, skip } from "./check.js";
import type { Reading } from "./reading.js";
import { bytesText, counted } from "./words.js";

export interface DataFacts {
  readonly directory: string;
  readonly manifest: Reading<{ readonly files: number; readonly totalBytes: number }>;
  /** Files whose bytes are not those of the manifest, each with what differs. */
  readonly damaged: readonly string[];
}

const RESTORE = "restore the directory from the release (`git checkout -- DIR`) or name another data_directory";

/** Results on changed prices are results on nothing: every file is proven against its sha256. */
export function checkManifest({ directory, manifest }: DataFacts): Check {
  const id = "data.manifest";
  if (manifest.ok) return pass(id, `${directory}: ${counted(manifest.value.files, "file")} listed`);
  return fail(id, `${directory}: ${manifest.error}`, RESTORE.replace("DIR", directory));
}

export function checkDataFiles({ directory, manifest, damaged }: DataFacts): readonly Check[] {
  const id = "data.files";
  if (!manifest.ok) return [skip(id, "not looked at without a manifest")];
  const { files, totalBytes } = manifest.value;
  if (damaged.length === 0) return [pass(id, `sha256 of all ${String(files)} fits (${bytesText(totalBytes)})`)];
  return damaged.map((what, index) => fail(`${id}.${String(index + 1)}`, what, RESTORE.replace("DIR", directory)));
}
