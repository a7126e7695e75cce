import { describe, expect, it } from "vitest";
import { type BarrierTrade, labelTrade } from "../../../../src/core/quant/ml/triple-barrier.js";

const FREE = { feeBps: 0, slippageBps: 0, fundingOver: () => 0 };
const LONG: BarrierTrade = { decidedAt: 0, side: 1, stopDistance: 10, takeDistance: 20, horizonBars: 3 };

/** A figure as exact as doubles let it be. */
function near(figure: number): unknown {
  return expect.closeTo(figure, 12);
}

function bars(rows: readonly (readonly [number, number, number, number])[]): Parameters<typeof labelTrade>[0] {
  const column = (at: 0 | 1 | 2 | 3): readonly number[] => rows.map((row) => row[at]);
  return { open: column(0), high: column(1), low: column(2), close: column(3) };
}

const BEFORE = [100, 100, 100, 100] as const;

describe("triple barrier", () => {
  it("takes the profit only when the price trades through it", () => {
    const touched = bars([BEFORE, [100, 120, 95, 110], [110, 111, 109, 110], [110, 112, 108, 105]]);
    expect(labelTrade(touched, LONG, FREE)).toEqual({ hit: "time", endedAt: 3, netReturn: near(0.05) });
    const through = bars([BEFORE, [100, 120.1, 95, 110]]);
    expect(labelTrade(through, LONG, FREE)).toEqual({ hit: "take", endedAt: 1, netReturn: near(0.2) });
  });

  it("counts a bar that could have hit both as a stop", () => {
    expect(labelTrade(bars([BEFORE, [100, 130, 90, 120]]), LONG, FREE)).toMatchObject({ hit: "stop", endedAt: 1 });
  });

  it("fills a gap over the stop at the open", () => {
    const gap = bars([BEFORE, [100, 101, 99, 100], [80, 85, 78, 84]]);
    expect(labelTrade(gap, LONG, FREE)).toEqual({ hit: "stop", endedAt: 2, netReturn: near(-0.2) });
  });

  it("turns round for a short", () => {
    const rise = bars([BEFORE, [100, 111, 99, 110]]);
    expect(labelTrade(rise, { ...LONG, side: -1 }, FREE)).toMatchObject({
      hit: "stop",
      netReturn: near(-0.1),
    });
  });

  it("is unknown where the bars end first", () => {
    expect(labelTrade(bars([BEFORE, [100, 101, 99, 100]]), LONG, FREE)).toBeNull();
  });

  // Buys at 100 × 1.001 = 100.1, sells 105 × 0.999 = 104.895 after three bars; 5 bps on each side, 0.02 % of funding twice.
  it("pays fees on both sides, slippage against it, and funding as a long", () => {
    const still = bars([BEFORE, [100, 104, 99, 103], [103, 105, 102, 104], [104, 106, 103, 105]]);
    const costs = {
      feeBps: 5,
      slippageBps: 10,
      fundingOver: (from: number, to: number) => (from === 1 && to === 3 ? 0.0004 : 9),
    };
    const ratio = 104.895 / 100.1;
    expect(labelTrade(still, LONG, costs)?.netReturn).toBeCloseTo(ratio - 1 - 0.0005 * (1 + ratio) - 0.0004, 12);
  });
});
