/** Compiles what the web page runs in a browser, and puts the chart library beside it. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const require = createRequire(import.meta.url);

/** Folder of the browser's modules and of the library under dist/. */
const FOLDER = "web/client";
/** Files of uPlot (MIT), with its licence, and their names beside ours. */
const LIBRARY = [
  ["dist/uPlot.iife.min.js", "uplot.js"],
  ["dist/uPlot.min.css", "uplot.css"],
  ["LICENSE", "uplot.LICENSE.txt"],
];

/** Writes them below a folder that becomes dist/. Throws where the compiler refuses the source, with what it said. */
export function buildWeb(output, typeCheck) {
  const folder = join(output, FOLDER);
  mkdirSync(folder, { recursive: true });
  const flags = ["-p", join(root, "src/web/client/tsconfig.json"), "--outDir", output, "--pretty", "false"];
  if (!typeCheck) flags.push("--noCheck");
  const run = spawnSync(process.execPath, [require.resolve("typescript/bin/tsc"), ...flags], { encoding: "utf8" });
  if (run.error) throw new Error(`the compiler of the web page could not be started: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`the web page does not compile\n${run.stdout}${run.stderr}`.trimEnd());
  const library = dirname(require.resolve("uplot/package.json"));
  for (const [from, to] of LIBRARY) copyFileSync(join(library, from), join(folder, to));
}
