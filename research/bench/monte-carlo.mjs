// Monte Carlo (P9): stationary block bootstrap, 10,000 paths of 35,000 bars, mean block 168, on one core; then the same
// paths on one and on two worker threads, compared byte for byte. Times are CPU time of the process, table included.
// usage: node research/bench/monte-carlo.mjs [PATHS] [BARS] [ROUNDS]      (needs a build)
import { createHash } from "node:crypto";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { createRng } from "../../dist/core/lib/rng.js";
import { normalQuantile } from "../../dist/core/quant/normal.js";
import { createBootstrap } from "../../dist/core/research/montecarlo/bootstrap.js";
import { mergeFigures, summarise } from "../../dist/core/research/montecarlo/path-figures.js";
import { finding } from "./support/findings.mjs";

const HOURS_A_YEAR = 8760;

/** Hourly returns of a strategy with a little edge: 0.4 % deviation, fixed by the seed. */
function hourlyReturns(bars) {
  const rng = createRng("bench monte carlo");
  return Float64Array.from(
    { length: bars },
    () => 0.00002 + 0.004 * normalQuantile((rng.next() * 2 ** 32 + 0.5) / 2 ** 32),
  );
}

const bootstrapOver = (bars) =>
  createBootstrap({ returns: hourlyReturns(bars), barsPerYear: HOURS_A_YEAR, meanBlockBars: 168, seed: "1" });

const hashOf = ({ finalReturn, maxDrawdown, sharpe }) => {
  const hash = createHash("sha256");
  for (const row of [finalReturn, maxDrawdown, sharpe]) hash.update(new Uint8Array(row.buffer));
  return hash.digest("hex").slice(0, 16);
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const print = (line) => process.stdout.write(`${line}\n`);

async function onWorkers(count, paths, bars) {
  const parts = Array.from({ length: count }, (_, at) => {
    const [from, to] = [Math.floor((paths * at) / count), Math.floor((paths * (at + 1)) / count)];
    const worker = new Worker(new URL(import.meta.url), { workerData: { bars, from, to } });
    return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  });
  return mergeFigures(await Promise.all(parts));
}

async function measure(paths, bars, rounds) {
  const returns = hourlyReturns(bars);
  const seconds = [];
  let figures = null;
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage();
    const bootstrap = createBootstrap({ returns, barsPerYear: HOURS_A_YEAR, meanBlockBars: 168, seed: "1" });
    figures = bootstrap.paths(0, paths);
    const { user, system } = process.cpuUsage(before);
    seconds.push((user + system) / 1e6);
  }
  const spread = `min ${Math.min(...seconds).toFixed(3)} max ${Math.max(...seconds).toFixed(3)}`;
  print(`${paths} paths × ${bars} bars: median ${median(seconds).toFixed(3)} s CPU (${spread}, ${rounds} rounds)`);
  const [one, two] = [await onWorkers(1, paths, bars), await onWorkers(2, paths, bars)];
  const hashes = [figures, one, two].map(hashOf);
  print(
    `bytes in process, on 1 and on 2 workers: ${hashes.join(" ")} ${new Set(hashes).size === 1 ? "equal" : "DIFFER"}`,
  );
  const equal = new Set(hashes).size === 1;
  finding({
    ...{ id: "P9", what: `${paths} paths × ${bars} bars, one core`, target: "≤ 0.5 s, same bytes on 1 and 2 workers" },
    ...{
      measured: `${median(seconds).toFixed(3)} s`,
      spread: `${Math.min(...seconds).toFixed(3)}…${Math.max(...seconds).toFixed(3)}`,
    },
    ...{
      met: equal && median(seconds) <= 0.5,
      why: `Processor time; in process, on 1 and on 2 workers ${equal ? "the same bytes" : "DIFFERENT bytes"}.`,
    },
  });
  const { quantiles, probabilityOfLoss, probabilityOfRuin } = summarise(figures, 0.25, bars / 24);
  print(JSON.stringify({ quantiles, probabilityOfLoss, probabilityOfRuin }));
  if (!equal) process.exitCode = 1;
}

if (isMainThread) {
  const [paths, bars, rounds] = ["10000", "35000", "5"].map((usual, at) => Number(process.argv[at + 2] ?? usual));
  await measure(paths, bars, rounds);
} else {
  const { bars, from, to } = workerData;
  parentPort.postMessage(bootstrapOver(bars).paths(from, to));
}
