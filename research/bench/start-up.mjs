// Start-up of the commands that people type most, against bare node. Paired runs (A B C A B C …), medians and spread.
// usage: node research/bench/start-up.mjs [ROUNDS]      (needs a build and the state of a session in cache/paper)
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { finding } from "./support/findings.mjs";

const rounds = Number(process.argv[2] ?? "21");
const root = fileURLToPath(new URL("../..", import.meta.url));
const cases = [
  { name: "node -e 0", args: ["-e", "0"], limit: 1 },
  { name: "hedge --version", args: ["bin/run.js", "--version"], limit: 2.5 },
  { name: "hedge risk show", args: ["bin/run.js", "risk", "show"], limit: 3.5 },
  { name: "hedge status", args: ["bin/run.js", "status"], limit: null },
];

const times = cases.map(() => []);
for (let round = 0; round < rounds; round++) {
  cases.forEach(({ args }, index) => {
    const start = performance.now();
    const { error } = spawnSync(process.execPath, args, { cwd: root, stdio: "ignore" });
    if (error !== undefined) throw error;
    times[index].push(performance.now() - start);
  });
}

const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) * share)];
const bare = quantile(times[0], 0.5);
process.stdout.write(`node ${process.version}, ${String(rounds)} paired rounds\n`);
cases.forEach(({ name, limit }, index) => {
  const ratios = times[index].map((ms, round) => ms / times[0][round]);
  const median = quantile(times[index], 0.5);
  const spread = `${quantile(times[index], 0.1).toFixed(0)}…${quantile(times[index], 0.9).toFixed(0)}`;
  const target = limit === null ? "" : `  target ≤ ${String(limit)} ×`;
  process.stdout.write(
    `${name.padEnd(18)} ${median.toFixed(0).padStart(5)} ms  (${spread})  ${(median / bare).toFixed(2)} ×${target}\n`,
  );
  if (index === 0 || limit === null) return;
  finding({
    ...{ id: "P12", what: name, target: `≤ ${String(limit)} × bare node`, measured: `${(median / bare).toFixed(2)} ×` },
    spread: `${quantile(ratios, 0.1).toFixed(2)}…${quantile(ratios, 0.9).toFixed(2)}`,
    met: median <= limit * bare,
    why: `${median.toFixed(0)} ms beside ${bare.toFixed(0)} ms of bare node.`,
  });
});
