// One decision cycle (P10): bars of 50 symbols close, and four strategies, the screener, sizing, all risk rules and the
// router run over them. The symbols are the recorded ones under several names; the first quarter warms up and is not counted.
// Then an update of a book that changes no decision, on the books that the session held most positions in.
// usage: node research/bench/decision-cycle.mjs [SYMBOLS] [DAYS]      (needs a build)
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "../../dist/core/adapters/fs/node-files.js";
import { requireConfig } from "../../dist/core/app/load-config.js";
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { rehearse } from "../../dist/core/app/rehearsal.js";
import { apply } from "../../dist/core/engine/apply.js";
import { nextStep } from "../../dist/core/engine/next-step.js";
import { planOver } from "../../dist/core/app/session-plan.js";
import { finding } from "./support/findings.mjs";

const symbolCount = Number(process.argv[2] ?? "50");
const days = Number(process.argv[3] ?? "120");
const DAY_MS = 86_400_000;
const root = fileURLToPath(new URL("../..", import.meta.url));

const directory = mkdtempSync(join(tmpdir(), "hedge-bench-"));
cpSync(join(root, "config"), directory, { recursive: true });
const edit = (name, change) => {
  const path = join(directory, name);
  const tree = JSON.parse(readFileSync(path, "utf8"));
  change(tree);
  writeFileSync(path, JSON.stringify(tree));
};

const recorded = JSON.parse(readFileSync(join(directory, "strategy_config.json"), "utf8")).universe;
const recordedOf = (symbol) => symbol.replace(/^X\d+/, "");
const symbols = Array.from({ length: symbolCount }, (_, at) => {
  const round = Math.floor(at / recorded.length);
  return `${round === 0 ? "" : `X${String(round)}`}${recorded[at % recorded.length]}`;
});
const pairs = Array.from({ length: Math.floor(symbolCount / 2) }, (_, at) => [symbols[2 * at], symbols[2 * at + 1]]);

edit("venues.json", ({ binance }) => {
  for (const symbol of symbols) binance.instruments[symbol] = binance.instruments[recordedOf(symbol)];
});
edit("pairs_universe.json", (tree) => {
  const rows = new Map(tree.universe.map((row) => [row.symbol, row]));
  tree.universe = symbols.map((symbol) => ({ ...rows.get(recordedOf(symbol)), symbol }));
});
const STRATEGIES = { momentum: "1h", vol_target: "4h", relative_value: "1d", smart_money: "1h" };
edit("strategy_registry.json", (tree) => {
  for (const id of Object.keys(STRATEGIES))
    tree.strategies[id] = { strategy: id, enabled: true, max_concurrent: 20, symbols };
});
edit("strategy_config.json", (tree) => {
  tree.universe = symbols;
  tree.strategies = Object.entries(STRATEGIES).map(([id, timeframe]) => ({
    ...{ id, timeframe, max_nav_pct: 1, max_leverage: 1 },
    ...(id === "relative_value" ? { params: { pairs } } : {}),
  }));
});

const config = requireConfig({ directory, env: {}, files: nodeFiles });
const store = await openRecordedData(dataDirectory(config));
const renamed = async (symbol, read) => {
  const series = await read(recordedOf(symbol));
  return series === null ? null : { ...series, symbol };
};
const copies = {
  manifestSha256: store.manifestSha256,
  symbols: () => symbols,
  bars: (symbol, range) => renamed(symbol, (name) => store.bars(name, range)),
  marks: (symbol, range) => renamed(symbol, (name) => store.marks(name, range)),
  funding: (symbol, range) => renamed(symbol, (name) => store.funding(name, range)),
  gaps: (symbol) => store.gaps(recordedOf(symbol)),
};
const toMs = Date.UTC(2025, 0, 1);
const plan = await planOver(config, { fromMs: toMs - days * DAY_MS, toMs }, { files: nodeFiles, store: copies });
const cycles = [];
let orders = 0;
let busiest = { positions: 0, state: null };
await rehearse(plan, {
  onEvent: ({ type }, state) => {
    orders += type === "order.intended" ? 1 : 0;
    if (type !== "order.acknowledged") return;
    const positions = Object.values(state.portfolio.positions);
    if (positions.length <= busiest.positions || positions.some((one) => one.unprotectedSinceMs !== null)) return;
    // Nothing may be left to decide: that is what the update is to change nothing of.
    if (nextStep(state, plan.context) === null)
      busiest = { positions: positions.length, state: structuredClone(state) };
  },
  onProgress: () => undefined,
  onDecision: (elapsedMs) => cycles.push(elapsedMs),
});
rmSync(directory, { recursive: true, force: true });

const updates = bookUpdates(busiest.state, 20_000);

/** Microseconds of applying a book of 20 levels and asking for the next step, each. */
function bookUpdates(state, count) {
  const atMs = state.atMs;
  const side = (price, step) => Array.from({ length: 20 }, (_, at) => [price + at * step, 5]);
  const events = symbols.map((symbol) => {
    const { mark } = state.market[symbol];
    return { type: "market.book", atMs, symbol, bids: side(mark - 0.01, -0.01), asks: side(mark + 0.01, 0.01) };
  });
  for (const event of events) apply(state, event, plan.context);
  const took = [];
  for (let at = 0; at < count; at++) {
    const startedNs = process.hrtime.bigint();
    apply(state, events[at % events.length], plan.context);
    const step = nextStep(state, plan.context);
    took.push(Number(process.hrtime.bigint() - startedNs) / 1_000);
    if (step !== null) throw new Error(`a book update led to ${step.type}`);
  }
  return took.slice(count / 4).sort((a, b) => a - b);
}

const counted = cycles.slice(Math.floor(cycles.length / 4)).sort((a, b) => a - b);
const quantileOf = (sorted, share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(2);
const quantile = (share) => quantileOf(counted, share);
process.stdout.write(
  `node ${process.version}, ${String(symbolCount)} symbols × 4 strategies: ${String(counted.length)} cycles, ${String(orders)} orders\n` +
    `p50 ${quantile(0.5)} ms, p90 ${quantile(0.9)} ms, p99 ${quantile(0.99)} ms, most ${quantile(1)} ms\n` +
    `book update that changes no decision, ${String(busiest.positions)} positions: ` +
    `p50 ${quantileOf(updates, 0.5)} µs, p99 ${quantileOf(updates, 0.99)} µs\n`,
);

const TARGETS = [
  ["p50", 0.5, 1],
  ["p99", 0.99, 5],
];
for (const [name, share, mostMs] of TARGETS) {
  finding({
    ...{ id: "P10", what: `${name} of a decision cycle on a bar close`, target: `≤ ${String(mostMs)} ms` },
    ...{
      measured: `${quantile(share)} ms`,
      spread: `${quantile(0)}…${quantile(0.999)}`,
      met: Number(quantile(share)) <= mostMs,
    },
    why: `${String(counted.length)} hourly cycles of ${String(symbolCount)} symbols × 4 strategies, of which vol_target decides in every 4th and relative_value in every 24th; the spread is that of the cycles.`,
  });
}

finding({
  ...{ id: "P10", what: "p99 of a book update that changes no decision", target: "≤ 20 µs" },
  ...{ measured: `${quantileOf(updates, 0.99)} µs`, spread: `${quantileOf(updates, 0)}…${quantileOf(updates, 0.999)}` },
  met: Number(quantileOf(updates, 0.99)) <= 20,
  why: `${String(updates.length)} updates of 20 levels with ${String(busiest.positions)} positions, p50 ${quantileOf(updates, 0.5)} µs; the spread is that of the updates.`,
});
