// What a model adds to a decision cycle: folding one closed hour, and asking it about one entry, over recorded hours.
// usage: node research/bench/model-cycle.mjs [HOURS]      (needs a build)
import { dataDirectory, openRecordedData } from "../../dist/core/app/recorded-data.js";
import { fitScorer } from "../../dist/core/research/ml/fit-model.js";
import { createRng } from "../../dist/core/lib/rng.js";
import { createFeatureState, readFeatures, updateFeatures } from "../../dist/core/screener/features.js";
import {
  createModelFeatures,
  MODEL_FEATURES,
  nextModelBar,
  readModelFeatures,
} from "../../dist/core/screener/model-features.js";
import { createModelState, driftOf, noteRow } from "../../dist/core/screener/model-state.js";
import { trainedModel } from "../../dist/core/screener/trained-model.js";
import { finding } from "./support/findings.mjs";

const hours = Number(process.argv[2] ?? "8000");
const SYMBOLS = 11;
const names = MODEL_FEATURES.map(({ name }) => name).filter((name) => !/funding|spread|imbalance/.test(name));
const rng = createRng("bench");
const rows = 3_000;
const values = Float64Array.from({ length: rows * names.length }, () => Math.fround(rng.next()));
const labels = Uint8Array.from({ length: rows }, () => (rng.next() < 0.4 ? 1 : 0));
const { scorer } = fitScorer({ rows, columns: names.length, values }, labels, { kind: "gbm", seed: 1 });
const spread = { edges: [-1, -0.5, -0.2, 0, 0.2, 0.5, 1, 2, 3], counts: new Array(10).fill(100) };
const core = {
  strategy: "s",
  features: names,
  scorer,
  platt: { slope: 1, offset: 0 },
  spreads: names.map(() => spread),
};
const model = trainedModel({ id: "bench", core: { ...core, learnedUntilMs: 0, validUntilMs: 9e15 } });

const store = await openRecordedData(dataDirectory(null));
const bars = await store.bars("BTCUSDT");
const [features, folded, state] = [createFeatureState(), createModelFeatures(), createModelState()];
const took = [];
for (let at = 0; at < Math.min(hours, bars.close.length); at++) {
  const openTimeMs = bars.openTimeMs[at];
  const of = {
    open: bars.open[at],
    high: bars.high[at],
    low: bars.low[at],
    close: bars.close[at],
    volume: bars.volume[at],
  };
  const bar = { symbol: "BTCUSDT", openTimeMs, closeTimeMs: openTimeMs + bars.barMs, ...of, mark: null };
  updateFeatures(features, bar);
  const startedNs = process.hrtime.bigint();
  // A cycle of the shipped universe: each market is folded, and every one of them asks.
  nextModelBar(folded, bar);
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const view = { features: readFeatures(features), book: null };
    noteRow(state, model, readModelFeatures(folded, view, { side: "buy", strength: Number.NaN }));
    model.probability({ features: readModelFeatures(folded, view, { side: "sell", strength: 0.5 }) });
  }
  driftOf(state, model);
  took.push(Number(process.hrtime.bigint() - startedNs) / 1e6);
}
const sorted = took.slice(took.length / 4).sort((a, b) => a - b);
const quantile = (share) => sorted[Math.floor((sorted.length - 1) * share)].toFixed(3);
process.stdout.write(
  `node ${process.version}, ${String(SYMBOLS)} markets, 120 trees: p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms a cycle (target ≤ 1 ms)\n`,
);
finding({
  ...{ id: "P10", what: "p99 of what a model adds to a decision cycle", target: "≤ 1 ms" },
  ...{
    measured: `${quantile(0.99)} ms`,
    spread: `${quantile(0)}…${quantile(0.999)}`,
    met: Number(quantile(0.99)) <= 1,
  },
  why: `${String(sorted.length)} cycles of ${String(SYMBOLS)} markets, each asked about an entry, 120 trees; the spread is that of the cycles.`,
});
