// Event backtests (P8): the executor's own pipeline with every risk rule over recorded bars, without a journal. Bar-decisions
// are bars × symbols; their rate is per second of CPU time of this process, warm-up and preparation of the data left out.
// Case 1 is the shipped configuration over the bundled data. Case 2 is 10 symbols × 5 years of 1 h: the recorded bars
// forwards and backwards in turn, so that no price jumps where the record begins again.
// usage: node research/bench/event-backtest.mjs [ROUNDS] [bundled|five-years]      (needs a build)
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { requireConfig } from "../../dist/core/app/load-config.js";
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { rehearse } from "../../dist/core/app/rehearsal.js";
import { dataSpan, planOver } from "../../dist/core/app/session-plan.js";
import { backtestConfig } from "../../dist/core/research/run/backtest-config.js";
import { RunRecorder } from "../../dist/core/research/run/run-recorder.js";
import { finding } from "./support/findings.mjs";

const rounds = Number(process.argv[2] ?? "3");
const only = process.argv[3] ?? null;
const HOUR_MS = 3_600_000;
const directory = fileURLToPath(new URL("../../config", import.meta.url));
const base = requireConfig({ directory, env: {}, files: nodeFiles });
const recorded = await openRecordedData(dataDirectory(base));

/** Row of the record that stands at a place of the repeated series. */
const rowAt = (place, rows) => {
  const round = Math.floor(place / rows);
  return round % 2 === 0 ? place % rows : rows - 1 - (place % rows);
};
const isBackwards = (place, rows) => Math.floor(place / rows) % 2 === 1;

/** What a store says of bars or funding, from `fromMs` on as long as it takes to reach `toMs`. */
function repeated(series, { stepMs, fromMs, toMs }, names, timeName) {
  const rows = series[timeName].length;
  const length = (toMs - fromMs) / stepMs;
  const fill = (value) => Float64Array.from({ length }, (_, place) => value(place));
  const columns = Object.fromEntries(names.map((name) => [name, fill((place) => series[name][rowAt(place, rows)])]));
  if ("open" in columns) {
    // Backwards in time a bar begins with its close.
    columns.open = fill((place) => series[isBackwards(place, rows) ? "close" : "open"][rowAt(place, rows)]);
    columns.close = fill((place) => series[isBackwards(place, rows) ? "open" : "close"][rowAt(place, rows)]);
  }
  return { ...series, ...columns, [timeName]: fill((place) => fromMs + place * stepMs) };
}

function within(series, timeName, range) {
  if (series === null || range === undefined) return series;
  const at = (ms) => {
    const index = series[timeName].findIndex((timeMs) => timeMs >= ms);
    return index === -1 ? series[timeName].length : index;
  };
  const [from, to] = [at(range.fromMs), at(range.toMs)];
  return Object.fromEntries(
    Object.entries(series).map(([name, value]) => [name, ArrayBuffer.isView(value) ? value.subarray(from, to) : value]),
  );
}

async function repeatedStore(symbols, span) {
  const [bars, marks, funding] = [new Map(), new Map(), new Map()];
  const grow = (series, stepMs, names, timeName) =>
    series === null ? null : repeated(series, { ...span, stepMs }, names, timeName);
  for (const symbol of symbols) {
    bars.set(
      symbol,
      grow(await recorded.bars(symbol), HOUR_MS, ["open", "high", "low", "close", "volume"], "openTimeMs"),
    );
    marks.set(symbol, grow(await recorded.marks(symbol), HOUR_MS, ["open", "high", "low", "close"], "openTimeMs"));
    funding.set(symbol, grow(await recorded.funding(symbol), 8 * HOUR_MS, ["rate", "markPrice"], "timeMs"));
  }
  return {
    manifestSha256: recorded.manifestSha256,
    symbols: () => symbols,
    bars: async (symbol, range) => within(bars.get(symbol), "openTimeMs", range),
    marks: async (symbol, range) => within(marks.get(symbol), "openTimeMs", range),
    funding: async (symbol, range) => within(funding.get(symbol), "timeMs", range),
    gaps: () => [],
  };
}

