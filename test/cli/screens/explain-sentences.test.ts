import { describe, expect, it } from "vitest";
import { spoken } from "../../../src/cli/screens/explain-sentences.js";

describe("codes in sentences", () => {
  it.each([
    ["maker_timeout", "maker timeout"],
    ["rejected_-4131", "rejected -4131"],
    ["2 of 20 orders: taker_only", "2 of 20 orders: taker only"],
    ['an operator (said "FOO_TOKEN is delisted")', 'an operator (said "FOO_TOKEN is delisted")'],
    ['flattened: "foo_token", price_stale', 'flattened: "foo_token", price stale'],
    ["FOO_TOKEN is halted", "FOO_TOKEN is halted"],
    ["the venue's no_position and 'foo_token'", "the venue's no position and 'foo_token'"],
  ])("%s is told as: %s", (code, words) => {
    expect(spoken(code)).toBe(words);
  });
});
