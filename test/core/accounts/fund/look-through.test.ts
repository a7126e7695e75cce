import { describe, expect, it } from "vitest";
import { type FundNode, lookThrough } from "../../../../src/core/accounts/fund/look-through.js";

const node = (over: Partial<FundNode> & Pick<FundNode, "id">): readonly [string, FundNode] => [
  over.id,
  { unitsOutstanding: 1_000, exposures: {}, holds: [], ...over },
];

describe("look-through of a fund of funds", () => {
  it("250 of 1,000 units carry a quarter of the positions, beside the fund's own", () => {
    const funds = new Map([
      node({ id: "top", exposures: { BTCUSDT: 10_000 }, holds: [{ id: "alpha", units: 250 }] }),
      node({ id: "alpha", exposures: { BTCUSDT: -8_000, ETHUSDT: 4_000 } }),
    ]);
    expect(lookThrough(funds, "top")).toEqual({
      ok: true,
      value: [
        { symbol: "BTCUSDT", ownUsd: 10_000, throughUsd: -2_000 },
        { symbol: "ETHUSDT", ownUsd: 0, throughUsd: 1_000 },
      ],
    });
  });

  it("goes through two floors and adds both ways to the same fund: 0.5 × 0.2 + 0.1 of it", () => {
    const funds = new Map([
      node({
        id: "top",
        holds: [
          { id: "mid", units: 500 },
          { id: "low", units: 100 },
        ],
      }),
      node({ id: "mid", holds: [{ id: "low", units: 200 }] }),
      node({ id: "low", exposures: { SOLUSDT: 1_000 } }),
    ]);
    const found = lookThrough(funds, "top");
    expect(found.ok && found.value[0]?.throughUsd).toBeCloseTo(200, 9);
  });

  it("refuses a fund that holds itself by way of another, and one nobody has figures of", () => {
    const ring = new Map([
      node({ id: "a", holds: [{ id: "b", units: 1 }] }),
      node({ id: "b", holds: [{ id: "a", units: 1 }] }),
    ]);
    expect(lookThrough(ring, "a")).toMatchObject({ ok: false, error: { code: "fund_cycle" } });
    const lone = new Map([node({ id: "a", holds: [{ id: "ghost", units: 1 }] })]);
    expect(lookThrough(lone, "a")).toMatchObject({ ok: false, error: { code: "unknown_fund" } });
  });
});
