import { expect, it } from "vitest";
import { wrapText } from "../../../src/core/lib/text.js";

it("breaks between words, and not within a command in backticks that fits a line", () => {
  expect(wrapText("tell it by `hedge risk explain v1` or wait", 24)).toEqual([
    "tell it by",
    "`hedge risk explain v1`",
    "or wait",
  ]);
});

it("breaks a command that is longer than a line, between its words", () => {
  expect(wrapText("see `hedge risk explain v1`", 12)).toEqual(["see `hedge", "risk explain", "v1`"]);
});
