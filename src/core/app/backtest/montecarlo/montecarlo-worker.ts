import { parentPort, workerData } from "node:worker_threads";
import { type MonteCarloJob, studyPart } from "../../../research/montecarlo/study.js";

/** Paths from … to − 1 of a job. */
export interface MonteCarloWorkerData {
  readonly job: MonteCarloJob;
  readonly from: number;
  readonly to: number;
}

const { job, from, to } = workerData as MonteCarloWorkerData;
parentPort?.postMessage(studyPart(job, from, to));
