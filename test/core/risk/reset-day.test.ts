import { describe, expect, it } from "vitest";
import { resetDayOf } from "../../../src/core/risk/reset-day.js";

const day = (at: string, zone: string) => {
  const { day: name, startMs, endMs } = resetDayOf(Date.parse(at), zone);
  return [name, new Date(startMs).toISOString(), (endMs - startMs) / 3_600_000];
};

describe("the day of a reset time zone", () => {
  it("starts at 00:00 UTC and holds its first instant, not its last", () => {
    expect(day("2024-05-01T00:00:00Z", "UTC")).toEqual(["2024-05-01", "2024-05-01T00:00:00.000Z", 24]);
    expect(day("2024-04-30T23:59:59.999Z", "UTC")).toEqual(["2024-04-30", "2024-04-30T00:00:00.000Z", 24]);
  });

  it("starts at 22:00 UTC in Johannesburg and at 18:30 in Kolkata", () => {
    expect(day("2024-05-01T12:00:00Z", "Africa/Johannesburg")).toEqual(["2024-05-01", "2024-04-30T22:00:00.000Z", 24]);
    expect(day("2024-05-01T18:29:59Z", "Asia/Kolkata")).toEqual(["2024-05-01", "2024-04-30T18:30:00.000Z", 24]);
    expect(day("2024-05-01T18:30:00Z", "Asia/Kolkata")).toEqual(["2024-05-02", "2024-05-01T18:30:00.000Z", 24]);
  });

  it("has 23 hours when New York's clocks go forward and 25 when they go back", () => {
    expect(day("2024-03-10T12:00:00Z", "America/New_York")).toEqual(["2024-03-10", "2024-03-10T05:00:00.000Z", 23]);
    expect(day("2024-11-03T12:00:00Z", "America/New_York")).toEqual(["2024-11-03", "2024-11-03T04:00:00.000Z", 25]);
    expect(day("2024-11-04T04:59:59Z", "America/New_York")[0]).toBe("2024-11-03");
  });

  it("starts at 01:00 local time where midnight itself is skipped (Beirut, 2024-03-31)", () => {
    expect(day("2024-03-31T12:00:00Z", "Asia/Beirut")).toEqual(["2024-03-31", "2024-03-30T22:00:00.000Z", 23]);
  });

  it("joins days without gap or overlap over two years of Sydney", () => {
    let at = Date.parse("2023-01-01T00:00:00Z");
    for (let days = 0; days < 730; days++) {
      const { startMs, endMs } = resetDayOf(at, "Australia/Sydney");
      expect(startMs <= at && at < endMs).toBe(true);
      expect(resetDayOf(endMs, "Australia/Sydney").startMs).toBe(endMs);
      at = endMs;
    }
  });
});
