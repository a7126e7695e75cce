import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJsonText } from "../../../src/core/config/json-text.js";

describe("parseJsonText", () => {
  test("names line 3, column 21 of a missing comma", () => {
    const text = '{\n  "a": 1,\n  "b": { "c": [1, 2 3] }\n}';
    expect(parseJsonText(text).faults).toEqual([
      { code: "invalid_json", message: 'expected , or ], found "3"', path: "b.c", line: 3, column: 21 },
    ]);
  });

  test.each([
    ['{"a": 1,}', "a comma stands before }", 9],
    ['{"a": 1} x', 'expected the end of the file, found "x"', 10],
    ['{"a": // why\n1}', "expected a value, found / (JSON has no comments)", 7],
    ["{'a': 1}", "expected a key in double quotes, found ' (JSON has double quotes only)", 2],
    ['{"a": 01}', 'expected , or }, found "1"', 8],
    ['{"a": "b', "a string has no closing quote", 7],
    ['{"a": NaN}', 'expected a value, found "N"', 7],
    ["", "expected a value, found the end of the file", 1],
  ])("refuses %s: %s at column %i", (text, message, column) => {
    const { value, faults } = parseJsonText(text);
    expect(value).toBeUndefined();
    expect(faults).toMatchObject([{ code: "invalid_json", message, line: 1, column }]);
  });

  test("a key that stands twice is a fault, where JSON.parse lets the second win in silence", () => {
    const { faults } = parseJsonText('{"limits": {"max": 1, "max": 9}}');
    expect(faults).toEqual([
      { code: "duplicate_key", message: 'the key "max" stands twice', path: "limits", line: 1, column: 23 },
    ]);
  });

  test("__proto__ is refused and never becomes a member", () => {
    const { value, faults } = parseJsonText('{"a": {"__proto__": {"polluted": true}}}');
    expect(faults).toMatchObject([{ code: "forbidden_key", path: "a", column: 8 }]);
    expect(value).toEqual({ a: {} });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("reads what JSON.parse reads, to the same value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, indent) => {
        const pretty = JSON.stringify(JSON.parse(text), null, indent);
        fc.pre(!pretty.includes('"__proto__"'));
        expect(parseJsonText(pretty)).toEqual({ value: JSON.parse(pretty) as unknown, faults: [] });
      }),
    );
  });

  test("any text either has a fault or is JSON to JSON.parse too", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => text.slice(1)),
        ),
        (text) => {
          const { faults } = parseJsonText(text);
          if (faults.length === 0) expect(() => JSON.parse(text) as unknown).not.toThrow();
        },
      ),
    );
  });

  test("nesting deeper than 40 levels is a fault, not a crash", () => {
    const { faults } = parseJsonText("[".repeat(100_000));
    expect(faults).toMatchObject([{ code: "invalid_json", message: "nested deeper than 40 levels" }]);
  });
});
