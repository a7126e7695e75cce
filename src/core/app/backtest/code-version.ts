import type { Files } from "../../ports/files.js";
import { buildHash } from "../package-root.js";
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
  return { codeVersion: version, codeHash: buildHash(files) ?? version };
}
