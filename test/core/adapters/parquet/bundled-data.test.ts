import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openBarStore } from "../../../../src/core/adapters/parquet/bar-store.js";
import { loadManifest, verifyFile } from "../../../../src/core/adapters/parquet/manifest.js";
import type { BarSeries } from "../../../../src/core/ports/bar-store.js";

const DIRECTORY = fileURLToPath(new URL("../../../../research/data", import.meta.url));
const FIRST_MS = Date.UTC(2023, 0, 1);
const LAST_HOUR_MS = Date.UTC(2024, 11, 31, 23);
const HOUR_MS = 3_600_000;
const SYMBOLS = ["BTC", "ETH", "SOL", "BNB", "XRP", "ADA", "DOGE", "LINK", "DOT", "ATOM", "LTC"].map((b) => `${b}USDT`);

const bundled = () => openBarStore({ directory: DIRECTORY, venue: "binance-usdm", timeframe: "1h" });

function expectEveryHour(series: BarSeries | null): void {
  expect(series?.openTimeMs.length).toBe(17_544);
  series?.openTimeMs.forEach((timeMs, i) => {
    if (timeMs !== FIRST_MS + i * HOUR_MS) expect.fail(`bar ${i} of ${series.symbol} opens at ${timeMs}`);
  });
  expect(series?.openTimeMs.at(-1)).toBe(LAST_HOUR_MS);
}

/** Highest high and lowest low of a UTC day. */
function extremes(series: BarSeries, day: string): { high: number; low: number } {
  const start = (Date.parse(day) - FIRST_MS) / HOUR_MS;
  return {
    high: Math.max(...series.high.slice(start, start + 24)),
    low: Math.min(...series.low.slice(start, start + 24)),
  };
}

describe("the bundled data set", () => {
  it("is 19 files of at most 12 MB whose bytes are all those of the manifest", async () => {
    const { directory, manifest } = await loadManifest(DIRECTORY);
    const lengths = await Promise.all(manifest.files.map(async (entry) => (await verifyFile(directory, entry)).length));
    expect(lengths).toHaveLength(19);
    expect(lengths.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(12 * 1024 * 1024);
  });

  it("names repository, commit and path of the recording behind every file", async () => {
    const { manifest } = await loadManifest(DIRECTORY);
    for (const entry of manifest.files) expect(entry.origin).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}:[\w/.-]+$/);
  });

  it("has every hour of 2023 and 2024, 17,544 bars, for 11 perpetuals and no gap", async () => {
    const store = await bundled();
    expect(store.symbols()).toEqual(SYMBOLS);
    for (const symbol of SYMBOLS) {
      expectEveryHour(await store.bars(symbol));
      expect(store.gaps(symbol)).toEqual([]);
    }
  });

  it("has marks of BTC, ETH and XRP without volume, and null for the other 8", async () => {
    const store = await bundled();
    for (const symbol of SYMBOLS) {
      const marks = await store.marks(symbol);
      if (!["BTCUSDT", "ETHUSDT", "XRPUSDT"].includes(symbol)) {
        expect(marks).toBeNull();
        continue;
      }
      expectEveryHour(marks);
      expect(marks?.volume.every(Number.isNaN)).toBe(true);
    }
  });

  it("has 3 fundings a day, 2,193 with a known mark, for 5 symbols, and null for the other 6", async () => {
    const store = await bundled();
    const funded = ["BTCUSDT", "ETHUSDT", "XRPUSDT", "ADAUSDT", "LTCUSDT"];
    for (const symbol of SYMBOLS) {
      const funding = await store.funding(symbol);
      expect(funding?.timeMs.length ?? null).toBe(funded.includes(symbol) ? 2_193 : null);
      if (funding === null) continue;
      expect(funding.timeMs.every((timeMs, i) => timeMs === FIRST_MS + i * 8 * HOUR_MS)).toBe(true);
      expect(funding.markPrice.every((price) => price > 0)).toBe(true);
    }
  });

  it("takes the mark of each funding from the open of the mark series at that hour", async () => {
    const store = await bundled();
    for (const symbol of ["BTCUSDT", "ETHUSDT", "XRPUSDT"]) {
      const [marks, funding] = [await store.marks(symbol), await store.funding(symbol)];
      const opens = marks?.open.filter((_, i) => i % 8 === 0);
      expect(funding?.markPrice).toEqual(opens);
    }
  });

  // The spot figures are the published highs and low of Binance spot; a perpetual trades within a fraction of a percent of them.
  it.each([
    { day: "2024-03-14", side: "high", perp: 73_881.4, spot: 73_777 },
    { day: "2024-08-05", side: "low", perp: 48_888, spot: 49_000 },
    { day: "2024-12-17", side: "high", perp: 108_366.8, spot: 108_353 },
  ] as const)("has the BTC $side of $day at $perp, within 0.3 % of spot $spot", async ({ day, side, perp, spot }) => {
    const found = extremes(await (await bundled()).bars("BTCUSDT"), day)[side];
    expect(found).toBe(perp);
    expect(Math.abs(found / spot - 1)).toBeLessThan(0.003);
  });

  it("keeps marks within 3 % of the traded close on every hour of BTC, ETH and XRP", async () => {
    const store = await bundled();
    for (const symbol of ["BTCUSDT", "ETHUSDT", "XRPUSDT"]) {
      const [bars, marks] = [await store.bars(symbol), await store.marks(symbol)];
      const worst = bars.close.reduce(
        (max, close, i) => Math.max(max, Math.abs((marks?.close[i] ?? NaN) / close - 1)),
        0,
      );
      expect(worst).toBeLessThan(0.03);
    }
  });
});
