import { describe, expect, it } from "vitest";
import type { ExitLevels } from "../../../../src/core/domain/intent.js";
import { LegExits } from "../../../../src/core/research/kernel/leg-exits.js";
import type { KernelMarket } from "../../../../src/core/research/kernel/market.js";

type Prices = readonly [open: number, high: number, low: number, close: number];

function marketOf(bars: readonly Prices[], marks?: readonly Prices[]): KernelMarket {
  const column = (of: readonly Prices[], at: number): Float64Array => Float64Array.from(of, (bar) => bar[at]!);
  const zero = new Float64Array(bars.length);
  const market: KernelMarket = {
    ...{ symbol: "S", barMs: 3_600_000, openTimeMs: zero, longPays: zero, shortGets: zero },
    ...{ open: column(bars, 0), high: column(bars, 1), low: column(bars, 2), close: column(bars, 3) },
    mark: column(marks ?? bars, 3),
  };
  if (marks === undefined) return market;
  return { ...market, markBars: { open: column(marks, 0), high: column(marks, 1), low: column(marks, 2) } };
}

const RULES = { trailStepAtr: 0.25, liquidationFraction: 0.5, tick: 0.01, warmRow: 0, markets: [] };
const LEVELS: ExitLevels = { stopDistance: 4, atr: 2, trailDistance: null, takeProfits: [], maxBars: null };

/** Exits of a position that was opened at 100, with the disaster stop 6 × 2 away. */
function opened(
  bars: readonly Prices[],
  {
    side = 1,
    levels = {},
    marks,
    liquidation = null,
  }: {
    readonly side?: number;
    readonly levels?: Partial<ExitLevels>;
    readonly marks?: readonly Prices[];
    readonly liquidation?: number | null;
  } = {},
): LegExits {
  const exits = new LegExits(marketOf(bars, marks), RULES, 6);
  exits.open({ side, entry: 100, levels: { ...LEVELS, ...levels }, liquidation });
  return exits;
}

describe("exits of a leg", () => {
  it("a stop at 96 fires at a touch, at 96; one that the open has passed fires at the open", () => {
    expect(opened([[98, 99, 96, 97]]).stopped(0)).toBe(96);
    expect(opened([[98, 99, 96.01, 97]]).stopped(0)).toBeNaN();
    expect(opened([[95, 99, 94, 97]]).gap(0)).toBe(95);
    expect(opened([[102, 104, 101, 103]], { side: -1 }).stopped(0)).toBe(104);
    expect(opened([[105, 106, 101, 103]], { side: -1 }).gap(0)).toBe(105);
  });

  it("the disaster stop at 88 looks at the mark, and fills inside the bar of the last price", () => {
    const wide = { levels: { stopDistance: 0 } };
    expect(opened([[90, 91, 87, 89]], { ...wide, marks: [[90, 91, 89, 90]] }).stopped(0)).toBeNaN();
    expect(opened([[90, 91, 89.5, 90]], { ...wide, marks: [[90, 91, 87, 90]] }).stopped(0)).toBe(89.5);
    expect(opened([[90, 91, 86, 90]], { ...wide, marks: [[90, 91, 87, 90]] }).stopped(0)).toBe(88);
    expect(opened([[86, 91, 85, 90]], { ...wide, marks: [[87, 91, 87, 90]] }).gap(0)).toBe(86);
  });

  it("liquidation at 90 draws the disaster stop to half of the way there: 95", () => {
    const near = opened([[97, 98, 94, 96]], { liquidation: 90, levels: { stopDistance: 0 } });
    expect(near.stopped(0)).toBe(95);
  });

  it("a take-profit at 103 needs one tick more, and gains nothing from a gap but what the bar forces", () => {
    const ladder = { levels: { takeProfits: [{ distance: 3, fraction: 0.5 }] } };
    expect(opened([[101, 103, 100, 102]], ladder).reachedRung(0)).toBe(-1);
    const reached = opened([[101, 103.01, 100, 102]], ladder);
    expect([reached.reachedRung(0), reached.rungShare(0), reached.fillRung(0, 0)]).toEqual([0, 0.5, 103]);
    expect(reached.reachedRung(0)).toBe(-1);
    expect(opened([[105, 106, 104, 105]], ladder).fillRung(0, 0)).toBe(104);
  });

  it("rungs of 40 % and 60 % close 40 % of the position and then all that is left", () => {
    const takeProfits = [
      { distance: 1, fraction: 0.4 },
      { distance: 2, fraction: 0.6 },
    ];
    const exits = opened([[100, 110, 100, 105]], { levels: { takeProfits } });
    expect(exits.rungShare(0)).toBe(0.4);
    exits.fillRung(0, 0);
    expect(exits.rungShare(1)).toBe(1);
  });

  it("a trail of 3 moves from 96 at closes in its favour only, by at least a quarter ATR, and never back", () => {
    const exits = opened([[100, 110, 90, 100]], { levels: { trailDistance: 3 } });
    const stopAfter = (close: number): number => {
      exits.follow(close);
      // The bar's range holds every stop of this test.
      return exits.stopped(0);
    };
    expect([98, 101, 101.4, 101.5, 99, 104].map(stopAfter)).toEqual([97, 98, 98, 98.5, 98.5, 101]);
  });

  it("says so when the trail comes to lie behind the market: a stop of 1 after a close at 98", () => {
    const exits = opened([[100, 110, 90, 100]], { levels: { trailDistance: 1 } });
    expect(exits.follow(98)).toBe(true);
    expect(exits.follow(99.5)).toBe(false);
  });
});
