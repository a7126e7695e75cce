// What a mirror costs the executor: the same session with and without `hedge sync` beside it, in pairs that change places.
// usage: node research/bench/sync-beside.mjs [--pairs N] [--target URL]      (needs a build, and a quiet machine)
// Without --target: a directory on the disk of TMPDIR. An s3:// or firestore:// target takes its keys from the environment.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: flags } = parseArgs({
  options: { pairs: { type: "string", default: "7" }, target: { type: "string" } },
});
const pairs = Number(flags.pairs);
const LIMIT = 0.05;
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hedge-bench-sync-"));

function start(words, output = "ignore") {
  const child = spawn(process.execPath, ["bin/run.js", ...words], { cwd: root, stdio: ["ignore", output, "ignore"] });
  let text = "";
  child.stdout?.on("data", (part) => (text += part));
  return { child, ended: new Promise((resolve) => child.once("close", (code) => resolve({ code, text }))) };
}

/** Journal events a second of one whole session. */
async function throughput(name, isMirrored) {
  const state = join(folder, name);
  const target = flags.target === undefined ? `file://${join(folder, "mirror")}` : flags.target;
  // Started first, as a machine does: it waits for the first line, and has the whole session before it.
  const mirror = isMirrored ? start(["sync", "--state", state, "--target", target, "--fund", name]) : null;
  if (mirror !== null) await new Promise((resolve) => setTimeout(resolve, 1_500));
  const began = performance.now();
  const { code, text } = await start(["executor", "--state", state, "--json"], "pipe").ended;
  const seconds = (performance.now() - began) / 1_000;
  if (code !== 0) throw new Error(`the executor ended with ${String(code)}`);
  if (mirror !== null) {
    mirror.child.kill("SIGTERM");
    await mirror.ended;
    const { text: status } = await start(["sync", "status", "--state", state, "--json"], "pipe").ended;
    const { mirroredSeq } = JSON.parse(status);
    if (!(mirroredSeq > 0)) throw new Error("nothing was mirrored: the pair measures nothing");
    mirrored.push(mirroredSeq);
  }
  rmSync(state, { recursive: true, force: true });
  return JSON.parse(text).journal.events / seconds;
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
const percent = (share) => `${(100 * share).toFixed(1)} %`;

const mirrored = [];
const ratios = [];
const alone = [];
try {
  await throughput("warm-up", false);
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? [false, true] : [true, false];
    const found = {};
    for (const isMirrored of order) {
      const name = `pair-${String(pair)}-${isMirrored ? "with" : "without"}`;
      found[isMirrored ? "with" : "without"] = await throughput(name, isMirrored);
    }
    ratios.push(found.with / found.without);
    alone.push(found.without);
    process.stdout.write(
      `pair ${String(pair + 1)}: ${found.without.toFixed(0)} events/s alone, ${found.with.toFixed(0)} with sync, ` +
        `${percent(found.with / found.without - 1)}\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const loss = 1 - median(ratios);
process.stdout.write(
  `node ${process.version}, ${String(pairs)} pairs: median ${median(alone).toFixed(0)} events/s alone; with sync ` +
    `${percent(loss)} slower in the median (${percent(1 - Math.max(...ratios))}…${percent(1 - Math.min(...ratios))}), ` +
    `${String(median(mirrored))} events were mirrored meanwhile; limit ${percent(LIMIT)}: ${loss <= LIMIT ? "kept" : "missed"}\n`,
);
