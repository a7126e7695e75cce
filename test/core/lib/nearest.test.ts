import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../../src/core/lib/nearest.js";

const word = fc.string({ maxLength: 8 });

describe("edit distance", () => {
  it.each([
    ["", "", 0],
    ["btc", "", 3],
    ["kitten", "sitting", 3],
    ["BTCUSDT", "BTCUDST", 1],
    ["ab", "ba", 1],
    ["max_levrage", "max_leverage", 1],
  ])("from %j to %j is %d", (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
  });

  it("is 0 only for equal texts, the same both ways, and at most the longer length", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const edits = editDistance(a, b);
        expect(edits === 0).toBe(a === b);
        expect(edits).toBe(editDistance(b, a));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe("did you mean", () => {
  const symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT"];

  it("names the nearest known name, whatever the case", () => {
    expect([nearest("BTCUSD", symbols), nearest("ethusdt", symbols), nearest("SLOUSDT", symbols)]).toEqual([
      "BTCUSDT",
      "ETHUSDT",
      "SOLUSDT",
    ]);
  });

  it("names nothing when more than a third of the letters differ, or when nothing is known", () => {
    expect([nearest("frobnicate", symbols), nearest("BTCUSDT", [])]).toEqual([null, null]);
  });
});
