/**
 * P3, P4: bar evaluations a second of the momentum kernel on one core, over the recorded hours of BTCUSDT.
 *
 *   node research/bench/sweep-kernel.mjs [--runs 7]
 *
 * Runs of the variants alternate; processor time, medians and the spread are printed.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { vectorSet } from "../../dist/core/research/kernel/fast/vector-set.js";
import { kernelMarket } from "../../dist/core/research/kernel/market.js";
import { createStretches } from "../../dist/core/research/kernel/stretches.js";
import { evaluate, kernelSet } from "../../dist/core/research/sweep/evaluate.js";
import { FIGURES } from "../../dist/core/research/sweep/figures.js";

const HOUR_MS = 3_600_000;
const { values: flags } = parseArgs({ options: { runs: { type: "string", default: "7" } } });
const RUNS = Number(flags.runs);
const wasm = readFileSync(new URL("../../dist/core/research/kernel/momentum.wasm", import.meta.url));
const module = new WebAssembly.Module(wasm);

const store = await openRecordedData(dataDirectory(null));
const range = { fromMs: 0, toMs: Infinity };
const terms = { assumedRate: 0.0001, assumedIntervalMs: 8 * HOUR_MS };
const funding = await store.funding("BTCUSDT", range);
const market = kernelMarket(await store.bars("BTCUSDT", range), { marks: null, funding }, terms);
const rows = market.open.length;
const costs = { navStart: 100_000, weight: 1, takerFee: 0.0005, slippage: 0.0002, disasterAtr: 1e9, firstRow: 0 };

function grid(step, rest) {
  const points = [];
  for (let fast = 5; fast <= 60; fast += step) {
    for (let slow = 20; slow <= 240; slow += 2 * step)
      if (fast < slow) points.push({ fast, slow, atrPeriod: 14, ...rest });
  }
  return points;
}

function job(points) {
  const figures = new Float64Array(points.length * FIGURES.length);
  return { markets: [market], terms: costs, points, figures, stretches: createStretches(rows, points.length) };
}

function vector(points) {
  const work = { ...job(points), vector: vectorSet(module, { markets: [market], points }) };
  const set = kernelSet(work);
  return { points, run: () => evaluate(work, set, 0, points.length) };
}

function scalar(points) {
  const work = job(points);
  const set = kernelSet(work);
  return { points, run: () => evaluate(work, set, 0, points.length) };
}

const plain = { entryStrength: 1e-9, fullStrength: 1e-9, stopAtr: 1e9 };
const stops = { entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };
const variants = {
  "vector, crossover without stops": vector(grid(1, plain)),
  "vector, momentum with ATR stops": vector(grid(1, stops)),
  "scalar, momentum with ATR stops": scalar(grid(12, stops)),
};
const rates = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (let round = -1; round < RUNS; round += 1) {
  for (const [name, { points, run }] of Object.entries(variants)) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) rates[name].push((points.length * rows) / (user + system));
  }
}
process.stdout.write(`${String(rows)} bars of BTCUSDT, 1h; million bar evaluations a second of processor time\n`);
for (const [name, values] of Object.entries(rates)) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))].toFixed(1);
  process.stdout.write(
    `${name.padEnd(36)} median ${at(0.5)}, ${at(0)} to ${at(1)}, ${String(variants[name].points.length)} combinations\n`,
  );
}
