// The vector kernel on several threads, which share the columns, the results and a counter of what is to be done next.
import { Worker } from "node:worker_threads";
import { vectorSet } from "../../../dist/core/research/kernel/fast/vector-set.js";
import { emptyJob, kernelModule, shared } from "./kernel-job.mjs";

/** Combinations that a thread takes at once: one group of the kernel. */
const CHUNK = 256;

/** A whole sweep: columns, threads, results. Returns the job with its figures, and milliseconds of the clock. */
export async function threadedSweep(market, points, terms, workers) {
  const startMs = performance.now();
  const set = vectorSet(kernelModule(), { markets: [market], points, workers });
  if (set === null) throw new Error("the columns do not fit into 4 GiB");
  const columnsMs = performance.now() - startMs;
  const job = emptyJob(market, points, terms);
  const counter = new Int32Array(shared(Int32Array.BYTES_PER_ELEMENT));
  const start = (worker) => {
    const workerData = { set, job: { ...job, markets: [] }, counter, chunk: CHUNK, worker };
    const thread = new Worker(new URL("kernel-thread.mjs", import.meta.url), { workerData });
    return new Promise((resolve, reject) => thread.once("message", resolve).once("error", reject));
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => start(worker)));
  return { job, columnsMs, elapsedMs: performance.now() - startMs };
}
