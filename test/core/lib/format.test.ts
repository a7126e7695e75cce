import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as format from "../../../src/core/lib/format.js";

describe("money", () => {
  it.each([
    ["1234567.895", "1,234,567.90"],
    ["-0.004", "0.00"],
    ["-0.005", "-0.01"],
    ["0.125", "0.13"],
    ["9007199254740993.01", "9,007,199,254,740,993.01"],
    ["100000", "100,000.00"],
    ["not money", "not money"],
    ["\u001b[2Jx", "x"],
    [null, "n/a"],
  ])("%s is shown as %s", (text, shown) => {
    expect(format.money(text)).toBe(shown);
  });

  it("is rounded by at most half a cent, for any decimal", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (scaled) => {
        const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(7, "0");
        const text = `${scaled < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
        const shown = BigInt(format.money(text).replaceAll(",", "").replace(".", "")) * 10_000n;
        const difference = shown - scaled;
        expect(difference <= 5_000n && difference >= -5_000n).toBe(true);
      }),
    );
  });

  it("has a sign where it is a change, and none for nothing", () => {
    expect(["12.3", "-12.3", "0.001"].map((text) => format.signedMoney(text))).toEqual(["+12.30", "-12.30", "0.00"]);
  });
});

describe("other figures", () => {
  it.each([
    ["60025.125", "60,025.13"],
    ["3.14159265", "3.141593"],
    ["0.000012345678", "0.000012346"],
    ["0.52", "0.52"],
    ["57000", "57,000"],
  ])("the price %s has the places it needs: %s", (text, shown) => {
    expect(format.price(text)).toBe(shown);
  });

  it.each([
    [0, "0s"],
    [400, "400ms"],
    [2_400, "2.4s"],
    [59_400, "59s"],
    [60_000, "1m"],
    [725_000, "12m 5s"],
    [7_500_000, "2h 5m"],
    [273_600_000, "3d 4h"],
    [-5_000, "-5.0s"],
    [null, "n/a"],
    [Number.NaN, "n/a"],
  ])("an age of %s ms is %s", (ms, shown) => {
    expect(format.age(ms)).toBe(shown);
  });

  it.each([
    ["2024-05-01T13:00:00Z", "2024-05-01 13:00Z"],
    ["2024-05-01T13:00:07.046Z", "2024-05-01 13:00:07Z"],
    ["soon", "soon"],
    [null, "n/a"],
  ])("the instant %s is shown as %s", (instant, shown) => {
    expect(format.utc(instant)).toBe(shown);
  });

  it.each([
    [0.05123, "fraction", "5.12%"],
    [1.4213, "multiple", "1.42x"],
    [1_234.5, "usd", "1,234.50"],
    [90, "seconds", "1m 30s"],
    [12.34, "bps", "12.3 bps"],
    [3, "count", "3"],
    [null, "usd", "n/a"],
    [Infinity, "usd", "n/a"],
  ])("%s in %s is %s", (value, unit, shown) => {
    expect(format.measure(value, unit)).toBe(shown);
  });

  it("a quantity keeps all its digits but no trailing zeros", () => {
    expect(["0.0200", "1234.5", "-7"].map(format.quantity)).toEqual(["0.02", "1,234.5", "-7"]);
  });

  it("a change has a sign: +0.02 %, -0.02 %, 0.00 %", () => {
    expect([0.0002, -0.0002, 0].map((value) => format.signedPercent(value))).toEqual(["+0.02%", "-0.02%", "0.00%"]);
  });
});

describe("a figure and its limit", () => {
  it.each([
    [0.1104, 0.11, "multiple", ["0.1104x", "0.11x"]],
    [0.1, 0.2, "multiple", ["0.10x", "0.20x"]],
    [0.020004, 0.02, "fraction", ["2.0004%", "2%"]],
    [100.001, 100, "usd", ["100.001", "100"]],
    [5, 5, "count", ["5", "5"]],
    [null, 5, "count", ["n/a", "5"]],
    [3_600.001, 3_600, "seconds", ["1h", "1h"]],
  ] as const)("%s and %s %s look different where they are", (measured, limit, unit, shown) => {
    expect(format.measureBoth(measured, limit, unit)).toEqual(shown);
  });
});
