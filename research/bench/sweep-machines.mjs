/**
 * P5, many machines: one sweep over a real Redis on loopback, computed by one and by two worker processes of one thread each,
 * in turn, and by two of which one is killed with SIGKILL halfway and replaced at once. The results must be the same bytes,
 * `results.parquet` included.
 *
 *   node research/bench/sweep-machines.mjs [--rounds 3] [--stops 2]            (needs a build and redis-server)
 *
 * What is timed is the command: load, offer, collect, grade. Workers wait before it starts, as they would on their machines.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { finding } from "./support/findings.mjs";
import { median, print, ratios, spread } from "./support/numbers.mjs";
import { hasRedis, startRedis } from "./support/redis.mjs";

const { values: flags } = parseArgs({
  options: { rounds: { type: "string", default: "3" }, stops: { type: "string", default: "2" } },
});
const root = fileURLToPath(new URL("../..", import.meta.url));
const GRID = [
  "--grid",
  "fast=5:60:1",
  "--grid",
  "slow=20:240:2",
  "--grid",
  `stop_atr=2:${String(1 + Number(flags.stops))}:1`,
];

/** Starts one command; `said` resolves once a text was on its standard error. */
function hedge(words) {
  // Under CI commands keep their progress to themselves.
  const env = { ...process.env, CI: "", NO_COLOR: "" };
  const child = spawn(process.execPath, ["bin/run.js", "backtest", ...words, "--json"], { cwd: root, env });
  const out = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => (out.stdout += data));
  child.stderr.on("data", (data) => (out.stderr += data));
  const ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, ...out })));
  const said = (text) =>
    new Promise((resolve, reject) => {
      const look = () => out.stderr.includes(text) && resolve();
      child.stderr.on("data", look);
      look();
      void ended.then(({ stderr }) => reject(new Error(`ended before it said "${text}": ${stderr}`)));
    });
  return { child, ended, said };
}

/** How long the sweep took with so many workers, and a digest of its figures. */
async function sweep(redis, workers, { kills }) {
  const state = mkdtempSync(join(tmpdir(), "hedge-machines-"));
  const start = () => hedge(["worker", "--redis", redis.url, "--workers", "1"]);
  const crew = Array.from({ length: workers }, start);
  await Promise.all(crew.map(({ said }) => said("waiting for chunks")));
  const fromMs = performance.now();
  const run = hedge([
    "sweep",
    "--strategy",
    "momentum",
    ...GRID,
    "--driver",
    "bullmq",
    "--redis",
    redis.url,
    "--state",
    state,
  ]);
  if (kills !== null) {
    await new Promise((resolve) => setTimeout(resolve, kills.afterMs - (performance.now() - fromMs)));
    crew[0].child.kill("SIGKILL");
    crew.push(start());
  }
  const { code, stdout, stderr } = await run.ended;
  const elapsedMs = performance.now() - fromMs;
  for (const { child } of crew) child.kill("SIGTERM");
  await Promise.all(crew.map(({ ended }) => ended));
  if (code !== 0) throw new Error(stderr);
  const { id, top, barEvaluations } = JSON.parse(stdout);
  const results = readFileSync(join(state, "runs", id, "results.parquet"));
  rmSync(state, { recursive: true, force: true });
  const digest = createHash("sha256").update(JSON.stringify(top)).update(results).digest("hex");
  return { elapsedMs, barEvaluations, digest };
}

if (!hasRedis) {
  print("redis-server is missing: not measured");
  process.exit();
}
const redis = await startRedis();
const times = { one: [], two: [], killed: [] };
const digests = new Set();
let evaluations = 0;
for (let round = 0; round < Number(flags.rounds); round += 1) {
  for (const [what, workers, kills] of [
    ["one", 1, null],
    ["two", 2, null],
    ["killed", 2, { afterMs: 0 }],
  ]) {
    const meant = kills === null ? null : { afterMs: median(times.two) / 2 };
    const { elapsedMs, barEvaluations, digest } = await sweep(redis, workers, { kills: meant });
    times[what].push(elapsedMs);
    digests.add(digest);
    evaluations = barEvaluations;
  }
}
redis.stop();
const same = digests.size === 1 ? "the same bytes" : "DIFFERENT RESULTS";
const gain = ratios(times.one, times.two);
const loss = ratios(times.killed, times.two);
for (const [what, ms] of Object.entries(times)) print(`${what}: median ${median(ms).toFixed(0)} ms (${spread(ms, 0)})`);
print(
  `two are ${median(gain).toFixed(2)} × as fast (${spread(gain, 2)}); a kill costs ${median(loss).toFixed(2)} × (${spread(loss, 2)}); ${same}`,
);
const why = `${(evaluations / 1e6).toFixed(0)} million bar evaluations, loading, offering and grading included; ${same}.`;
finding({
  ...{ id: "P5", what: "two worker processes over Redis", target: "≥ 1.8 ×", measured: `${median(gain).toFixed(2)} ×` },
  ...{ spread: spread(gain, 2), met: digests.size === 1 && median(gain) >= 1.8, why },
});
finding({
  ...{
    id: "P5",
    what: "one of them killed halfway, another started in the same moment",
    target: "≤ 1.10 × the time",
    measured: `${median(loss).toFixed(2)} ×`,
  },
  ...{ spread: spread(loss, 2), met: digests.size === 1 && median(loss) <= 1.1, why },
});
if (digests.size !== 1) process.exitCode = 1;
