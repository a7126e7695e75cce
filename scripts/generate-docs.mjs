/** Writes every file of `generators` (npm run generate). */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { generators } from "./generated.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const { path, render } of generators) {
  const file = join(root, path);
  const text = await render(root);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path}\n`);
}
