// Runs the notebooks of this folder without anybody looking and writes each as one HTML file.
// usage: node research/notebooks/run.mjs [NAME…] [--out DIR] [--quick]      (needs a build)
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = fileURLToPath(new URL(".", import.meta.url));
const root = join(folder, "../..");
const known = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs") && name !== "run.mjs")
  .map((name) => name.slice(0, -".mjs".length))
  .sort();

const say = (line) => process.stderr.write(`${line}\n`);

function refuse(message) {
  say(message);
  process.exit(2);
}

function asked() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { out: { type: "string" }, quick: { type: "boolean", default: false } },
    });
    return { names: positionals, out: resolve(values.out ?? join(root, "cache/notebooks")), quick: values.quick };
  } catch (error) {
    return refuse(`${error.message}\nusage: node research/notebooks/run.mjs [NAME…] [--out DIR] [--quick]`);
  }
}

const { names, out, quick } = asked();
const unknown = names.find((name) => !known.includes(name));
if (unknown !== undefined) refuse(`no notebook ${unknown}; there are: ${known.join(", ")}`);
if (!existsSync(join(root, "dist/core"))) refuse("nothing is built: npm run build");

const { cellsOf } = await import("./support/cells.mjs");
const { beginNotebook } = await import("./support/notebook.mjs");
const { notebookHtml } = await import("./support/render.mjs");

/** A state directory of its own, empty: trials are counted against each other, and must be the same each time. */
async function run(name) {
  const url = new URL(`${name}.mjs`, import.meta.url).href;
  const state = join(out, `${name}.state`);
  rmSync(state, { recursive: true, force: true });
  mkdirSync(state, { recursive: true });
  const cells = cellsOf(readFileSync(fileURLToPath(url), "utf8"));
  const notebook = beginNotebook({ url, state, quick });
  await import(url);
  const file = join(out, `${name}.html`);
  writeFileSync(file, notebookHtml(name, cells, notebook.shown));
  return file;
}

for (const name of names.length === 0 ? known : names) {
  const startedMs = performance.now();
  try {
    const file = await run(name);
    say(`${name}: ${((performance.now() - startedMs) / 1_000).toFixed(1)} s, ${file}`);
  } catch (error) {
    say(`${name}: ${error.stack ?? error}`);
    process.exitCode = 1;
  }
}
