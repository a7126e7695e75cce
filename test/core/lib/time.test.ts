import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoUtc, parseUtc } from "../../../src/core/lib/time.js";

describe("UTC texts", () => {
  it("print whole seconds without milliseconds and others with three digits", () => {
    expect([isoUtc(0), isoUtc(1_714_521_600_000), isoUtc(1)]).toEqual([
      "1970-01-01T00:00:00Z",
      "2024-05-01T00:00:00Z",
      "1970-01-01T00:00:00.001Z",
    ]);
  });

  it("read back as the instant they print, for any millisecond from 1970 to 9999", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (epochMs) => {
        expect(parseUtc(isoUtc(epochMs))).toBe(epochMs);
      }),
    );
  });

  it.each([
    ["2024-02-29", Date.UTC(2024, 1, 29)],
    ["2024-02-29T10:30", Date.UTC(2024, 1, 29, 10, 30)],
    ["2024-02-29T10:30:05", Date.UTC(2024, 1, 29, 10, 30, 5)],
    ["2024-02-29T10:30:05.5Z", Date.UTC(2024, 1, 29, 10, 30, 5, 500)],
    ["2024-03-31T02:30:00+02:00", Date.UTC(2024, 2, 31, 0, 30)],
    ["2024-01-01T00:00:00-05:30", Date.UTC(2024, 0, 1, 5, 30)],
  ])("%s is an instant, without a zone in UTC", (text, epochMs) => {
    expect(parseUtc(text)).toBe(epochMs);
  });

  it.each([
    "",
    "yesterday",
    "2024",
    "2024-2-1",
    "2024-02-30",
    "2023-02-29T00:00Z",
    "2024-13-01",
    "2024-01-01T25:00",
    "2024-01-01T10",
    "2024-01-01 10:00",
    "01/02/2024",
    "1714521600000",
    "2024-01-01T00:00:61Z",
    "2024-01-01Z",
  ])("%j is none", (text) => {
    expect(parseUtc(text)).toBeNull();
  });
});
