import { describe, expect, it } from "vitest";
import { parseMaxNotional, parseReason, parseTerm } from "../../../../src/core/app/operator/lease-terms.js";
import { Failure } from "../../../../src/core/lib/failure.js";

const refusesWith = (path: string, code = "invalid_value"): object => ({ code, exitCode: 2, place: { path } });

function failureOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error;
  }
  return null;
}

describe("--for", () => {
  it.each([
    ["4h", 14_400_000],
    ["30m", 1_800_000],
    ["1h30m", 5_400_000],
    ["24h", 86_400_000],
    ["1440m", 86_400_000],
    ["1m", 60_000],
  ])("%s is %i ms", (text, termMs) => {
    expect(parseTerm(text)).toBe(termMs);
  });

  it.each([
    "",
    "4",
    "h",
    "0h",
    "0m",
    "-4h",
    "4 h",
    "4H",
    "25h",
    "24h1m",
    "1441m",
    "1d",
    "30m4h",
    "1e3h",
    "NaNh",
    "９h",
  ])("refuses %j", (text) => {
    expect(failureOf(() => parseTerm(text))).toMatchObject(refusesWith("--for"));
  });
});

describe("--max-notional", () => {
  it.each(["25000", "0.01", "1000000.5"])("takes %s as it is", (text) => {
    expect(parseMaxNotional(text)).toBe(text);
  });

  it.each(["", "0", "0.00", "-5", "NaN", "Infinity", "1e5", "1,000", "25k", " 5"])("refuses %j", (text) => {
    expect(failureOf(() => parseMaxNotional(text))).toMatchObject(refusesWith("--max-notional"));
  });
});

describe("--reason", () => {
  it("is trimmed, may be left out where none is needed, and takes 500 letters", () => {
    expect(parseReason("  Börse steht wieder ", true)).toBe("Börse steht wieder");
    expect(parseReason("", false)).toBe("");
    expect(parseReason("x".repeat(500), true)).toHaveLength(500);
  });

  it.each([
    ["an empty one where it is needed", "  ", true],
    ["501 letters", "x".repeat(501), false],
    ["two lines", "a\nb", false],
    ["an escape sequence", "\u001b[2J", false],
  ])("refuses %s", (_what, text, isNeeded) => {
    expect(failureOf(() => parseReason(text, isNeeded))).toMatchObject(refusesWith("--reason"));
  });
});
