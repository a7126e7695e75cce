import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maintenanceMarginUsd } from "../../../src/core/domain/instrument.js";
import { liquidationDistance, shockedNotionalUsd } from "../../../src/core/risk/shock.js";
import { entry, instrument, judgeBy, policy } from "./fixtures.js";

/** Three tiers that meet at 20,000 and 80,000. */
const BRACKETS = [
  { notionalFloorUsd: 0, notionalCapUsd: 20_000, maxLeverage: 50, maintenanceRate: 0.01, deductionUsd: 0 },
  { notionalFloorUsd: 20_000, notionalCapUsd: 80_000, maxLeverage: 20, maintenanceRate: 0.025, deductionUsd: 300 },
  { notionalFloorUsd: 80_000, notionalCapUsd: 1e12, maxLeverage: 5, maintenanceRate: 0.1, deductionUsd: 6_300 },
];
const tiered = instrument("BTCUSDT", { brackets: BRACKETS });

const accounts = fc.record({
  long: fc.boolean(),
  notionalUsd: fc.integer({ min: 1_000, max: 300_000 }),
  navUsd: fc.integer({ min: 10_000, max: 100_000 }),
  otherMaintenanceUsd: fc.integer({ min: 0, max: 5_000 }),
});

describe("liquidation distance", () => {
  it("is where margin balance and maintenance meet, in whatever tier the position then lies", () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const { long, notionalUsd, navUsd, otherMaintenanceUsd } = account;
        const distance = liquidationDistance({ ...account, instrument: tiered });
        if (long && distance > 1) return;
        const move = long ? -distance : distance;
        const balanceUsd = navUsd + (long ? 1 : -1) * notionalUsd * move;
        const neededUsd = otherMaintenanceUsd + maintenanceMarginUsd(tiered, notionalUsd * (1 + move));
        expect(Math.abs(balanceUsd - neededUsd)).toBeLessThan(1e-4);
      }),
    );
  });

  it("never grows with the position", () => {
    fc.assert(
      fc.property(accounts, fc.integer({ min: 1, max: 100_000 }), (account, moreUsd) => {
        const larger = { ...account, notionalUsd: account.notionalUsd + moreUsd, instrument: tiered };
        expect(liquidationDistance(larger)).toBeLessThanOrEqual(
          liquidationDistance({ ...account, instrument: tiered }),
        );
      }),
    );
  });
});

describe("joint shock", () => {
  it("takes the larger outcome of entries in flight on both sides: 10,000 bought or sold is a short of 11,500", () => {
    expect(shockedNotionalUsd({ hiUsd: 10_000, loUsd: -10_000 }, 0.15)).toBeCloseTo(11_500, 9);
    expect(shockedNotionalUsd({ hiUsd: 14_000, loUsd: -10_000 }, 0.15)).toBeCloseTo(11_900, 9);
    expect(shockedNotionalUsd({ hiUsd: 10_000, loUsd: 4_000 }, 0.15)).toBeCloseTo(8_500, 9);
  });

  it("never shocks what is no major by less than a major: 10,000 at 30 % leave 97,000 for a margin of 70", () => {
    const liquidation = {
      max_stop_share: 0.5,
      majors: ["BTCUSDT"],
      majors_shock_pct: 0.3,
      others_shock_pct: 0.1,
      min_margin_ratio: 1e6,
    };
    const [found] = judgeBy("R19", entry("ETHUSDT", "100"), { policy: policy({ global: { liquidation } }) });
    expect(found?.measured).toBeCloseTo(97_000 / 70, 6);
  });
});
