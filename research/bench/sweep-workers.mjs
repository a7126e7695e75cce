/**
 * P5: a whole sweep on one and on two threads, in turn: first the vector kernel with its columns and its threads, then the
 * command as people run it. The results must be the same bytes:
 * all figures of the kernel, the rows shown and `results.parquet` of the command.
 *
 *   node research/bench/sweep-workers.mjs [--rounds 3] [--rows 140352] [--seconds 3]             (needs a build)
 *
 * --seconds: about so long the command should take on one thread; a small sweep before finds the grid for it. Two processes
 * on a queue: sweep-machines.mjs.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finding } from "./support/findings.mjs";
import { threadedSweep } from "./support/kernel-threads.mjs";
import { median, print, ratios, spread } from "./support/numbers.mjs";
import * as recorded from "./support/recorded-market.mjs";

const { values: flags } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    rows: { type: "string", default: "140352" },
    seconds: { type: "string", default: "3" },
  },
});
const rounds = Number(flags.rounds);
const root = fileURLToPath(new URL("../..", import.meta.url));
const market = recorded.repeated(await recorded.recordedMarket(), Number(flags.rows));
const points = recorded.crossoverGrid(1, recorded.WITH_STOPS);

const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash("sha256")).digest("hex");
const bytes = (values) => new Uint8Array(values.buffer);

async function kernel(workers) {
  const { job, elapsedMs } = await threadedSweep(market, points, recorded.COSTS, workers);
  return { elapsedMs, digest: hash(bytes(job.figures), bytes(job.stretches.sums), bytes(job.stretches.squares)) };
}

/** The command with a state of its own, so that nothing was computed before and no trial counted. */
function command(workers, { step, stops }) {
  const state = mkdtempSync(join(tmpdir(), "hedge-workers-"));
  const windows = ["--grid", `fast=5:60:${String(step)}`, "--grid", `slow=20:240:${String(step)}`];
  const grid = [...windows, "--grid", `stop_atr=2:${String(stops + 1)}:1`];
  const args = ["bin/run.js", "backtest", "sweep", "--strategy", "momentum", "--symbols", "BTCUSDT", ...grid];
  const more = ["--workers", String(workers), "--state", state, "--json"];
  const options = { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 };
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, ...more], options);
  if (status !== 0) throw new Error(stderr);
  const { id, elapsedMs, barEvaluations, barEvaluationsPerSecond, top } = JSON.parse(stdout);
  const digest = hash(JSON.stringify(top), readFileSync(join(state, "runs", id, "results.parquet")));
  rmSync(state, { recursive: true, force: true });
  return { elapsedMs, barEvaluations, barEvaluationsPerSecond, digest };
}

async function race(what, evaluations, run) {
  const times = { 1: [], 2: [] };
  const digests = new Set();
  for (let round = 0; round < rounds; round += 1) {
    for (const workers of [1, 2]) {
      const { elapsedMs, digest } = await run(workers);
      times[workers].push(elapsedMs);
      digests.add(digest);
    }
  }
  const gain = ratios(times[1], times[2]);
  const same = digests.size === 1 ? "the same bytes" : "DIFFERENT RESULTS";
  for (const workers of [1, 2]) {
    const rate = evaluations / median(times[workers]) / 1e3;
    print(
      `${what}, ${String(workers)} threads: median ${median(times[workers]).toFixed(0)} ms (${spread(times[workers], 0)}), ${rate.toFixed(1)} Mbe/s`,
    );
  }
  print(`  two are ${median(gain).toFixed(2)} × as fast (${spread(gain, 2)}); ${same}`);
  finding({
    ...{ id: "P5", what, target: "≥ 1.8 ×", measured: `${median(gain).toFixed(2)} ×`, spread: spread(gain, 2) },
    met: digests.size === 1 && median(gain) >= 1.8,
    why: `${(evaluations / 1e6).toFixed(0)} million bar evaluations, start of the threads included; ${same}.`,
  });
  if (digests.size !== 1) process.exitCode = 1;
}

print(`node ${process.version}, ${String(cpus().length)} cores, ${String(rounds)} rounds`);
await race("vector kernel", points.length * market.open.length, kernel);
const probe = command(1, { step: 4, stops: 1 });
const ofOneStop = probe.barEvaluations * 16;
const wanted = Math.round((Number(flags.seconds) * probe.barEvaluationsPerSecond) / ofOneStop);
const grid = { step: 1, stops: Math.max(1, Math.min(8, wanted)) };
const { barEvaluations } = command(2, grid);
await race("hedge backtest sweep", barEvaluations, (workers) => Promise.resolve(command(workers, grid)));
