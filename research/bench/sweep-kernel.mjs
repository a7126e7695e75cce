/**
 * P3, P4: bar evaluations a second of the momentum kernel on one core, over the recorded hours of BTCUSDT.
 *
 *   node research/bench/sweep-kernel.mjs [--runs 7] [--only generic]                             (needs a build)
 *
 * Runs of the variants alternate; processor time, medians and the spread are printed. The generic path (strategies without a kernel
 * of their own: their live fold and signal, one thread) is P4's row; no peer has these strategies.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { jobOver } from "../../dist/core/app/backtest/sweep/ground.js";
import { openStudy } from "../../dist/core/app/backtest/sweep/open-study.js";
import { requireConfig } from "../../dist/core/app/load-config.js";
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { vectorSet } from "../../dist/core/research/kernel/fast/vector-set.js";
import { kernelMarket } from "../../dist/core/research/kernel/market.js";
import { createStretches } from "../../dist/core/research/kernel/stretches.js";
import { backtestConfig } from "../../dist/core/research/run/backtest-config.js";
import { parseAxes } from "../../dist/core/research/sweep/axes.js";
import { evaluate, kernelSet } from "../../dist/core/research/sweep/evaluate.js";
import { FIGURES } from "../../dist/core/research/sweep/figures.js";
import { finding } from "./support/findings.mjs";

const HOUR_MS = 3_600_000;
const { values: flags } = parseArgs({
  options: { runs: { type: "string", default: "7" }, only: { type: "string", default: "" } },
});
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

const directory = fileURLToPath(new URL("../../config", import.meta.url));
const base = requireConfig({ directory, env: {}, files: nodeFiles });

/** A sweep of this market as the command plans it, without its threads. */
async function generic(strategy, grids) {
  const config = backtestConfig(base, { strategies: [strategy], symbols: ["BTCUSDT"], params: {} });
  const search = { search: "grid", samples: null, seed: "" };
  const ask = { config, strategy, store, axes: parseAxes(grids), search, fromMs: null, toMs: null };
  const study = await openStudy(ask);
  const work = jobOver(study, study.points, study.bars);
  const set = kernelSet(work);
  const { points, bars } = study;
  return { points, bars, isGeneric: true, run: () => evaluate(work, set, 0, points.length) };
}

const plain = { entryStrength: 1e-9, fullStrength: 1e-9, stopAtr: 1e9 };
const stops = { entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };
const kernels = {
  "vector, crossover without stops": vector(grid(1, plain)),
  "vector, momentum with ATR stops": vector(grid(1, stops)),
  "scalar, momentum with ATR stops": scalar(grid(12, stops)),
};
const generics = {
  "generic path, smart_money": await generic("smart_money", [
    "swing_length=3,5",
    "target_r=1:3:0.25",
    "stop_buffer_atr=0.1:0.5:0.1",
  ]),
  "generic path, vol_target": await generic("vol_target", [
    "target_vol=0.1:0.55:0.05",
    "rebalance_band=0.1:0.3:0.1",
    "max_leverage=1:3:1",
  ]),
  "generic path, momentum with max_bars": await generic("momentum", [
    "fast=5:20:5",
    "slow=40:100:20",
    "max_bars=12:120:12",
  ]),
};
const variants = flags.only === "generic" ? generics : { ...kernels, ...generics };
const rates = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
for (let round = -1; round < RUNS; round += 1) {
  for (const [name, { points, run, bars = rows }] of Object.entries(variants)) {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) rates[name].push((points.length * bars) / (user + system));
  }
}
process.stdout.write(`${String(rows)} bars of BTCUSDT, 1h; million bar evaluations a second of processor time\n`);
for (const [name, values] of Object.entries(rates)) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))].toFixed(2);
  process.stdout.write(
    `${name.padEnd(36)} median ${at(0.5)}, ${at(0)} to ${at(1)}, ${String(variants[name].points.length)} combinations\n`,
  );
  if (variants[name].isGeneric !== true) continue;
  finding({
    ...{ id: "P4", what: name, target: "≥ 0.45 × Numba", measured: `${at(0.5)} Mbe/s` },
    ...{ spread: `${at(0)}…${at(1)}`, met: false },
    why: `${String(variants[name].points.length)} combinations, processor time of one thread; no peer has the strategy, Numba's plain momentum makes some hundred times as many.`,
  });
}
