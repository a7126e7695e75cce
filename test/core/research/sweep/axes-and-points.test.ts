import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../../src/core/lib/failure.js";
import { parseAxes } from "../../../../src/core/research/sweep/axes.js";
import { rowParams } from "../../../../src/core/research/sweep/symbol-axis.js";
import { sweepPoints } from "../../../../src/core/research/sweep/points.js";

const grid = { search: "grid", samples: null, seed: "s" } as const;

describe("--grid", () => {
  it("takes 5:60:1 as 56 values with both ends, 0.1:0.5:0.1 without the noise of adding, and lists as they stand", () => {
    const [fast, stop, list] = parseAxes(["fast=5:60:1", "stop_atr=0.1:0.5:0.1", "slow=50,20"]);
    expect([fast?.values.length, fast?.values[0], fast?.values.at(-1)]).toEqual([56, 5, 60]);
    expect(stop?.values).toEqual([0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(list).toEqual({ name: "slow", values: [50, 20] });
    expect(parseAxes(["a=1:3"])[0]?.values).toEqual([1, 2, 3]);
    // The last step may not reach the end.
    expect(parseAxes(["a=1:10:4"])[0]?.values).toEqual([1, 5, 9]);
  });

  it.each([
    ["fast", "it is not of the form name=values"],
    ["fast=5:60:0", "the step 0 is not above 0"],
    ["fast=60:5:1", "it runs from 60 down to 5"],
    ["fast=a,b", '"a" is no number'],
    ["fast=1,,2", '"" is no number'],
    ["fast=1:2:3:4", "a range has two or three numbers"],
    ["fast=0:1:0.000001", "1000001 values are more than 100000"],
  ])("refuses %s with exit 2: %s", (text, why) => {
    const refuse = (): unknown => parseAxes([text]);
    expect(refuse).toThrow(Failure);
    expect(refuse).toThrow(`--grid ${text}: ${why}`);
  });

  it("takes markets as the outermost axis, by their numbers, and refuses one that is named twice", () => {
    const axes = parseAxes(["fast=5,10", "symbol=BTCUSDT, ETHUSDT"]);
    expect(axes).toEqual([
      { name: "symbol", values: [0, 1], symbols: ["BTCUSDT", "ETHUSDT"] },
      { name: "fast", values: [5, 10] },
    ]);
    expect(sweepPoints(axes, grid).map((row) => rowParams(axes, row))).toEqual([
      { symbol: "BTCUSDT", fast: 5 },
      { symbol: "BTCUSDT", fast: 10 },
      { symbol: "ETHUSDT", fast: 5 },
      { symbol: "ETHUSDT", fast: 10 },
    ]);
    const twice = parseAxes(["symbol=BTCUSDT,BTCUSDT"]);
    expect(() => sweepPoints(twice, grid)).toThrow("symbol=BTCUSDT stands there twice");
    expect(() => parseAxes(["symbol=BTCUSDT,"])).toThrow("a market has no name");
  });

  it("refuses a parameter that is given twice", () => {
    expect(() => parseAxes(["a=1", "a=2"])).toThrow("a is given twice");
  });
});

const axis = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 7 });
const axes = fc
  .array(axis, { minLength: 1, maxLength: 3 })
  .map((columns) => columns.map((values, at) => ({ name: `p${String(at)}`, values })));

describe("the points of a search", () => {
  it.each(["grid", "random", "lhs"] as const)(
    "of a %s search refuse a value that stands twice on its axis",
    (search) => {
      const refuse = (): unknown => sweepPoints(parseAxes(["fast=5,10,5"]), { search, samples: 2, seed: "s" });
      expect(refuse).toThrow("--grid: fast=5 stands there twice");
    },
  );

  it("of a list are tuples: values may repeat, a whole combination may not", () => {
    const list = { search: "list", samples: null, seed: "" } as const;
    expect(sweepPoints(parseAxes(["fast=5,5,10", "slow=20,40,40"]), list)).toEqual([
      [5, 20],
      [5, 40],
      [10, 40],
    ]);
    const refuse = (): unknown => sweepPoints(parseAxes(["fast=5,10,5", "slow=20,40,20"]), list);
    expect(refuse).toThrow("the combination fast=5 slow=20 stands there twice");
  });

  it("are every combination of a grid once, the last axis fastest", () => {
    expect(sweepPoints(parseAxes(["a=1,2", "b=5,6,7"]), grid)).toEqual([
      ...[
        [1, 5],
        [1, 6],
        [1, 7],
      ],
      ...[
        [2, 5],
        [2, 6],
        [2, 7],
      ],
    ]);
    fc.assert(
      fc.property(axes, (of) => {
        const points = sweepPoints(of, grid);
        const size = of.reduce((product, { values }) => product * values.length, 1);
        expect(new Set(points.map(String)).size).toBe(size);
      }),
    );
  });

  it("are as many of the grid as were asked for, none twice, the same for one seed and others for another", () => {
    fc.assert(
      fc.property(axes, fc.integer({ min: 1, max: 40 }), (of, samples) => {
        const all = new Set(sweepPoints(of, grid).map(String));
        const drawn = sweepPoints(of, { search: "random", samples, seed: "x" });
        expect(drawn.length).toBe(Math.min(samples, all.size));
        expect(new Set(drawn.map(String)).size).toBe(drawn.length);
        expect(drawn.every((point) => all.has(String(point)))).toBe(true);
        expect(sweepPoints(of, { search: "random", samples, seed: "x" })).toEqual(drawn);
      }),
    );
    const wide = parseAxes(["a=1:100:1", "b=1:100:1"]);
    const of = (seed: string): unknown => sweepPoints(wide, { search: "random", samples: 20, seed });
    expect(of("x")).not.toEqual(of("y"));
  });

  it("meet each of 10 values of each axis once in 10 draws of a Latin hypercube", () => {
    const points = sweepPoints(parseAxes(["a=1:10", "b=11:20"]), { search: "lhs", samples: 10, seed: "s" });
    expect(points.map(([a]) => a).sort((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(points.map(([, b]) => b)).size).toBe(10);
  });

  it("of a list go together, and a list that is shorter is refused", () => {
    const list = { ...grid, search: "list" } as const;
    expect(sweepPoints(parseAxes(["a=1,2", "b=8,9"]), list)).toEqual([
      [1, 8],
      [2, 9],
    ]);
    expect(() => sweepPoints(parseAxes(["a=1,2", "b=8"]), list)).toThrow("b has 1 values, a has 2");
  });

  it("are refused without a number for a random search, and from 5 million of a grid on", () => {
    expect(() => sweepPoints(parseAxes(["a=1,2"]), { ...grid, search: "random" })).toThrow("needs --samples");
    const huge = parseAxes(["a=1:3000", "b=1:3000"]);
    expect(() => sweepPoints(huge, grid)).toThrow("9000000 combinations are more than 5000000");
  });
});
