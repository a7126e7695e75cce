import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const singleFiles = [
  "package.json",
  "tsconfig.json",
  "scripts/build.mjs",
  "scripts/build-inputs.mjs",
  "scripts/build-kernel.mjs",
  "scripts/build-web.mjs",
];

/**
 * Hash of everything dist/ is made from. Contents, not times: a checkout, a copy or a clock
 * change can make an old dist/ look newer than its source.
 *
 * @param {string} root the project's folder
 * @returns {string} sha256 in hex
 */
export function hashBuildInputs(root) {
  const sources = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const hash = createHash("sha256");
  for (const file of [...singleFiles, ...sources].sort()) {
    const content = readFileSync(join(root, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
