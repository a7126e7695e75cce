import { describe, expect, it } from "vitest";
import { sharedStart } from "../../../../src/core/app/backtest/sweep/shared-start.js";

const HOUR_MS = 3_600_000;
const POINT = { fast: 5, atrPeriod: 14, entryStrength: 0.25, fullStrength: 1, stopAtr: 2.5 };

describe("the start that combinations share", () => {
  it("is a full hour, on bars of a quarter of one", () => {
    const quarter = HOUR_MS / 4;
    const column = Float64Array.from({ length: 4_000 }, (_, row) => row * quarter);
    const market = { symbol: "X", barMs: quarter, openTimeMs: column } as never;
    const span = { markets: [market], firstRow: 0, fromMs: 0, toMs: 4_000 * quarter };
    expect(sharedStart(span, [{ ...POINT, slow: 21 }])).toMatchObject({ firstRow: 500, fromMs: 500 * quarter });
    const { firstRow, fromMs } = sharedStart(span, [{ ...POINT, slow: 101 }]);
    expect(sharedStart({ ...span, firstRow: 1_600, fromMs: 1_600 * quarter }, [{ ...POINT, slow: 101 }])).toMatchObject(
      {
        firstRow: 1_600,
      },
    );
    expect(() => sharedStart(span, [{ ...POINT, slow: 2_000 }])).toThrow("and the data has 4000 bars");
    expect([firstRow % 4, fromMs % HOUR_MS, firstRow > 700]).toEqual([0, 0, true]);
  });
});
