import { Worker } from "node:worker_threads";
import { mergeFigures } from "../../../research/montecarlo/path-figures.js";
import { type MonteCarloJob, type MonteCarloPart, studyPart } from "../../../research/montecarlo/study.js";
import type { MonteCarloWorkerData } from "./montecarlo-worker.js";

/** A thread takes longer to start than so many paths. */
const LEAST_PATHS_PER_WORKER = 500;

/**
 * All paths of a job on so many threads, this one where one is enough. Each path depends on its index alone: the split changes no byte.
 *
 * Errors: what a worker throws.
 */
export async function runPaths(job: MonteCarloJob, workers: number): Promise<MonteCarloPart> {
  const count = Math.max(1, Math.min(workers, Math.floor(job.paths / LEAST_PATHS_PER_WORKER)));
  if (count === 1) return studyPart(job, 0, job.paths);
  const edges = Array.from({ length: count + 1 }, (_, at) => Math.floor((at * job.paths) / count));
  const parts = await Promise.all(
    Array.from({ length: count }, (_, at) => inThread({ job, from: edges[at] ?? 0, to: edges[at + 1] ?? 0 })),
  );
  return {
    bootstrap: mergeFigures(parts.map(({ bootstrap }) => bootstrap)),
    reshuffle: mergeFigures(parts.map(({ reshuffle }) => reshuffle)),
  };
}

function inThread(workerData: MonteCarloWorkerData): Promise<MonteCarloPart> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./montecarlo-worker.js", import.meta.url), { workerData });
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`a worker of the Monte Carlo study ended with code ${String(code)}`));
    });
  });
}
