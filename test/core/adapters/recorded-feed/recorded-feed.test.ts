import { describe, expect, it } from "vitest";
import { createRecordedFeed } from "../../../../src/core/adapters/recorded-feed/recorded-feed.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { barSeries, memoryBarStore } from "../../../support/memory-bar-store.js";

const row = (hour: number, price: number): number[] => [hour * HOUR_MS, price, price + 2, price - 2, price + 1, 10];

const STORE = memoryBarStore([
  {
    bars: barSeries("AUSDT", HOUR_MS, [row(0, 100), row(1, 101), row(2, 102), row(3, 103)]),
    marks: barSeries("AUSDT", HOUR_MS, [row(0, 99), row(1, 98), row(3, 97)]),
    funding: null,
  },
  { bars: barSeries("BUSDT", HOUR_MS, [row(1, 50), row(3, 51)]), marks: null, funding: null },
]);

const feedOf = (fromHour = 1, toHour = 4, warmupMs = HOUR_MS) =>
  createRecordedFeed({
    store: STORE,
    symbols: ["AUSDT", "BUSDT"],
    fromMs: fromHour * HOUR_MS,
    toMs: toHour * HOUR_MS,
    warmupMs,
    barMs: HOUR_MS,
  });

describe("recorded feed", () => {
  it("tells the bars that close at an instant with their marks, and names the symbols without a bar", async () => {
    const feed = await feedOf();
    expect(feed.closing(2 * HOUR_MS)).toEqual({
      atMs: 2 * HOUR_MS,
      rows: [
        ["AUSDT", 101, 103, 99, 102, 10, 98, 100, 96, 99],
        ["BUSDT", 50, 52, 48, 51, 10, null, null, null, null],
      ],
      missing: [],
    });
    expect(feed.closing(3 * HOUR_MS)).toEqual({
      atMs: 3 * HOUR_MS,
      rows: [["AUSDT", 102, 104, 100, 103, 10, null, null, null, null]],
      missing: ["BUSDT"],
    });
  });

  it("offers the bars that open at an instant, without those that are missing", async () => {
    const feed = await feedOf();
    expect(feed.opening(2 * HOUR_MS)).toEqual({
      openMs: 2 * HOUR_MS,
      closeMs: 3 * HOUR_MS,
      bars: [{ symbol: "AUSDT", open: 102, high: 104, low: 100, close: 103, volume: 10, mark: null }],
    });
    expect(feed.markOpen("AUSDT", 3 * HOUR_MS)).toBe(97);
    expect(feed.markOpen("AUSDT", 2 * HOUR_MS)).toBeNull();
    expect(feed.markOpen("BUSDT", 3 * HOUR_MS)).toBeNull();
  });

  it("starts with whole bars of warm-up and offers nothing beyond its end", async () => {
    const feed = await feedOf(2, 3, 90 * 60_000);
    expect(feed.startMs).toBe(HOUR_MS);
    expect(feed.toMs).toBe(3 * HOUR_MS);
    expect(feed.opening(3 * HOUR_MS).bars).toEqual([]);
  });

  it("refuses bars off its grid and a span that is no multiple of a bar", async () => {
    const askew = memoryBarStore([
      { bars: barSeries("AUSDT", HOUR_MS, [[HOUR_MS + 1, 1, 1, 1, 1, 1]]), marks: null, funding: null },
    ]);
    const options = { symbols: ["AUSDT"], fromMs: 0, toMs: 3 * HOUR_MS, warmupMs: 0, barMs: HOUR_MS };
    await expect(createRecordedFeed({ ...options, store: askew })).rejects.toThrow("on the grid, not at 3600001");
    await expect(createRecordedFeed({ ...options, store: STORE, toMs: 90 * 60_000 })).rejects.toThrow("whole number");
  });

  it("refuses a bar whose low is above its high, that leaves its range, or whose price is not a number", async () => {
    for (const prices of [
      [100, 98, 99, 100],
      [Number.NaN, 2, 1, 1.5],
      [100, 101, Number.NaN, 100],
      [100, 101, 99, 102],
    ]) {
      const store = memoryBarStore([
        { bars: barSeries("AUSDT", HOUR_MS, [[0, ...prices, 1]]), marks: null, funding: null },
      ]);
      const feed = await createRecordedFeed({
        store,
        symbols: ["AUSDT"],
        fromMs: 0,
        toMs: HOUR_MS,
        warmupMs: 0,
        barMs: HOUR_MS,
      });
      expect(() => feed.closing(HOUR_MS)).toThrow("price range in row 0");
    }
  });
});
