import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoteBigIntegers } from "../../../../src/core/adapters/ccxt/json-text.js";

describe("quoteBigIntegers", () => {
  it.each([
    ['{"orderId":8389765739703625592,"a":1}', '{"orderId":"8389765739703625592","a":1}'],
    ['{"a":1,"orderId":8389765739703625592}', '{"a":1,"orderId":"8389765739703625592"}'],
    ["[-1234567890123456 , 12]", '["-1234567890123456" , 12]'],
    ['{"time": 1790000000000}', '{"time": 1790000000000}'],
    ['{"a":"8389765739703625592"}', '{"a":"8389765739703625592"}'],
    ['{"a\\":8389765739703625592":1}', '{"a\\":8389765739703625592":1}'],
    ["[1234567890123456.5,1234567890123456e3]", "[1234567890123456.5,1234567890123456e3]"],
  ])("turns %s into %s", (text, expected) => {
    expect(quoteBigIntegers(text)).toBe(expected);
  });

  it("leaves every JSON document without big integers as it is", () => {
    fc.assert(fc.property(fc.json(), (text) => quoteBigIntegers(text) === text || /\d{16}/.test(text)));
  });

  it("keeps every digit of any 64-bit id at any place of a document", () => {
    const id = fc.bigInt({ min: 10n ** 15n, max: 2n ** 64n });
    fc.assert(
      fc.property(fc.string(), id, fc.string(), (key, value, text) => {
        const json = `{${JSON.stringify(key)}:[${String(value)},{"t":${JSON.stringify(text)},"i":${String(value)}}]}`;
        const parsed = JSON.parse(quoteBigIntegers(json)) as Record<string, [string, { t: string; i: string }]>;
        expect(parsed[key]).toEqual([String(value), { t: text, i: String(value) }]);
      }),
    );
  });

  it("reads a hostile text of 2 million characters in under 2 s", () => {
    const start = performance.now();
    for (const piece of ['"\\', '"', "-", "1234567890123456", "\\", "1e"]) {
      quoteBigIntegers(`1234567890123456${piece.repeat(2_000_000 / piece.length)}`);
    }
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
