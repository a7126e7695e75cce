import { describe, expect, it } from "vitest";
import { createMemoryFiles } from "../../../../src/core/adapters/fs/memory-files.js";
import { openParquet } from "../../../../src/core/adapters/parquet/columns.js";
import { writeFeatures } from "../../../../src/core/app/ml/feature-store.js";
import { FEATURE_CODE_SHA256 } from "../../../../src/core/domain/feature-code.js";
import { present } from "../../../../src/core/lib/invariant.js";
import { createRng } from "../../../../src/core/lib/rng.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import type { Sample } from "../../../../src/core/research/ml/samples.js";
import { MODEL_FEATURES } from "../../../../src/core/screener/model-features.js";

const rng = createRng("feature store");

/** Forty entries of two markets; one feature in eight is not known. */
const SAMPLES = Array.from({ length: 40 }, (_, row): Sample => ({
  symbol: row % 3 === 0 ? "ETHUSDT" : "BTCUSDT",
  fromMs: Date.UTC(2024, 0, 1) + row * HOUR_MS,
  toMs: Date.UTC(2024, 0, 1) + (row + 5) * HOUR_MS,
  side: row % 2 === 0 ? "buy" : "sell",
  features: Float64Array.from(MODEL_FEATURES, () => (rng.next() < 0.125 ? Number.NaN : Math.fround(rng.next() - 0.5))),
  netReturn: rng.next() / 50 - 0.01,
}));

const store = (samples: readonly Sample[]) => {
  const files = createMemoryFiles();
  return { files, ...writeFeatures(files, "state", { strategy: "momentum", set: { samples, population: [] } }) };
};

describe("the feature store", () => {
  it("gives back every bit of each sample, market by market, NaN where a feature was not known", async () => {
    const { files, directory } = store(SAMPLES);
    expect(directory).toBe(`state/features/${FEATURE_CODE_SHA256.slice(0, 12)}/momentum`);
    for (const symbol of ["BTCUSDT", "ETHUSDT"]) {
      const of = SAMPLES.filter((sample) => sample.symbol === symbol);
      const file = `${directory}/${symbol}.parquet`;
      const table = await openParquet(present(files.readBytes(file), file), file);
      const names = MODEL_FEATURES.map(({ name }) => name);
      const read = await table.readColumns(["as_of", "known_at", "net_return", ...names]);
      expect(read["as_of"]).toEqual(Float64Array.from(of, ({ fromMs }) => fromMs));
      expect(read["known_at"]).toEqual(Float64Array.from(of, ({ toMs }) => toMs));
      expect(read["net_return"]).toEqual(Float64Array.from(of, ({ netReturn }) => netReturn));
      for (const [column, name] of names.entries()) {
        expect(read[name], name).toEqual(Float64Array.from(of, ({ features }) => features[column] ?? 0));
      }
    }
  });

  it("has one hash for the same samples, and another where one figure differs", () => {
    const other = SAMPLES.map((sample, row) =>
      row === 7 ? { ...sample, netReturn: sample.netReturn + 1e-9 } : sample,
    );
    expect(store(SAMPLES).hash).toBe(store(SAMPLES).hash);
    expect(store(other).hash).not.toBe(store(SAMPLES).hash);
  });
});
