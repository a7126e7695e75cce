// P14: how fast a journal is read (chain and JSON), and folded into the state, plain and packed; and the peak memory of that.
// usage: node research/bench/journal-replay.mjs [--state DIR] [--rounds N]      (needs a build)
// Without --state, the default session is played first.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { gzipPacker } from "../../dist/core/adapters/fs/packed-segments.js";
import { configOfSession } from "../../dist/core/app/config-of-session.js";
import { createEngineContext } from "../../dist/core/app/engine-context.js";
import { apply } from "../../dist/core/engine/apply.js";
import { bodyOf } from "../../dist/core/engine/replay.js";
import { createEngineState } from "../../dist/core/engine/state.js";
import { BooksFold } from "../../dist/core/app/snapshot/books-fold.js";
import { foldJournal } from "../../dist/core/app/snapshot/fold-journal.js";
import { makeSnapshot } from "../../dist/core/app/snapshot/make-snapshot.js";
import { packSegments } from "../../dist/core/journal/pack.js";
import { readJournal, segmentPaths } from "../../dist/core/journal/read.js";
import { finding } from "./support/findings.mjs";

const { values: flags } = parseArgs({
  options: { state: { type: "string" }, rounds: { type: "string", default: "5" } },
});
const TARGET_PER_S = 200_000;
const work = mkdtempSync(join(tmpdir(), "hedge-bench-journal-"));
const state = flags.state ?? join(work, "session");
if (flags.state === undefined) {
  const words = ["bin/run.js", "executor", "--state", state, "--json"];
  const { status } = spawnSync(process.execPath, words, { cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  if (status !== 0) throw new Error(`the session ended with ${String(status)}`);
}
const [plain, packed] = ["plain", "packed"].map((name) => join(work, name));
for (const directory of [plain, packed]) cpSync(join(state, "journal"), directory, { recursive: true });
// The newest segment as well: an empty one behind it is the current one.
const next = segmentPaths(nodeFiles, packed).length + 1;
nodeFiles.replace(join(packed, `${String(next).padStart(6, "0")}.jsonl`), "");
const saved = packSegments({ ...gzipPacker, files: nodeFiles }, packed, 0);

function read(directory) {
  let last = 0;
  for (const { seq } of readJournal(nodeFiles, directory)) last = seq;
  return last;
}

function fold(directory) {
  let events = 0;
  let context = null;
  const state = createEngineState("paper");
  for (const event of readJournal(nodeFiles, directory)) {
    if (context === null || event.type === "session.configured") context = createEngineContext(configOfSession(event));
    apply(state, bodyOf(event), context);
    events += 1;
  }
  return events;
}

/** As a live start does it: from the snapshot, where there is one, and the lines after it. */
function start(directory) {
  const telemetry = { recall: () => undefined, resume: () => undefined };
  const { tail, snapshotSeq } = foldJournal(
    new BooksFold(createEngineState("paper"), telemetry, () => undefined),
    directory,
    nodeFiles,
    null,
  );
  return { seq: tail.seq, snapshotSeq };
}

function cpuSeconds(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, result };
}

const steps = [
  ["read, plain", () => read(plain)],
  ["read, packed", () => read(packed)],
  ["read and fold, plain", () => fold(plain)],
];
const rates = new Map(steps.map(([name]) => [name, []]));
for (let round = 0; round < Number(flags.rounds); round++) {
  for (const [name, step] of steps) {
    const before = process.cpuUsage();
    const events = step();
    const { user, system } = process.cpuUsage(before);
    rates.get(name).push(events / ((user + system) / 1e6));
  }
}
const events = read(plain);
const bytes = saved.reduce((sum, segment) => sum + segment.bytes, 0);
const packedBytes = saved.reduce((sum, segment) => sum + segment.packedBytes, 0);
const peakMb = process.resourceUsage().maxRSS / 1_024;
const k = (rate) => `${(rate / 1_000).toFixed(0)}k`;
for (const [name, measured] of rates) {
  const sorted = [...measured].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const spread = `${k(sorted[0])}…${k(sorted.at(-1))}`;
  process.stdout.write(`${name}: ${k(median)} events/s of CPU time (${spread})\n`);
  const met = median >= TARGET_PER_S;
  const why = `${events} events, ${(bytes / 1e6).toFixed(0)} MB, CPU time; peak memory of the process ${peakMb.toFixed(0)} MB.`;
  finding({ id: "P14", what: name, target: "≥ 200,000 events/s", measured: `${k(median)} events/s`, spread, met, why });
}
finding({
  ...{ id: "P14", what: "soak, resident size over 1,000,000 bar events", target: "flat ± 10 %" },
  ...{ measured: "not measured", spread: "", met: null },
  why: "No script runs a paper executor that long; heap after full collections is measured of the screens only (P13).",
});
process.stdout.write(
  `${events} events; ${bytes} bytes packed into ${packedBytes} (${(bytes / packedBytes).toFixed(1)} ×); peak memory ${peakMb.toFixed(0)} MB\n`,
);
const cold = join(work, "cold");
cpSync(join(state, "journal"), join(cold, "journal"), { recursive: true });
const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
const rounds = Array.from({ length: Number(flags.rounds) });
const whole = median(rounds.map(() => cpuSeconds(() => start(cold)).seconds));
const made = cpuSeconds(() => makeSnapshot(cold, nodeFiles));
const bySnapshot = rounds.map(() => cpuSeconds(() => start(cold)));
const { seq, snapshotSeq } = bySnapshot[0].result;
const snapshotMb = (nodeFiles.readBytes(join(cold, "books.snapshot"))?.length ?? 0) / 1e6;
process.stdout.write(
  `start of ${seq} lines: ${whole.toFixed(2)} s of CPU time from the first line, ` +
    `${median(bySnapshot.map(({ seconds }) => seconds)).toFixed(2)} s from a snapshot at line ${snapshotSeq} ` +
    `(${snapshotMb.toFixed(1)} MB, made in ${made.seconds.toFixed(2)} s)\n`,
);
rmSync(work, { recursive: true });
