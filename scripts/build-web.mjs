/** Makes what the web page runs in a browser, and puts the chart library beside it. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const require = createRequire(import.meta.url);

/** Folder of the browser's modules and of the library, under src/ and under dist/. */
const FOLDER = "web/client";
/** Files of uPlot (MIT), with its licence, and their names beside ours. */
const LIBRARY = [
  ["dist/uPlot.iife.min.js", "uplot.js"],
  ["dist/uPlot.min.css", "uplot.css"],
  ["LICENSE", "uplot.LICENSE.txt"],
];

/**
 * Writes them below a folder that becomes dist/. Types are taken away, not checked: `npm run typecheck` does that with the
 * browser's library, which the rest of the project must not see.
 */
export function buildWeb(output) {
  const ts = require("typescript");
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    verbatimModuleSyntax: true,
  };
  const folder = join(output, FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(join(root, "src", FOLDER)).filter((file) => file.endsWith(".ts"))) {
    const text = readFileSync(join(root, "src", FOLDER, name), "utf8");
    const { outputText } = ts.transpileModule(text, { compilerOptions, fileName: name });
    writeFileSync(join(folder, name.replace(/\.ts$/, ".js")), outputText);
  }
  const library = dirname(require.resolve("uplot/package.json"));
  for (const [from, to] of LIBRARY) copyFileSync(join(library, from), join(folder, to));
}
