// The default session from start to end: wall time, CPU time and peak memory of the process.
// usage: node research/bench/session.mjs [ROUNDS]      (needs a build)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";

const rounds = Number(process.argv[2] ?? "3");
const root = fileURLToPath(new URL("../..", import.meta.url));
const probe =
  "process.on('exit',()=>{const u=process.resourceUsage();process.stderr.write(JSON.stringify([u.userCPUTime,u.systemCPUTime,u.maxRSS]))})";

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)];
const results = [];
for (let round = 0; round < rounds; round++) {
  const state = mkdtempSync(join(tmpdir(), "hedge-bench-"));
  const start = performance.now();
  const run = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(probe)}`,
      "bin/run.js",
      "executor",
      "--state",
      state,
      "--json",
    ],
    { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 },
  );
  const wallMs = performance.now() - start;
  const [userUs, systemUs, maxRssKb] = JSON.parse(run.stderr.slice(run.stderr.lastIndexOf("[")));
  const { bars, journal } = JSON.parse(run.stdout);
  results.push({ wallMs, cpuMs: (userUs + systemUs) / 1_000, rssMb: maxRssKb / 1_024, bars, events: journal.events });
  rmSync(state, { recursive: true, force: true });
}
const wall = results.map(({ wallMs }) => wallMs);
const cpu = results.map(({ cpuMs }) => cpuMs);
const { bars, events } = results[0];
process.stdout.write(
  `node ${process.version}, ${String(rounds)} rounds: ${String(bars)} bars, ${String(events)} journal events\n` +
    `wall ${(quantile(wall, 0.5) / 1_000).toFixed(1)} s (${(Math.min(...wall) / 1_000).toFixed(1)}…${(Math.max(...wall) / 1_000).toFixed(1)}), ` +
    `CPU ${(quantile(cpu, 0.5) / 1_000).toFixed(1)} s, peak memory ${Math.max(...results.map(({ rssMb }) => rssMb)).toFixed(0)} MB\n`,
);
