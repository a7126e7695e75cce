import { describe, expect, it } from "vitest";
import { maintenanceMarginUsd } from "../../../src/core/domain/instrument.js";
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
