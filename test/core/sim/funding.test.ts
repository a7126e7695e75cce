import { describe, expect, it } from "vitest";
import { dec } from "../../../src/core/lib/decimal.js";
import { HOUR_MS } from "../../../src/core/lib/time.js";
import { type Bench, bench, COIN } from "./harness.js";

function holding(side: "buy" | "sell", qty = "2"): Bench {
  const b = bench();
  b.bar({ close: 110 });
  b.order({ side, qty: dec(qty) });
  b.finish();
  return b;
}
const stamp = { symbol: COIN.symbol, atMs: HOUR_MS, rate: 0.0003, markPrice: 100 };

describe("funding", () => {
  it("costs a long of 2 at mark 100 and 3 bps 0.06, and pays a short the same", () => {
    const long = holding("buy");
    const before = long.venue.report().wallets["main"];
    expect(long.venue.fund(stamp)).toEqual([
      {
        type: "funding.settled",
        atMs: HOUR_MS,
        account: "main",
        symbol: COIN.symbol,
        rate: 0.0003,
        qty: "2",
        markPrice: "100",
        amount: "-0.06",
        assumed: false,
      },
    ]);
    expect([before, long.venue.report().wallets["main"]]).toEqual(["9999.9", "9999.84"]);
    expect(holding("sell").venue.fund(stamp)).toMatchObject([{ qty: "-2", amount: "0.06" }]);
  });

  it("with a negative rate pays the long", () => {
    expect(holding("buy").venue.fund({ ...stamp, rate: -0.0001 })).toMatchObject([{ amount: "0.02" }]);
  });

  it("without a record costs longs 1 bp and pays shorts nothing, marked as assumed", () => {
    const unknown = { ...stamp, rate: null };
    expect(holding("buy").venue.fund(unknown)).toMatchObject([{ amount: "-0.02", rate: 0.0001, assumed: true }]);
    expect(holding("sell").venue.fund(unknown)).toMatchObject([{ amount: "0", rate: 0, assumed: true }]);
  });

  it("without a mark uses the last close: 110", () => {
    const settled = holding("buy").venue.fund({ ...stamp, markPrice: null });
    expect(settled).toMatchObject([{ markPrice: "110", amount: "-0.066" }]);
  });

  it("uses the close already at the closing instant, before the span has ended, and the open before that", () => {
    for (const [atMs, markPrice] of [
      [2 * HOUR_MS, "120"],
      [2 * HOUR_MS - 1, "111"],
    ] as const) {
      const b = holding("buy");
      b.bar({ open: 111, close: 120 });
      b.take(b.venue.advance(2 * HOUR_MS - 1));
      expect(b.venue.fund({ ...stamp, atMs, markPrice: null })).toMatchObject([{ markPrice }]);
    }
  });

  it("settles nothing where nothing is held", () => {
    const b = bench();
    b.bar({});
    expect(b.venue.fund(stamp)).toEqual([]);
  });

  it("is rounded to 8 places: 0.051 × 33.333333 × 0.00012345 is 0.00020986", () => {
    const b = holding("buy", "0.051");
    const [event] = b.venue.fund({ ...stamp, markPrice: 33.333333, rate: 0.00012345 });
    expect(event).toMatchObject({ amount: "-0.00020986" });
  });
});
