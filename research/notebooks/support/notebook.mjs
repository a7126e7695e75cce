// What a notebook calls: hedge itself, its own settings, and show, which puts a block under the cell that called it.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
let current = null;

/** Called by run.mjs before each notebook. url: of its file; state: its own state directory; quick: spans of a test. */
export function beginNotebook({ url, state, quick }) {
  current = { url, state, quick, shown: [] };
  return current;
}

function running() {
  if (current !== null) return current;
  throw new Error("a notebook is run by `npm run notebooks`, or `node research/notebooks/run.mjs NAME`");
}

/** Line of the notebook from which the call comes: of the frames of this moment, the innermost that lies in its file. */
function callingLine({ url }) {
  for (const frame of (new Error("where").stack ?? "").split("\n")) {
    const at = frame.indexOf(`${url}:`);
    if (at >= 0) return Number.parseInt(frame.slice(at + url.length + 1), 10);
  }
  throw new Error("show() is called by a notebook, while it runs");
}

/** Blocks of a report (src/core/research/report/page.ts), in the order in which they are to be read. */
export function show(...blocks) {
  const notebook = running();
  const line = callingLine(notebook);
  for (const block of blocks) notebook.shown.push({ line, block });
}

/** One of two settings: the one a reader wants, or a smaller one for a test of the notebook itself. */
export function setting({ full, quick }) {
  return running().quick ? quick : full;
}

/** Runs `hedge …` and returns its document. Errors: what it says on stderr, where it does not end with 0. */
export function hedge(command) {
  const args = ["bin/run.js", ...command.trim().split(/\s+/), "--state", running().state, "--json"];
  const ran = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 27 });
  if (ran.status === 0) return JSON.parse(ran.stdout);
  throw new Error(`hedge ${command} ended with ${String(ran.status ?? ran.signal)}: ${ran.stdout}${ran.stderr}`);
}

/** Folder of a run or sweep of this notebook. */
export function runFolder(id) {
  return `${running().state}/runs/${id}`;
}

/** A JSON file of a run's folder. */
export function runJson(id, name) {
  return JSON.parse(readFileSync(`${runFolder(id)}/${name}`, "utf8"));
}
