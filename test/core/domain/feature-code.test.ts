import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { FEATURE_CODE_SHA256 } from "../../../src/core/domain/feature-code.js";
import { root } from "../../house/project-files.js";

/** A source file and all that it imports for running, each once. */
function withImports(file: string, found = new Map<string, string>()): ReadonlyMap<string, string> {
  if (found.has(file)) return found;
  const text = readFileSync(join(root, file), "utf8");
  found.set(file, text);
  for (const [, target = ""] of text.matchAll(/^import (?!type)[^;]* from "(\.[^"]+)\.js";$/gm)) {
    withImports(`${normalize(join(dirname(file), target))}.ts`, found);
  }
  return found;
}

it("the hash of the feature code is that of its source files: a new one goes into src/core/domain/feature-code.ts", () => {
  const files = [...withImports("src/core/screener/model-features.ts")].sort(([a], [b]) => (a < b ? -1 : 1));
  expect(files.length).toBeGreaterThan(2);
  const hash = createHash("sha256");
  for (const [file, text] of files) hash.update(`${file}\n${text}\n`);
  expect(FEATURE_CODE_SHA256).toBe(hash.digest("hex"));
});
