/**
 * Writes every file of `generators` (npm run generate). With --check it writes nothing: it prints how many it made, then the
 * paths of those that are not what the code makes, one a line.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generators } from "./generated.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCheck = process.argv.includes("--check");

if (isCheck) process.stdout.write(`${String(generators.length)}\n`);
for (const { path, render } of generators) {
  const file = join(root, path);
  const text = await render(root);
  if (isCheck) {
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== text;
    if (isStale) process.stdout.write(`${path}\n`);
    continue;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path}\n`);
}
