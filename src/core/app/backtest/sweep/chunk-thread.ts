import { parentPort, workerData } from "node:worker_threads";
import { createStretches } from "../../../research/kernel/stretches.js";
import { evaluate, kernelSet, type SweepJob } from "../../../research/sweep/evaluate.js";
import { FIGURES } from "../../../research/sweep/figures.js";
import type { SweepChunk } from "../../../research/sweep/manifest.js";
import { chunkBytes } from "./chunk-store.js";

/** What a thread keeps for all chunks of a sweep. */
export interface ChunkThreadData extends Pick<SweepJob, "markets" | "terms" | "rules" | "vector" | "alone"> {
  readonly bars: number;
  /** Which one it is, from 0. */
  readonly worker: number;
}

export interface ChunkTask {
  readonly chunk: SweepChunk;
  readonly points: SweepJob["points"];
}

const { bars, worker, ...ground } = workerData as ChunkThreadData;
const set = kernelSet(ground, worker);
parentPort?.on("message", ({ chunk, points }: ChunkTask) => {
  const job: SweepJob = {
    ...{ ...ground, points },
    figures: new Float64Array(points.length * FIGURES.length),
    stretches: createStretches(bars, points.length),
  };
  evaluate(job, set, 0, points.length);
  parentPort?.postMessage(chunkBytes(job, 0, chunk));
});
