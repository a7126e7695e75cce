import { describe, expect, it } from "vitest";
import * as s from "./shape.js";

const order = s.members({ schema: s.is("a/1"), qty: s.decimal, at: s.orNull(s.iso), fix: s.optional(s.text) });
const good = { schema: "a/1", qty: "0.5", at: null };

describe("a description of a document", () => {
  it.each<readonly [string, unknown]>([
    ["as described", good],
    ["with the member that may be left out, at its place", { ...good, fix: "x" }],
    ["with an instant", { ...good, at: "2024-02-29T00:00:00.050Z" }],
  ])("accepts one %s", (_name, value) => {
    expect(order(value, "$")).toEqual([]);
  });

  it.each<readonly [string, unknown, string]>([
    ["a member too many", { ...good, more: 1 }, "$ has schema qty at more; not schema qty at"],
    ["a member too few", { schema: "a/1", qty: "1" }, "$ has schema qty; not schema qty at"],
    ["another order", { qty: "1", schema: "a/1", at: null }, "$ has qty schema at; not schema qty at"],
    ["a number for a quantity", { ...good, qty: 0.5 }, "$.qty is 0.5, not a decimal string"],
    ["an exponent", { ...good, qty: "1e-7" }, '$.qty is "1e-7", not a decimal string'],
    ["minus nothing", { ...good, qty: "-0.0" }, '$.qty is "-0.0", not a decimal string'],
    ["a time zone", { ...good, at: "2024-02-01T00:00:00+02:00" }, "not an ISO instant with Z"],
    ["a day that never was", { ...good, at: "2024-02-30T00:00:00Z" }, "not an ISO instant with Z"],
    ["another schema", { ...good, schema: "a/2" }, '$.schema is "a/2", not "a/1"'],
    ["a list", [good], "not an object"],
  ])("complains about %s", (_name, value, complaint) => {
    expect(order(value, "$").join("\n")).toContain(complaint);
  });

  it("looks into lists and names the place", () => {
    expect(s.list(s.record(s.rule, s.count))([{ R01: 1 }, { R23: 1, R02: -1 }], "$")).toEqual([
      '$[1] name is "R23", not a rule',
      "$[1].R02 is -1, not a count",
    ]);
  });
});
