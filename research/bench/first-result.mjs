/**
 * P7: from the start of a process to its first sweep result, 256 combinations over the recorded hours of BTCUSDT: columns
 * from the column cache, and from Parquet (an empty cache, which is filled). The command that people type is timed as well.
 *
 *   node research/bench/first-result.mjs [--rounds 9]                                              (needs a build)
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finding } from "./support/findings.mjs";
import { median, print, spread } from "./support/numbers.mjs";

const { values: flags } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });
const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "hedge-first-"));
const probe = fileURLToPath(new URL("support/first-sweep.mjs", import.meta.url));

/** Milliseconds from start to end of a process. */
function timed(args) {
  const startMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return { ms: performance.now() - startMs, stdout };
}

function sweepArgs(state) {
  const grid = ["--grid", "fast=5:20:1", "--grid", "slow=25:100:5"];
  const args = ["bin/run.js", "backtest", "sweep", "--strategy", "momentum", "--symbols", "BTCUSDT", ...grid];
  return [...args, "--workers", "1", "--state", state, "--json"];
}

const warm = join(scratch, "warm");
const answers = new Set([timed([probe, warm]).stdout]);
const times = { bare: [], cache: [], parquet: [], command: [] };
for (let round = 0; round < Number(flags.rounds); round += 1) {
  times.bare.push(timed(["-e", "0"]).ms);
  for (const [name, directory] of [
    ["cache", warm],
    ["parquet", join(scratch, `cold-${String(round)}`)],
  ]) {
    const { ms, stdout } = timed([probe, directory]);
    times[name].push(ms);
    answers.add(stdout);
  }
  times.command.push(timed(sweepArgs(join(scratch, `state-${String(round)}`))).ms);
}
rmSync(scratch, { recursive: true, force: true });
if (answers.size !== 1) throw new Error("the results differ between cache and Parquet");

const ROWS = [
  ["bare", "node that does nothing", null],
  ["cache", "from the column cache", 300],
  ["parquet", "from Parquet", 450],
  ["command", "hedge backtest sweep, graded and kept", null],
];
print(`node ${process.version}, ${flags.rounds} rounds; ${[...answers][0].trim()}`);
for (const [name, what, most] of ROWS) {
  const [measured, range] = [`${median(times[name]).toFixed(0)} ms`, spread(times[name], 0)];
  const target = most === null ? "" : `≤ ${String(most)} ms`;
  print(`${what.padEnd(40)} median ${measured} (${range}) ${target}`);
  const met = most === null ? null : median(times[name]) <= most;
  const why = `A process that does nothing takes ${median(times.bare).toFixed(0)} ms.`;
  if (name !== "bare") finding({ id: "P7", what, target, measured, spread: range, met, why });
}