async function bundledPlan() {
  const config = backtestConfig(base, { strategies: ["momentum"], symbols: null, params: {} });
  const span = await dataSpan(recorded, config.strategy_config.universe, { fromMs: null, toMs: null });
  return planOver(config, span, { files: nodeFiles, store: recorded });
}

async function fiveYearsPlan() {
  const symbols = base.strategy_config.universe.slice(0, 10);
  const config = backtestConfig(base, { strategies: ["momentum"], symbols, params: {} });
  const span = { fromMs: Date.UTC(2020, 0, 1), toMs: Date.UTC(2025, 0, 1) };
  return planOver(config, span, { files: nodeFiles, store: await repeatedStore(symbols, span) });
}

async function measure(plan, { digest }) {
  const recorder = new RunRecorder();
  const hash = digest ? createHash("sha256") : null;
  let events = 0;
  const before = process.cpuUsage();
  const startMs = performance.now();
  const state = await rehearse(plan, {
    onEvent: (event, current) => {
      events += 1;
      recorder.onEvent(event, current);
      hash?.update(JSON.stringify(event));
    },
    onProgress: () => undefined,
  });
  const { user, system } = process.cpuUsage(before);
  const { bars, trades } = recorder.record(state);
  const decisions = ((plan.toMs - plan.fromMs) / plan.barMs) * plan.symbols.length;
  const wallS = (performance.now() - startMs) / 1_000;
  return { cpuS: (user + system) / 1e6, wallS, bars, events, trades: trades.length, decisions, state, hash };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
const CASES = { bundled: bundledPlan, "five-years": fiveYearsPlan };

process.stdout.write(`node ${process.version}, ${String(rounds)} rounds\n`);
for (const [name, planOf] of Object.entries(CASES)) {
  if (only !== null && only !== name) continue;
  const plan = await planOf();
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await measure(plan, { digest: false }));
  const cpu = runs.map(({ cpuS }) => cpuS);
  const { decisions, events, trades } = runs[0];
  process.stdout.write(
    `${name}: ${String(decisions)} bar-decisions, ${String(events)} events, ${String(trades)} trades; CPU ${median(cpu).toFixed(2)} s ` +
      `(${Math.min(...cpu).toFixed(2)}…${Math.max(...cpu).toFixed(2)}), wall ${median(runs.map(({ wallS }) => wallS)).toFixed(2)} s, ` +
      `${Math.round(decisions / median(cpu)).toLocaleString("en-US")} bar-decisions/s\n`,
  );
  const rates = cpu.map((seconds) => Math.round(decisions / seconds));
  const isFive = name === "five-years";
  finding({
    id: "P8",
    what: isFive ? "10 symbols × 5 years of hours" : "bundled data, 11 symbols × 2 years",
    target: isFive ? "≤ 2 s" : "≥ 300,000 bar-decisions/s",
    measured: isFive
      ? `${median(cpu).toFixed(2)} s CPU`
      : `${String(Math.round(decisions / median(cpu)))} bar-decisions/s`,
    spread: isFive
      ? `${Math.min(...cpu).toFixed(2)}…${Math.max(...cpu).toFixed(2)}`
      : `${String(Math.min(...rates))}…${String(Math.max(...rates))}`,
    met: isFive ? median(cpu) <= 2 : decisions / median(cpu) >= 300_000,
    why: "Every bar goes through the whole live pipeline, and no function stands out: profile in docs/BENCHMARKS.md.",
  });
  if (process.env["EVENTS_DIGEST"] === "1") {
    const { hash, state } = await measure(plan, { digest: true });
    process.stdout.write(
      `  events ${hash.digest("hex").slice(0, 16)}, books ${createHash("sha256").update(JSON.stringify(state)).digest("hex").slice(0, 16)}\n`,
    );
  }
}
