import { describe, expect, it } from "vitest";
import { maintenanceMarginUsd, reachesMinNotional, smallestQty } from "../../../src/core/domain/instrument.js";
import { dec } from "../../../src/core/lib/decimal.js";
import { sampleInstrument } from "../../support/samples/instruments.js";

const instrument = sampleInstrument({
  brackets: [
    { notionalFloorUsd: 0, notionalCapUsd: 50_000, maxLeverage: 125, maintenanceRate: 0.004, deductionUsd: 0 },
    { notionalFloorUsd: 50_000, notionalCapUsd: 500_000, maxLeverage: 100, maintenanceRate: 0.005, deductionUsd: 50 },
  ],
});

describe("maintenance margin", () => {
  it("is 0.4 % of 50,000 and 0.5 % less 50 of 60,000, without a step at the border of the tiers", () => {
    expect(maintenanceMarginUsd(instrument, 50_000)).toBe(200);
    expect(maintenanceMarginUsd(instrument, 60_000)).toBe(250);
    expect(maintenanceMarginUsd(instrument, 50_000.01) - maintenanceMarginUsd(instrument, 50_000)).toBeCloseTo(
      0.00005,
      8,
    );
  });

  it("uses the last tier beyond the table, and is unknown without one", () => {
    expect(maintenanceMarginUsd(instrument, 1_000_000)).toBe(4_950);
    expect(maintenanceMarginUsd({ ...instrument, brackets: [] }, 1_000)).toBeNaN();
  });

  it("is unknown for an unknown notional", () => {
    expect(maintenanceMarginUsd(instrument, Number.NaN)).toBeNaN();
  });
});

describe("the smallest order", () => {
  it("is worth 100 USD to the cent: 0.002 at 50,000, and 0.003 one tick below", () => {
    expect(smallestQty(instrument, dec("100"), dec("50000"))).toBe("0.002");
    expect(smallestQty(instrument, dec("100"), dec("49999.9"))).toBe("0.003");
    expect(reachesMinNotional(instrument, dec("0.002"), dec("50000"))).toBe(true);
    expect(reachesMinNotional(instrument, dec("0.002"), dec("49999.9"))).toBe(false);
  });

  it("is the venue's smallest quantity of 0.001 where that is worth more", () => {
    expect(smallestQty(instrument, dec("100"), dec("250000"))).toBe("0.001");
  });
});
