// hedge's own kernels behind the protocol of the peers (support/peer-process.mjs).
// usage: node research/bench/peers/ours.mjs DIRECTORY vector|scalar|metrics
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { FIGURES, readFigures, sweepMetrics } from "../../../dist/core/research/sweep/figures.js";
import { kernelModule, scalarSweep, vectorSweep } from "../support/kernel-job.mjs";
import { cpuSeconds, print } from "../support/numbers.mjs";
import { readPeerInput } from "../support/peer-input.mjs";

const [directory, kind] = process.argv.slice(2);
const { market, points, terms } = readPeerInput(directory);
const sweep =
  kind === "scalar" ? scalarSweep(market, points, terms) : vectorSweep(kernelModule(), market, points, terms);
const METRICS = ["totalReturn", "sharpe", "sortino", "maxDrawdown", "trades"];
const span = { navStart: terms.navStart, barMs: market.barMs };

/** What a table of the sweep shows, of each point. */
function metrics() {
  const rows = points.map((_, trial) => sweepMetrics(readFigures(sweep.job.figures, trial), span));
  return Float64Array.from(rows.flatMap((row) => METRICS.map((name) => row[name] ?? Number.NaN)));
}

let results = new Float64Array(points.length * FIGURES.length);
function run() {
  const columns = cpuSeconds(() => sweep.prepare());
  const evaluation = cpuSeconds(() => {
    sweep.run();
    return kind === "metrics" ? metrics() : sweep.job.figures;
  });
  results = evaluation.result;
  return { columnSeconds: columns.seconds, seconds: evaluation.seconds };
}

// Twice: the second run finds what the compiler made of the first.
run();
run();
print(JSON.stringify({ version: `node ${process.version}`, seconds: process.cpuUsage().user / 1e6 }));
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, path] = line.split(" ");
  if (verb === "run") print(JSON.stringify(run()));
  else {
    writeFileSync(path, new Uint8Array(results.buffer, results.byteOffset, results.byteLength));
    print("{}");
  }
}
