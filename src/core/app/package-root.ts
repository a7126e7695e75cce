import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Files } from "../ports/files.js";

/** The package's own folder: data, version and build belong to the installation, not to the working directory. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** SHA-256 of all that the build was made from; null where nothing was built. */
export function buildHash(files: Pick<Files, "readText">): string | null {
  return files.readText(join(PACKAGE_ROOT, "dist", ".inputs.sha256"))?.trim() ?? null;
}
