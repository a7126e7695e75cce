import { describe, expect, it } from "vitest";
import { held, refused, sized, sizingInput, symbolView } from "./samples.js";

describe("limits that review tests by the same functions", () => {
  it("keeps to what one venue may hold: 0.04 of NAV less 2,000 held is 2,000", () => {
    const order = sized(sizingInput({ positions: [held()], limits: { maxVenueExposurePct: 0.04 } }));
    expect(order).toMatchObject({ notionalUsd: 2_000, clamps: [{ rule: "venue_exposure", beforeUsd: 10_000 }] });
  });

  it("keeps to what survives the joint shock: N that loses 0.15 N and must leave 2,000 x the margin of 0.0085 N", () => {
    const order = sized(sizingInput({ limits: { minMarginRatio: 2_000 } }));
    const mostUsd = 100_000 / (0.15 + 2_000 * 0.0085);
    expect(order.clamps).toMatchObject([{ rule: "joint_shock", beforeUsd: 10_000 }]);
    expect(order.clamps[0]?.afterUsd).toBeCloseTo(mostUsd, 6);
    expect(order.notionalUsd).toBe(mostUsd - (mostUsd % 50));
  });

  it("keeps to the expected slippage: 0.1 BTC at 2 bps and the rest at 12 bps is 6 bps after 0.1 / 0.6", () => {
    const sides = {
      bids: [{ price: 49_990, qty: 10 }],
      asks: [
        { price: 50_010, qty: 0.1 },
        { price: 50_060, qty: 10 },
      ],
    };
    const view = symbolView(50_000, { book: { symbol: "BTCUSDT", atMs: symbolView(50_000).markAtMs, ...sides } });
    const order = sized(sizingInput({ limits: { maxSlippageBps: 6 }, input: { view } }));
    expect(order.clamps.map(({ rule }) => rule)).toEqual(["expected_slippage"]);
    // (0.1 × 2 + q × 12) / (0.1 + q) = 6 bps where q = 0.4 / 6.
    expect(order.qty).toBe("0.166");
  });

  it("is refused in the rule's own words where the book was lost, and where the account can't be measured", () => {
    const lost = refused(sizingInput({ input: { view: symbolView(50_000, { bookLost: true }) } }));
    expect(lost).toMatchObject({ code: "cap_unknown", violation: { rule: "R16", code: "slippage_too_high" } });
    const unknown = refused(sizingInput({ positions: [held({ notionalUsd: Number.NaN })] }));
    expect(unknown).toMatchObject({ code: "cap_unknown", violation: { rule: "R05", measured: null } });
  });

  it("keeps to the ceiling of a production lease: 6,000 less 2,000 held", () => {
    const order = sized(sizingInput({ positions: [held()], limits: { maxGrossUsd: 6_000 } }));
    expect(order).toMatchObject({ notionalUsd: 4_000, clamps: [{ rule: "lease_ceiling" }] });
  });
});
