import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { adxWilder } from "../../../src/core/quant/adx.js";
import { atrWilder } from "../../../src/core/quant/atr.js";
import { ema } from "../../../src/core/quant/ema.js";

/** Rows of a table, header left out; an empty cell is NaN. */
function rowsOf(file: string): number[][] {
  const text = readFileSync(new URL(`../../fixtures/quant/${file}`, import.meta.url), "utf8");
  const cell = (value: string): number => (value.trim() === "" ? Number.NaN : Number(value));
  return text
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(",").map(cell));
}

function column(rows: readonly number[][], index: number): Float64Array {
  return Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
}

function worstDifference(measured: Float64Array, expected: Float64Array, from: number): number {
  let worst = 0;
  for (let i = from; i < expected.length; i++) {
    worst = Math.max(worst, Math.abs(measured[i]! - expected[i]!));
  }
  return worst;
}

describe("published tables", () => {
  it("EMA(14) of 200 SPY months agrees from its first value on, bar 14, within 1e-9", () => {
    const rows = rowsOf("spy_ema.csv");
    expect(rows).toHaveLength(200);
    const measured = ema(column(rows, 1), 14);
    const expected = column(rows, 2);
    expect([...measured].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(worstDifference(measured, expected, 13)).toBeLessThan(1e-9);
  });

  it("Wilder ATR(14) of 200 SPY days agrees from its first value on, bar 14, within the table's 5 decimals", () => {
    const rows = rowsOf("spy_atr_wilder.txt");
    expect(rows).toHaveLength(200);
    const measured = atrWilder({ high: column(rows, 2), low: column(rows, 3), close: column(rows, 4) }, 14);
    const expected = column(rows, 5);
    expect([...measured].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(worstDifference(measured, expected, 13)).toBeLessThan(1e-5);
  });

  it("ADX(14) of 200 SPY days agrees from its first value on, bar 28, within 0.005 of 100", () => {
    const rows = rowsOf("spy_with_adx.txt");
    expect(rows).toHaveLength(200);
    const measured = adxWilder({ high: column(rows, 2), low: column(rows, 3), close: column(rows, 4) }, 14);
    const expected = column(rows, 16);
    expect([...measured.adx].map(Number.isNaN)).toEqual([...expected].map(Number.isNaN));
    expect(worstDifference(measured.adx, expected, 27)).toBeLessThan(0.005);
    expect(worstDifference(measured.plusDi, column(rows, 11), 14)).toBeLessThan(0.005);
    expect(worstDifference(measured.minusDi, column(rows, 12), 14)).toBeLessThan(0.005);
  });
});
