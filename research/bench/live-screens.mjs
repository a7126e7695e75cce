/**
 * P12 and P13: how soon `hedge tui` shows its first frame, and what a living session costs on the line and in processor time,
 * through a real pseudo-terminal, at 80×24 and 200×60.
 *
 *   node research/bench/live-screens.mjs [SECONDS]     (needs a build, `script` of util-linux, and Linux's /proc)
 * Memory over ten minutes: screen-heap.mjs.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { finding } from "./support/findings.mjs";

const seconds = Number(process.argv[2] ?? "30");
const root = fileURLToPath(new URL("../..", import.meta.url));
const launcher = join(root, "bin/run.js");
const folder = mkdtempSync(join(tmpdir(), "hedge-bench-screens-"));
const state = join(folder, "state");
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "CI"));
const END_OF_FRAME = "[?2026l";
const TICKS_A_SECOND = 100;
const SETTLE_MS = 5_000;

const statOf = (pid) =>
  readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
const cpuMs = (pid) => ((Number(statOf(pid)[11]) + Number(statOf(pid)[12])) * 1_000) / TICKS_A_SECOND;
const childOf = (pid) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);

async function watch(columns, rows) {
  const command = `stty cols ${columns} rows ${rows}; exec ${process.execPath} ${launcher} tui --state ${state}`;
  const started = performance.now();
  const script = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...env, LANG: "C.UTF-8", TERM: "xterm-256color" },
  });
  let [bytes, frames, firstMs] = [0, 0, null];
  script.stdout.on("data", (part) => {
    bytes += part.length;
    frames += part.toString("utf8").split(END_OF_FRAME).length - 1;
    if (frames > 0) firstMs ??= performance.now() - started;
  });
  while (firstMs === null) await sleep(20);
  await sleep(SETTLE_MS);
  const pid = childOf(script.pid);
  const before = { bytes, frames, cpu: cpuMs(pid) };
  await sleep(seconds * 1_000);
  const spent = cpuMs(pid) - before.cpu;
  const result = {
    firstMs,
    bytesPerSecond: (bytes - before.bytes) / seconds,
    cpuShare: spent / (seconds * 1_000),
    cpuPerFrameMs: spent / Math.max(1, frames - before.frames),
  };
  script.stdin.write("q");
  await new Promise((resolve) => script.once("close", resolve));
  return result;
}

function tell(what, target, { measured, met, why }) {
  process.stdout.write(`${what.padEnd(34)} ${measured.padStart(12)}  target ${target}\n`);
  finding({
    id: what.startsWith("first") ? "P12" : "P13",
    what: `hedge tui ${what}`,
    target,
    measured,
    spread: "1 run",
    met,
    why,
  });
}

const words = ["executor", "--config", join(root, "config"), "--state", state, "--speed", "3600"];
const executor = spawn(process.execPath, [launcher, ...words], { env, stdio: "ignore" });
try {
  await sleep(15_000);
  for (const [columns, rows, mostBytes, mostCpu] of [
    [80, 24, 1_500, 0.03],
    [200, 60, 3_000, 0.05],
  ]) {
    const size = `${columns}×${rows}`;
    const { firstMs, bytesPerSecond, cpuShare, cpuPerFrameMs } = await watch(columns, rows);
    const why = `executor at 3600 × real time, ${seconds} s, ${cpuPerFrameMs.toFixed(1)} ms of processor a frame.`;
    tell(`first frame ${size}`, "≤ 700 ms", { measured: `${firstMs.toFixed(0)} ms`, met: firstMs <= 700, why });
    const bytes = `${(bytesPerSecond / 1_000).toFixed(2)} KB/s`;
    tell(`bytes ${size}`, `≤ ${mostBytes / 1_000} KB/s`, { measured: bytes, met: bytesPerSecond <= mostBytes, why });
    const cpu = `${(cpuShare * 100).toFixed(1)} %`;
    tell(`processor ${size}`, `≤ ${mostCpu * 100} %`, { measured: cpu, met: cpuShare <= mostCpu, why });
  }
} finally {
  executor.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
