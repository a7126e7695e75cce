/**
 * P6: peak memory of a process that does nothing but sweep 10,000 pairs of windows over 3,000 bars by the vector kernel, that of
 * `hedge backtest sweep` over 10,011 such pairs, graded and kept, and memory and time of one that sweeps
 * 19,503 pairs (2…199) over 72,000 bars on two threads. More bars than are recorded repeat the recorded ones.
 *
 *   node research/bench/sweep-memory.mjs [--rounds 3] [--only small|large]                        (needs a build)
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finding } from "./support/findings.mjs";
import { kernelModule, vectorSweep } from "./support/kernel-job.mjs";
import { threadedSweep } from "./support/kernel-threads.mjs";
import { peakRssMb } from "./support/memory.mjs";
import { median, print, spread } from "./support/numbers.mjs";
import * as recorded from "./support/recorded-market.mjs";

/** workers: threads beside the main one; 0 for a sweep in the main one. */
const CASES = {
  small: { pairs: 10_000, longest: 143, rows: 3_000, workers: 0, mostMb: 120, mostSeconds: null },
  large: { pairs: 19_503, longest: 199, rows: 72_000, workers: 2, mostMb: 512, mostSeconds: 30 },
};
const root = fileURLToPath(new URL("../..", import.meta.url));
const { values: flags } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, only: { type: "string" }, child: { type: "string" } },
});

/** In a process of its own: what it reports is what a sweep costs, run-time and all. */
async function sweep({ pairs, longest, rows, workers }) {
  const market = recorded.repeated(await recorded.recordedMarket(), rows);
  const points = recorded.allPairs(2, longest, recorded.WITH_STOPS).slice(0, pairs);
  if (points.length !== pairs) throw new Error(`${String(points.length)} pairs instead of ${String(pairs)}`);
  const startMs = performance.now();
  if (workers > 0) await threadedSweep(market, points, recorded.COSTS, workers);
  else {
    const alone = vectorSweep(kernelModule(), market, points, recorded.COSTS);
    alone.prepare();
    alone.run();
  }
  const elapsedMs = performance.now() - startMs;
  print(JSON.stringify({ seconds: elapsedMs / 1_000, mb: peakRssMb("self") }));
}

/** The same windows by the command as people run it. */
function command(target, mostMb) {
  const mb = [];
  let pairs = 0;
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    const state = mkdtempSync(join(tmpdir(), "hedge-memory-"));
    const grid = ["--grid", "fast=2:143:1", "--grid", "slow=2:143:1", "--from", "2024-01-01", "--to", "2024-05-05"];
    const sweep = ["bin/run.js", "backtest", "sweep", "--strategy", "momentum", "--symbols", "BTCUSDT", ...grid];
    const more = ["--workers", "1", "--state", state, "--json"];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...sweep, ...more], {
      cwd: root,
      encoding: "utf8",
    });
    rmSync(state, { recursive: true, force: true });
    if (status !== 0) throw new Error(stderr);
    const { combinations, peakRssBytes } = JSON.parse(stdout);
    pairs = combinations;
    mb.push(peakRssBytes / 1e6);
  }
  const what = `hedge backtest sweep, ${pairs.toLocaleString("en-US")} pairs × 3,000 bars, memory`;
  print(`${what}: peak ${median(mb).toFixed(0)} MB (${spread(mb, 0)})`);
  finding({
    ...{ id: "P6", what, target, measured: `${median(mb).toFixed(0)} MB`, spread: spread(mb, 0) },
    met: median(mb) <= mostMb,
    why: "The command with one thread beside the main one: Parquet, grading and results as well.",
  });
}

function measure(name, { pairs, rows, workers, mostMb, mostSeconds }) {
  const runs = [];
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    const args = [fileURLToPath(import.meta.url), "--child", name];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    runs.push(JSON.parse(stdout));
  }
  const [mb, seconds] = [runs.map((run) => run.mb), runs.map((run) => run.seconds)];
  const what = `${pairs.toLocaleString("en-US")} pairs × ${rows.toLocaleString("en-US")} bars`;
  const threads = workers === 0 ? "no thread beside the main one" : `${String(workers)} threads`;
  const rate = (pairs * rows) / median(seconds) / 1e6;
  const time = `median ${median(seconds).toFixed(2)} s (${spread(seconds, 2)}), ${rate.toFixed(0)} Mbe/s`;
  print(`${what}, ${threads}: ${time}, peak ${median(mb).toFixed(0)} MB (${spread(mb, 0)})`);
  const common = {
    id: "P6",
    why: `A process of this benchmark around the vector kernel, ${threads}; data and run-time included, no grading and no files.`,
  };
  const [measured, range] = [`${median(mb).toFixed(0)} MB`, spread(mb, 0)];
  const target = `≤ ${String(mostMb)} MB`;
  finding({
    ...common,
    what: `vector kernel, ${what}, memory`,
    target,
    measured,
    spread: range,
    met: median(mb) <= mostMb,
  });
  if (mostSeconds === null) {
    command(target, mostMb);
    return;
  }
  finding({
    ...common,
    ...{
      what: `vector kernel, ${what}, time`,
      target: `≤ ${String(mostSeconds)} s`,
      measured: `${median(seconds).toFixed(1)} s`,
    },
    ...{ spread: spread(seconds, 1), met: median(seconds) <= mostSeconds },
  });
}

if (flags.child !== undefined) await sweep(CASES[flags.child]);
else for (const [name, one] of Object.entries(CASES)) if ((flags.only ?? name) === name) measure(name, one);
process.exit();
