import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../../src/core/lib/canonical-json.js";

const jsonValue = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const);
  return Object.fromEntries(members.reverse());
}

describe("canonical JSON", () => {
  it("sorts keys at every depth and leaves out white space and undefined members", () => {
    expect(canonicalJson({ b: [1, { d: "x", c: null }], a: undefined, B: true })).toBe(
      '{"B":true,"b":[1,{"c":null,"d":"x"}]}',
    );
  });

  it("reads back as the value", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it("has the same bytes whatever the order of the members", () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it.each([Number.NaN, Infinity, -Infinity, undefined, 1n, Symbol("s"), (): null => null])(
    "refuses %s instead of writing null",
    (value) => {
      expect(() => canonicalJson({ a: [value] })).toThrow(TypeError);
    },
  );
});
