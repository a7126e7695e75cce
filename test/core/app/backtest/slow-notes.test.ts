import { describe, expect, it } from "vitest";
import { slowNotes } from "../../../../src/core/app/backtest/sweep/ground.js";
import type { SweepJob } from "../../../../src/core/research/sweep/evaluate.js";

const POINT = { fast: 5, slow: 20, atrPeriod: 14, entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };
const vector = {} as NonNullable<SweepJob["vector"]>;
const terrain = { markets: [], terms: {} as SweepJob["terms"] };

describe("a sweep of plain momentum", () => {
  it("says that it is slow where its columns don't fit into the vector unit's memory, of all markets or of one alone", () => {
    expect(slowNotes({ points: [POINT] })).toEqual([
      expect.stringContaining("do not fit into the 4 GiB of WebAssembly"),
    ]);
    const alone = [{ ...terrain, vector }, terrain];
    const on = (market: number) => ({ ...POINT, market });
    expect(slowNotes({ points: [on(0), on(1)], alone })).toHaveLength(1);
    expect(slowNotes({ points: [on(0)], alone })).toEqual([]);
    expect(slowNotes({ points: [POINT], vector })).toEqual([]);
  });
});
