import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Column, renderTable } from "../../src/cli/table.js";
import { cleanText, visibleWidth } from "../../src/core/lib/text.js";
import { createTint } from "../../src/cli/tint.js";

interface Row {
  readonly name: string;
  readonly price: string;
  readonly note: string;
}

const columns: readonly Column<Row>[] = [
  { title: "name", cell: ({ name }) => name, minWidth: 4 },
  { title: "price", align: "decimal", cell: ({ price }) => price },
  { title: "note", cell: ({ note }) => ({ text: note, tone: "warn" }), minWidth: 6, leaves: 1 },
];
const plain = createTint(false);
const draw = (rows: readonly Row[], width = 80, tint = plain): readonly string[] =>
  renderTable({ columns, rows, width, tint });

const anyText = fc.oneof(
  fc.string({ maxLength: 60, unit: "binary" }),
  fc.string({ maxLength: 60, unit: "grapheme" }),
  fc.constantFrom(
    "\u001b[31mred\u001b[0m",
    "\u001b]0;title\u0007x",
    "漢字漢字漢字",
    "e\u0301te\u0301",
    "\u202egnp.exe",
    "",
  ),
);
const anyNumber = fc
  .tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 0, max: 6 }))
  .map(([value, places]) => (value / 7).toFixed(places));
const anyRow = fc.record({ name: anyText, price: anyNumber, note: anyText });

describe("a table", () => {
  it("lines up decimal points, units behind them and unknown figures before them", () => {
    const rows = ["1,234.5", "-0.25", "7", "n/a", "12.5%"].map((price) => ({ name: "x", price, note: "" }));
    expect(draw(rows)).toEqual([
      "name     price  note",
      "x     1,234.5",
      "x        -0.25",
      "x         7",
      "x       n/a",
      "x        12.5%",
    ]);
  });

  it("is never wider than its terminal, for any text and any width from 20 on", () => {
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 8 }),
        fc.integer({ min: 20, max: 120 }),
        fc.boolean(),
        (rows, width, colour) => {
          for (const line of draw(rows, width, createTint(colour)))
            expect(visibleWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it("has the decimal points of a column in one place, whatever the figures", () => {
    fc.assert(
      fc.property(fc.array(anyNumber, { minLength: 2, maxLength: 12 }), (prices) => {
        const rows = prices.map((price) => ({ name: "x", price, note: "" }));
        const lines = draw(rows).slice(1);
        const points = lines.flatMap((line, index) =>
          prices[index]?.includes(".") === true ? [line.indexOf(".")] : [],
        );
        expect(new Set(points).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("shows every number whole, however narrow the terminal", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { minLength: 1, maxLength: 5 }), fc.integer({ min: 32, max: 90 }), (rows, width) => {
        const shown = draw(rows, width).join("\n");
        for (const { price } of rows) expect(shown).toContain(price);
      }),
    );
  });

  it("paints no control character that came with a text", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), (rows) => {
        expect(draw(rows).join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it("first shortens texts, then leaves columns out by name, then turns into cards", () => {
    const row = { name: "a-rather-long-name", price: "12345.67", note: "why it is so" };
    expect(draw([row], 42)[1]).toBe("a-rather-long-name  12345.67  why it is so");
    expect(draw([row], 36)[1]).toBe("a-rather-lo…  12345.67  why it is so");
    expect(draw([row], 20)).toEqual([
      "name           price",
      "a-rather-…  12345.67",
      "not shown at 20",
      "columns: note",
    ]);
    const wide = { name: "x", price: "1234567890123456.78", note: "n" };
    expect(draw([wide], 20)).toEqual(["name   x", "price  1234567890123", "       456.78", "note   n"]);
  });

  it("without rows is its heading", () => {
    expect(draw([])).toEqual(["name  price  note"]);
  });
});

describe("cleaned text", () => {
  it.each([
    ["a colour", "\u001b[31mBTC\u001b[0m", "BTC"],
    ["a window title", "\u001b]0;owned\u0007BTC", "BTC"],
    ["a title ended by a string terminator", "\u001b]2;owned\u001b\\BTC", "BTC"],
    ["a cursor move", "BTC\u001b[2J\u001b[1;1H", "BTC"],
    ["the one-byte form of an escape", "\u009b31mBTC", "31mBTC"],
    ["carriage return and bell", "fine\rEVIL\u0007", "fine EVIL"],
    ["a direction override", "\u202eCTB\u202c", "CTB"],
    ["zero-width characters", "B\u200bT\u200dC\ufeff", "BTC"],
    ["half a surrogate pair", "B\ud800C", "BC"],
    ["line breaks", "a\nb\u2028c", "a b c"],
  ])("loses %s", (_what, hostile, clean) => {
    expect(cleanText(hostile)).toBe(clean);
  });

  it("cleaned twice is the same as cleaned once, for any text", () => {
    fc.assert(fc.property(anyText, (text) => cleanText(cleanText(text)) === cleanText(text)));
  });

  it("takes 2 columns for 漢, 1 for é in two parts, none for our own colours", () => {
    expect(["漢", "e\u0301", createTint(true)("x", "bad")].map(visibleWidth)).toEqual([2, 1, 1]);
  });
});
