// One sweep of one market in this process, by the vector kernel or by the scalar one.
import { readFileSync } from "node:fs";
import { vectorKernel, vectorSet } from "../../../dist/core/research/kernel/fast/vector-set.js";
import { createStretches } from "../../../dist/core/research/kernel/stretches.js";
import { evaluate, kernelSet } from "../../../dist/core/research/sweep/evaluate.js";
import { FIGURES } from "../../../dist/core/research/sweep/figures.js";

const KERNEL = new URL("../../../dist/core/research/kernel/momentum.wasm", import.meta.url);

export const kernelModule = () => new WebAssembly.Module(readFileSync(KERNEL));

/** Bytes that all threads of a sweep can see. */
export const shared = (bytes) => new SharedArrayBuffer(bytes);

/** What a sweep of these points over this market writes into. */
export function emptyJob(market, points, terms) {
  const figures = new Float64Array(shared(points.length * FIGURES.length * Float64Array.BYTES_PER_ELEMENT));
  const bars = market.open.length - terms.firstRow;
  return { markets: [market], terms, points, figures, stretches: createStretches(bars, points.length, shared) };
}

/** `prepare` computes the columns that combinations share, `run` everything else; both may be called again and again. */
export function vectorSweep(module, market, points, terms) {
  const job = emptyJob(market, points, terms);
  let kernel = null;
  return {
    job,
    prepare: () => {
      kernel = vectorKernel(vectorSet(module, { markets: [market], points, workers: 1 }), terms, 0);
    },
    run: () => kernel.evaluate(job, 0),
  };
}

export function scalarSweep(market, points, terms) {
  const job = emptyJob(market, points, terms);
  let set = null;
  return {
    job,
    prepare: () => {
      set = kernelSet(job);
      for (const { fast, slow, atrPeriod } of points) {
        set.features[0].ema(fast);
        set.features[0].ema(slow);
        set.features[0].atr(atrPeriod);
      }
    },
    run: () => evaluate(job, set, 0, points.length),
  };
}
