import { mergeFigures } from "../../../research/montecarlo/path-figures.js";
import { type MonteCarloJob, type MonteCarloPart, studyPart } from "../../../research/montecarlo/study.js";
import { inThread } from "../in-thread.js";
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
    Array.from({ length: count }, (_, at) => partIn({ job, from: edges[at] ?? 0, to: edges[at + 1] ?? 0 })),
  );
  return {
    bootstrap: mergeFigures(parts.map(({ bootstrap }) => bootstrap)),
    reshuffle: mergeFigures(parts.map(({ reshuffle }) => reshuffle)),
  };
}

function partIn(workerData: MonteCarloWorkerData): Promise<MonteCarloPart> {
  return inThread(new URL("./montecarlo-worker.js", import.meta.url), workerData, "the Monte Carlo study");
}
