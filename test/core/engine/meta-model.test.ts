import { beforeAll, describe, expect, it } from "vitest";
import { replay } from "../../../src/core/engine/replay.js";
import type { BarSeries, FundingSeries } from "../../../src/core/ports/bar-store.js";
import { samplesOf } from "../../../src/core/research/ml/samples.js";
import { MODEL_FEATURES } from "../../../src/core/screener/model-features.js";
import { openRecordedData } from "../../../src/core/app/recorded-data.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { present } from "../../../src/core/lib/invariant.js";
import { runSession, type SessionRun, type SessionSetup } from "../../support/engine-session.js";
import { ofType } from "../../support/engine-story.js";
import { fourStrategySession } from "../../support/four-strategies.js";
import { plantedModel } from "../../support/planted-model.js";
import { RECIPE } from "../research/ml/planted.js";

const FROM_MS = Date.UTC(2023, 3, 1);
const DAYS = 24;
const FEATURES = ["return168", "volumeChange", "adx", "hourSin", "strength", "fundingMean"];

function sessionWith(features: readonly string[]): Promise<SessionSetup> {
  const scorer = { kind: "logistic", bias: 0, weights: features.map((_, i) => (i === 0 ? 0.3 : 0)) } as const;
  const [means, scales] = [features.map(() => 0), features.map(() => 1)];
  const core = {
    features,
    scorer: { ...scorer, means, scales },
    spreads: features.map(() => ({ edges: [], counts: [1] })),
  };
  const model = JSON.stringify(plantedModel(core));
  const warmupDays = 30;
  return fourStrategySession(FROM_MS, DAYS, {
    changes: { "strategy_config.screener.meta_signal.model": model },
    warmupDays,
  });
}

describe("a session with a model", () => {
  let setup: SessionSetup;
  let run: SessionRun;

  beforeAll(async () => {
    setup = await sessionWith(FEATURES);
    run = await runSession(setup);
  }, 120_000);

  const predictions = () =>
    ofType(run.events, "cycle.decided").flatMap(({ atMs, predictions: of = [] }) =>
      of.map((one) => ({ ...one, atMs })),
    );

  it("keeps what the model said with the features it saw, of entries of its own strategy alone", () => {
    const found = predictions();
    expect(found.length).toBeGreaterThan(20);
    expect(new Set(found.map(({ strategy, model }) => `${strategy} ${model}`))).toEqual(
      new Set(["momentum logistic-planted"]),
    );
    for (const { features, probability, scale } of found) {
      expect(Object.keys(features)).toEqual(FEATURES);
      const margin = 0.3 * (features["return168"] ?? Number.NaN);
      const isWhole = Object.values(features).every((value) => value !== null);
      if (isWhole) expect(probability).toBeCloseTo(1 / (1 + Math.exp(-margin)), 12);
      else expect(probability).toBeNull();
      expect(scale === null).toBe((probability ?? 0) < 0.5);
    }
  });

  it("ends what it vetoes, and scales what it lets pass", () => {
    const cycles = ofType(run.events, "cycle.decided");
    const vetoed = cycles.flatMap(({ drops }) => drops).filter(({ reason }) => reason === "ml_veto");
    expect(vetoed.length).toBe(predictions().filter(({ scale }) => scale === null).length);
    expect(vetoed.length).toBeGreaterThan(0);
    const passed = predictions().filter(({ scale }) => scale !== null);
    for (const { scale } of passed) expect(scale).toBeGreaterThanOrEqual(0.5);
    const opened = cycles
      .flatMap(({ orders }) => orders)
      .filter((order) => order.strategy === "momentum" && order.purpose === "open");
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.length).toBeLessThanOrEqual(passed.length);
  });

  it("decides alike when its journal is told again", () => {
    const found = replay(run.events, setup.context, { fromMs: 0, toMs: Infinity });
    expect(found).toMatchObject({ equal: true, firstDifference: null });
  });

  it("sees live what research computes of the same bars, feature by feature", async () => {
    const store = await openRecordedData("research/data");
    const span = { fromMs: FROM_MS - 30 * 24 * HOUR_MS, toMs: FROM_MS + DAYS * 24 * HOUR_MS };
    const strategy = present(
      setup.context.strategies.find(({ id }) => id === "momentum"),
      "momentum",
    );
    const known = new Map<string, Float64Array>();
    for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
      const [bars, funding]: [BarSeries, FundingSeries | null] = [
        await store.bars(symbol, span),
        await store.funding(symbol, span),
      ];
      const { samples } = samplesOf(bars, funding, { strategy, recipe: RECIPE });
      for (const { fromMs, features } of samples) known.set(`${symbol} ${String(fromMs)}`, features);
    }
    const met = predictions().flatMap(({ symbol, atMs, features }) => {
      const row = known.get(`${symbol} ${String(atMs)}`);
      // Fundings are told from the beginning of a session on: their mean takes three days.
      const begun = atMs > FROM_MS + 4 * 24 * HOUR_MS;
      return row === undefined || !begun ? [] : [{ row, features }];
    });
    expect(met.length).toBeGreaterThan(5);
    for (const { row, features } of met) {
      for (const name of FEATURES) {
        const column = MODEL_FEATURES.findIndex((feature) => feature.name === name);
        expect(features[name], name).toBeCloseTo(row[column] ?? Number.NaN, 6);
      }
    }
  });
});

it("a model that looks at what is not known vetoes every entry", async () => {
  const { events } = await runSession(await sessionWith(["return168", "spreadBps"]));
  const said = ofType(events, "cycle.decided").flatMap(({ predictions = [] }) => predictions);
  expect(said.length).toBeGreaterThan(20);
  expect(new Set(said.map(({ probability, scale }) => `${String(probability)} ${String(scale)}`))).toEqual(
    new Set(["null null"]),
  );
}, 60_000);
