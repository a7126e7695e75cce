// One thread of support/kernel-threads.mjs.
import { parentPort, workerData } from "node:worker_threads";
import { vectorKernel } from "../../../dist/core/research/kernel/fast/vector-set.js";

const { set, job, counter, chunk, worker } = workerData;
const kernel = vectorKernel(set, job.terms, worker);
const { length } = job.points;
for (let from = Atomics.add(counter, 0, chunk); from < length; from = Atomics.add(counter, 0, chunk)) {
  kernel.evaluate({ ...job, points: job.points.slice(from, from + chunk) }, from);
}
parentPort.postMessage("done");
