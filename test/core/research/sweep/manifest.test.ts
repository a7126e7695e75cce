import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStretches } from "../../../../src/core/research/kernel/stretches.js";
import {
  chunkColumnNames,
  chunkColumns,
  putChunkColumns,
  type TrialArrays,
} from "../../../../src/core/research/sweep/chunk-table.js";
import { FIGURES } from "../../../../src/core/research/sweep/figures.js";
import {
  inputsHashOf,
  isWholeManifest,
  planChunks,
  type SweepInputs,
  type SweepManifest,
} from "../../../../src/core/research/sweep/manifest.js";

const INPUTS: SweepInputs = {
  ...{ codeHash: "c".repeat(64), configHash: "f".repeat(64), dataHash: "d".repeat(64) },
  axes: [{ name: "fast", values: [5, 10] }],
  search: { search: "grid", samples: null, seed: "" },
  ...{ fromMs: 0, toMs: 86_400_000 },
};

function manifestOf(trials: number, barsPerTrial: number): SweepManifest {
  return {
    schema: "hedge.sweep-manifest/1",
    ...{ id: "momentum-sweep-1", inputsHash: inputsHashOf(INPUTS), codeVersion: "0.1.0", inputs: INPUTS },
    ...{ strategy: "momentum", symbols: ["BTCUSDT"], config: {}, dataDirectory: "research/data" },
    ...{ trials, barsPerTrial, view: { metric: "sharpe", top: 20, verify: 0 } },
    chunks: planChunks(INPUTS, { trials, barsPerTrial }),
  };
}

describe("the chunks of a sweep", () => {
  it("cover every trial once, in order, with keys of their own: 32 at least, 10,000 at most, 4,096 trials each at most", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 1e9 }), (trials, barsPerTrial) => {
        const chunks = planChunks(INPUTS, { trials, barsPerTrial });
        expect([chunks[0]?.from, chunks.at(-1)?.to]).toEqual([0, trials]);
        expect(chunks.every(({ from }, at) => at === 0 || from === chunks[at - 1]?.to)).toBe(true);
        expect(chunks.every(({ from, to }) => to > from && to - from <= 4_096)).toBe(true);
        expect(new Set(chunks.map(({ key }) => key)).size).toBe(chunks.length);
        expect(chunks.length).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 12 },
    );
    expect(planChunks(INPUTS, { trials: 1_000, barsPerTrial: 200_000 })).toHaveLength(32);
    expect(planChunks(INPUTS, { trials: 1_000_000, barsPerTrial: 200_000 })).toHaveLength(Math.ceil(1_000_000 / 4_096));
    expect(planChunks(INPUTS, { trials: 1_000, barsPerTrial: 200_000_000 })).toHaveLength(200);
  });

  it.each(["codeHash", "dataHash", "configHash"] as const)("have other keys under another %s", (name) => {
    const other = planChunks({ ...INPUTS, [name]: "0".repeat(64) }, { trials: 64, barsPerTrial: 1 });
    const keys = new Set(planChunks(INPUTS, { trials: 64, barsPerTrial: 1 }).map(({ key }) => key));
    expect(other.filter(({ key }) => keys.has(key))).toEqual([]);
  });
});

describe("a manifest", () => {
  const whole = manifestOf(70, 1_000);
  it("is whole as it was written, and after JSON", () => {
    expect(isWholeManifest(whole)).toBe(true);
    expect(isWholeManifest(JSON.parse(JSON.stringify(whole)))).toBe(true);
  });

  it.each([
    ["nothing", null],
    ["other axes", { ...whole, inputs: { ...INPUTS, axes: [{ name: "fast", values: [5, 11] }] } }],
    ["a chunk less", { ...whole, chunks: whole.chunks.slice(1) }],
    ["the last chunk gone", { ...whole, chunks: whole.chunks.slice(0, -1) }],
    ["a chunk's key changed", { ...whole, chunks: [{ ...whole.chunks[0]!, key: "0" }, ...whole.chunks.slice(1)] }],
    ["more trials than chunks", { ...whole, trials: 71 }],
  ])("with %s is none", (_what, value) => {
    expect(isWholeManifest(value)).toBe(false);
  });
});

describe("the columns of a chunk", () => {
  const arrays = (trials: number): TrialArrays => ({
    figures: new Float64Array(trials * FIGURES.length),
    stretches: createStretches(5, trials),
  });

  it("give back every bit of rows 2 to 4 of 6 at another place: -0, NaN, infinities, subnormal numbers", () => {
    const odd = [-0, Number.NaN, Infinity, -Infinity, 5e-324, 1 / 3, -1.7e308];
    const from = arrays(6);
    const all = [from.figures, from.stretches.sums, from.stretches.squares];
    for (const values of all) values.forEach((_, at) => void (values[at] = odd[at % odd.length]!));
    const columns = chunkColumns(from, { at: 2, from: 100, to: 103 });
    expect(columns[0]).toEqual({ name: "trial", values: Float64Array.from([100, 101, 102]) });
    expect(columns.slice(1).map(({ name }) => name)).toEqual(chunkColumnNames(from));
    const into = arrays(3);
    putChunkColumns(Object.fromEntries(columns.map(({ name, values }) => [name, values])), into, 0);
    const width = FIGURES.length;
    const same = (a: number | undefined, b: number | undefined): boolean => Object.is(a, b);
    expect(into.figures.every((value, at) => same(value, from.figures[2 * width + at]))).toBe(true);
    expect(into.stretches.sums.every((value, at) => same(value, from.stretches.sums[2 * 5 + at]))).toBe(true);
    expect(into.stretches.squares.every((value, at) => same(value, from.stretches.squares[2 * 5 + at]))).toBe(true);
  });

  it("have one NaN, whichever a processor made", () => {
    const from = arrays(1);
    new Uint32Array(from.figures.buffer).set([7, 0xfff80001]);
    const [, first] = chunkColumns(from, { at: 0, from: 0, to: 1 });
    expect([...new Uint32Array(first!.values.buffer)]).toEqual([0, 0x7ff80000]);
  });
});
