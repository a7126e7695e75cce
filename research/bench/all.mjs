/**
 * `npm run bench`: every benchmark in turn, one at a time, and docs/generated/benchmarks.md from what they found. About a
 * quarter of an hour; nothing else should run meanwhile.
 *
 *   node research/bench/all.mjs [--only P3,P4] [--python PATH]                                     (needs a build)
 *
 * With --only, rows and outputs of the others stay as they were measured before. --python: an interpreter that has numba and
 * vectorbt, for the peers. Ends with 1 where a benchmark failed; a target that is missed is a finding, no failure.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readPage, renderPage } from "./support/benchmarks-page.mjs";

/** Scripts in their order: targets, and arguments that keep a run below a few minutes. */
const BENCHMARKS = [
  { ids: ["P1", "P3", "P4"], script: "peers.mjs", args: [] },
  { ids: ["P4"], script: "sweep-kernel.mjs", args: ["--only", "generic", "--runs", "3"] },
  { ids: ["P2"], script: "fills.mjs", args: [] },
  { ids: ["P5"], script: "sweep-workers.mjs", args: [] },
  { ids: ["P5"], script: "sweep-machines.mjs", args: [] },
  { ids: ["P6"], script: "sweep-memory.mjs", args: [] },
  { ids: ["P7"], script: "first-result.mjs", args: [] },
  { ids: ["P8"], script: "event-backtest.mjs", args: [] },
  { ids: ["P9"], script: "monte-carlo.mjs", args: [] },
  { ids: ["P10"], script: "decision-cycle.mjs", args: [] },
  { ids: ["P10"], script: "model-cycle.mjs", args: [] },
  { ids: ["P11"], script: "live-latency.mjs", args: ["--hours", "12"] },
  { ids: ["P12"], script: "start-up.mjs", args: [] },
  { ids: ["P12", "P13"], script: "live-screens.mjs", args: [] },
  { ids: ["P13"], script: "screen-heap.mjs", args: [] },
  { ids: ["P14"], script: "journal-replay.mjs", args: [] },
];

const { values: flags } = parseArgs({ options: { only: { type: "string" }, python: { type: "string" } } });
const root = fileURLToPath(new URL("../..", import.meta.url));
const page = join(root, "docs/generated/benchmarks.md");
const chosen = flags.only?.split(",") ?? BENCHMARKS.flatMap(({ ids }) => ids);
const unknown = chosen.find((id) => !BENCHMARKS.some(({ ids }) => ids.includes(id)));
if (unknown !== undefined)
  throw new Error(`--only ${unknown}: there are ${BENCHMARKS.flatMap(({ ids }) => ids).join(", ")}`);

function machine() {
  const [cpu] = cpus();
  const memory = `${(totalmem() / 1_024 ** 3).toFixed(0)} GB`;
  const today = new Date().toISOString().slice(0, 10);
  return `${today}, ${cpu?.model.trim() ?? "unknown processor"}, ${String(cpus().length)} cores, ${memory}, node ${process.version}`;
}

/** Runs one, shows what it prints, and keeps it. Paths of this machine stay out of the page. */
async function run({ script, args }, findings) {
  const python = flags.python === undefined ? {} : { HEDGE_BENCH_PYTHON: flags.python };
  const env = { ...process.env, ...python, HEDGE_BENCH_FINDINGS: findings };
  const child = spawn(process.execPath, [join("research/bench", script), ...args], { cwd: root, env });
  let output = "";
  for (const [stream, screen] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      screen.write(text);
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, output: output.replaceAll(root, "") };
}

const scratch = mkdtempSync(join(tmpdir(), "hedge-bench-"));
const known = readPage(existsSync(page) ? readFileSync(page, "utf8") : "");
for (const benchmark of BENCHMARKS) {
  const ids = benchmark.ids.filter((id) => chosen.includes(id));
  if (ids.length === 0) continue;
  // Of the peers' targets only those asked for are measured; no other script can do a part.
  const isPart = benchmark.script === "peers.mjs" && ids.length < benchmark.ids.length;
  const args = isPart ? [...benchmark.args, "--only", ids.join(",")] : benchmark.args;
  const command = ["node", `research/bench/${benchmark.script}`, ...args].join(" ");
  process.stdout.write(`\n== ${command}\n`);
  const findings = join(scratch, `${benchmark.script}.jsonl`);
  const load = loadavg()[0].toFixed(1);
  const { code, output } = await run({ ...benchmark, args }, findings);
  const rows = existsSync(findings)
    ? readFileSync(findings, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
  known.put({ ids, script: benchmark.script, command, rows, code, output, when: `${machine()}, load ${load} before` });
  // After each one: what was measured is not lost where a later one is stopped.
  writeFileSync(page, renderPage(known));
  if (code !== 0) process.exitCode = 1;
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\ndocs/generated/benchmarks.md\n`);
