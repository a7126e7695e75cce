import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeFiles } from "../../../../src/core/adapters/fs/node-files.js";
import { sweepMarkets } from "../../../../src/core/app/backtest/sweep/sweep-markets.js";
import { requireConfig } from "../../../../src/core/app/load-config.js";
import type { Failure } from "../../../../src/core/lib/failure.js";
import { HOUR_MS } from "../../../../src/core/lib/time.js";
import { barSeries, memoryBarStore, type StoredSymbol } from "../../../support/memory-bar-store.js";
import { root } from "../../config/support.js";

const START_MS = Date.UTC(2024, 0, 1);
const HOURS = 100;
const base = requireConfig({ directory: join(root, "config"), env: {}, files: nodeFiles });

/** Bars of 100 hours but for those left out. */
function stored(symbol: string, isMissing: (hour: number) => boolean = () => false): StoredSymbol {
  const hours = Array.from({ length: HOURS }, (_, hour) => hour).filter((hour) => !isMissing(hour));
  const rows = hours.map((hour) => [START_MS + hour * HOUR_MS, 100, 101, 99, 100, 5]);
  return { bars: barSeries(symbol, HOUR_MS, rows), marks: null, funding: null };
}

function marketsOf(...all: readonly StoredSymbol[]) {
  const strategy_config = { ...base.strategy_config, universe: all.map(({ bars }) => bars.symbol) };
  return sweepMarkets(memoryBarStore(all), { ...base, strategy_config }, { fromMs: null, toMs: null });
}
const refusalOf = async (...all: readonly StoredSymbol[]): Promise<Failure> =>
  marketsOf(...all).then(
    () => expect.fail("the markets were taken"),
    (failure: unknown) => failure as Failure,
  );

describe("markets of a sweep", () => {
  it("are taken side by side where all have the same bars", async () => {
    const { markets } = await marketsOf(stored("AUSDT"), stored("BUSDT"));
    expect(markets.map(({ open }) => open.length)).toEqual([HOURS, HOURS]);
  });

  it("are refused with 3 where one alone has a gap: how many bars, of which market, before which instant", async () => {
    const failure = await refusalOf(stored("AUSDT", (hour) => hour >= 20 && hour < 30));
    expect([failure.code, failure.exitCode]).toEqual(["bars_missing", 3]);
    expect(failure.message).toContain("10 bars are missing of AUSDT before 2024-01-02T06:00:00");
    expect(failure.message).not.toContain("other markets");
    expect(failure.place.fix).not.toContain("leave the market out");
    expect((await refusalOf(stored("AUSDT", (hour) => hour === 20))).message).toContain("1 bar is missing of AUSDT");
  });

  it("name the one with the gap among several, and that it could be left out", async () => {
    const failure = await refusalOf(
      stored("AUSDT"),
      stored("BUSDT", (hour) => hour === 50),
      stored("CUSDT"),
    );
    expect(failure.message).toContain("1 bar is missing of BUSDT");
    expect(failure.place.fix).toContain("leave the market out");
  });

  it("are told apart from one that ends earlier than the others", async () => {
    const failure = await refusalOf(
      stored("AUSDT"),
      stored("BUSDT", (hour) => hour >= 90),
    );
    expect(failure.message).toContain("BUSDT has not the bars of the other markets");
  });
});
