import { parentPort, workerData } from "node:worker_threads";
import { evaluateRange, kernelSet, type SweepJob } from "../../../research/sweep/evaluate.js";

/** What one worker shares with the others. */
export interface SweepWorkerData {
  readonly job: SweepJob;
  /** Which one it is, from 0. */
  readonly worker: number;
  /** [next unit to take, trials done, asked to stop]. */
  readonly counters: Int32Array;
  /** [unit][from, to, piece]: enough trials that taking costs nothing, few enough that all workers end together. */
  readonly units: Int32Array;
  /** Trials done of each piece. */
  readonly doneOf: Int32Array;
  /** Thousandths of trials that each worker has done of the unit in its hands. */
  readonly inHand: Int32Array;
}

const { job, worker, counters, units, doneOf, inHand } = workerData as SweepWorkerData;
const set = kernelSet(job, worker);
for (;;) {
  const unit = Atomics.add(counters, 0, 1) * 3;
  const [from, to, piece] = [units[unit], units[unit + 1], units[unit + 2]];
  if (from === undefined || to === undefined || piece === undefined || Atomics.load(counters, 2) === 1) break;
  evaluateRange(job, set, {
    ...{ from, to },
    onDone: (done) => {
      Atomics.store(inHand, worker, Math.floor(done * 1_000));
    },
  });
  Atomics.store(inHand, worker, 0);
  Atomics.add(counters, 1, to - from);
  Atomics.add(doneOf, piece, to - from);
}
parentPort?.postMessage("done");
