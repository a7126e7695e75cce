import { parentPort, workerData } from "node:worker_threads";
import { evaluate, kernelSet, type SweepJob } from "../../../research/sweep/evaluate.js";

/** What one worker shares with the others. */
export interface SweepWorkerData {
  readonly job: SweepJob;
  /** [next trial to take, trials done, asked to stop]. */
  readonly counters: Int32Array;
  /** Combinations taken at once: enough that taking costs nothing, few enough that all workers end together. */
  readonly chunk: number;
}

const { job, counters, chunk } = workerData as SweepWorkerData;
const set = kernelSet(job);
for (;;) {
  const from = Atomics.add(counters, 0, chunk);
  if (from >= job.points.length || Atomics.load(counters, 2) === 1) break;
  evaluate(job, set, from, from + chunk);
  Atomics.add(counters, 1, Math.min(chunk, job.points.length - from));
}
parentPort?.postMessage("done");
