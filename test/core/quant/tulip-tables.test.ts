import { describe, expect, it } from "vitest";
import { adxWilder, createAdx, nextAdx } from "../../../src/core/quant/adx.js";
import { ema } from "../../../src/core/quant/ema.js";
import { macd } from "../../../src/core/quant/macd.js";
import { newest, tulipBlock, tulipTitles, worstDifference } from "./tables.js";
import { blocks, blocksWithoutFunction, seededBlocks } from "./tulip-blocks.js";

describe("tulip_atoz.txt", () => {
  it.each(blocks)("block $title begins with the first bar that has all our outputs", ({ title, inputs, measure }) => {
    const arrays = tulipBlock(title);
    const columns = measure(arrays.slice(0, inputs));
    expect(arrays.slice(inputs)).toHaveLength(columns.length);
    const firsts = columns.map((column) => column.findIndex((value) => !Number.isNaN(value)));
    expect(Math.max(...firsts)).toBe(columns[0]!.length - arrays[inputs]!.length);
  });

  it("has 45 blocks: 19 are held against within a tolerance, 5 by how they come together, 21 have no such function here", () => {
    const known = [blocks.map(({ title }) => title), seededBlocks, blocksWithoutFunction];
    expect(known.map(({ length }) => length)).toEqual([19, 5, 21]);
    expect(known.flat().sort()).toEqual(tulipTitles().sort());
  });

  it("block ema 5 is seeded with its first value: its distance from ours shrinks by 2/3 a bar within 3 decimals", () => {
    const [values, expected] = tulipBlock("ema 5");
    const gaps = ema(values!, 5).map((average, i) => average - expected![i]!);
    expect(gaps[4]).toBeCloseTo(0.052, 3);
    for (let i = 5; i < gaps.length; i++) expect(Math.abs(gaps[i]! - (2 / 3) * gaps[i - 1]!)).toBeLessThan(1e-3);
  });

  it("block macd 12 26 9 takes α 0.15 and 0.075 for 2/13 and 2/27: lines within 0.09, histogram within 0.17", () => {
    const [values, line, signal, histogram] = tulipBlock("macd 12 26 9");
    const measured = macd(values!, { fast: 12, slow: 26, signal: 9 });
    expect(worstDifference(newest(measured.macd, line!), line!)).toBeLessThan(0.09);
    expect(worstDifference(newest(measured.signal, signal!), signal!, 8)).toBeLessThan(0.09);
    expect(worstDifference(newest(measured.histogram, histogram!), histogram!, 8)).toBeLessThan(0.17);
  });

  it("block macd 12 26 9 has a signal whose distance from the EMA(9) of its line shrinks by 0.8 a bar within 1e-8", () => {
    const [, line, signal] = tulipBlock("macd 12 26 9");
    const gaps = ema(line!, 9).map((average, i) => average - signal![i]!);
    for (let i = 9; i < gaps.length; i++) expect(Math.abs(gaps[i]! - 0.8 * gaps[i - 1]!)).toBeLessThan(1e-8);
  });

  it("blocks dm, di and adx 14 sum 13 moves first, ours 14: sums come together by 13/14 a bar within 4 decimals", () => {
    const [high, low, plus, minus] = tulipBlock("dm 14");
    const close = tulipBlock("di 14")[2]!;
    const state = createAdx();
    const gaps: { plus: number; minus: number }[] = [];
    for (let i = 0; i < high!.length; i++) {
      nextAdx(state, { high: high![i]!, low: low![i]!, close: close[i]! }, 14);
      const row = i - (high!.length - plus!.length);
      if (i >= 14) gaps.push({ plus: state.plusSum - plus![row]!, minus: state.minusSum - minus![row]! });
    }
    expect(gaps).toHaveLength(36);
    for (let i = 1; i < gaps.length; i++) {
      expect(Math.abs(gaps[i]!.plus - (13 / 14) * gaps[i - 1]!.plus)).toBeLessThan(1e-4);
      expect(Math.abs(gaps[i]!.minus - (13 / 14) * gaps[i - 1]!.minus)).toBeLessThan(1e-4);
    }
  });

  it("blocks di and adx 14 end within 0.06 and 1.1 of 100, 35 and 22 bars after seeds that differ by up to 3", () => {
    const [high, low, close, plusDi, minusDi] = tulipBlock("di 14");
    const adxTable = tulipBlock("adx 14")[2]!;
    const measured = adxWilder({ high: high!, low: low!, close: close! }, 14);
    const gapsOf = (column: Float64Array, expected: Float64Array): Float64Array =>
      newest(column, expected).map((value, i) => Math.abs(value - expected[i]!));
    expect(gapsOf(measured.plusDi, plusDi!)[36]).toBeLessThan(0.06);
    expect(gapsOf(measured.minusDi, minusDi!)[36]).toBeLessThan(0.06);
    // The first ADX of ours stands one bar later. From there on the distance shrinks with every bar.
    const gaps = gapsOf(measured.adx, adxTable).slice(1);
    expect(gaps[0]).toBeLessThan(3.1);
    expect(gaps[22]).toBeLessThan(1.1);
    for (let i = 1; i < gaps.length; i++) expect(gaps[i]).toBeLessThan(gaps[i - 1]!);
  });
});
