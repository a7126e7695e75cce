import { join } from "node:path";
import type { Files } from "../../ports/files.js";
import { PACKAGE_ROOT } from "../recorded-data.js";
import { codeVersion } from "../session-plan.js";

/** Which code computed a result. */
export interface CodeIdentity {
  /** Version of the package. */
  readonly codeVersion: string;
  /** SHA-256 of all that the build was made from; the version where nothing was built. */
  readonly codeHash: string;
}

export function codeIdentity(files: Pick<Files, "readText">): CodeIdentity {
  const version = codeVersion(files);
  const stamp = files.readText(join(PACKAGE_ROOT, "dist", ".inputs.sha256"));
  return { codeVersion: version, codeHash: stamp?.trim() ?? version };
}
