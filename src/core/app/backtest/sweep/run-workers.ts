import { systemClock } from "../../../adapters/system/clock.js";
import { type KernelMarket, mapColumns } from "../../../research/kernel/market.js";
import { sideBySide, type SweepJob } from "../../../research/sweep/evaluate.js";
import { inThread } from "../in-thread.js";
import type { SweepWorkerData } from "./sweep-worker.js";

/** Rows of a job, from `from` up to `to`. */
export interface JobPiece {
  readonly from: number;
  readonly to: number;
}

interface WorkersOptions {
  readonly workers: number;
  readonly stop: AbortSignal;
  /** Combinations done so far; parts of those in hand count. */
  readonly onProgress: (done: number) => void;
  /** A piece is done, by its place in the list; each is told once. */
  readonly onPiece?: (piece: number) => void;
}

/** Units a worker takes over the whole job: the last ones end within a hundredth of each other. */
const UNITS_PER_WORKER = 100;
/** Combinations that the vector unit takes at once so that its columns are read from near. */
const VECTOR_UNIT = 32;
/** Units are cut no larger than that for the sake of combinations that share a fold. */
const LEAST_UNITS_PER_WORKER = 4;
const LOOK_EVERY_MS = 200;

export function sharedMemory(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

/** The market with its columns in shared memory: workers copy nothing. */
export function sharedMarket(market: KernelMarket): KernelMarket {
  return mapColumns(market, (column) => {
    const copy = new Float64Array(sharedMemory(column.byteLength));
    copy.set(column);
    return copy;
  });
}

/**
 * Evaluates pieces of a job whose arrays lie in shared memory. Which worker takes which combination is left to chance and
 * changes no byte of the result.
 *
 * Returns how many combinations are done: all of the pieces unless it was stopped.
 * Errors: what a worker throws.
 */
export async function runWorkers(
  job: SweepJob,
  pieces: readonly JobPiece[],
  { workers, stop, onProgress, onPiece }: WorkersOptions,
): Promise<number> {
  const counters = sharedCounts(3);
  const units = unitsOf(pieces, workers, job);
  const data = { job, counters, units, doneOf: sharedCounts(pieces.length), inHand: sharedCounts(workers) };
  const halt = (): void => {
    Atomics.store(counters, 2, 1);
  };
  if (stop.aborted) halt();
  stop.addEventListener("abort", halt, { once: true });
  const trials = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const told = new Set<number>();
  const look = (): void => {
    const inHand = data.inHand.reduce((sum, _, worker) => sum + Atomics.load(data.inHand, worker), 0);
    onProgress(Math.min(trials, Atomics.load(counters, 1) + inHand / 1_000));
    pieces.forEach(({ from, to }, piece) => {
      if (told.has(piece) || Atomics.load(data.doneOf, piece) < to - from) return;
      told.add(piece);
      onPiece?.(piece);
    });
  };
  const over = new AbortController();
  try {
    await withLooks(look, over, () =>
      Promise.all(Array.from({ length: workers }, (_, worker) => startWorker({ ...data, worker }))),
    );
  } finally {
    stop.removeEventListener("abort", halt);
    halt();
  }
  look();
  return Atomics.load(counters, 1);
}

function sharedCounts(length: number): Int32Array {
  return new Int32Array(sharedMemory(length * Int32Array.BYTES_PER_ELEMENT));
}

/** Combinations that gain from being computed at once. */
function together({ points, vector }: SweepJob, trials: number, workers: number): number {
  if (vector !== undefined) return VECTOR_UNIT;
  return Math.max(1, Math.min(sideBySide(points), Math.ceil(trials / (workers * LEAST_UNITS_PER_WORKER))));
}

/** [unit][from, to, piece]; no unit lies in two pieces. */
function unitsOf(pieces: readonly JobPiece[], workers: number, job: SweepJob): Int32Array {
  const trials = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const size = Math.max(together(job, trials, workers), Math.floor(trials / (workers * UNITS_PER_WORKER)));
  const flat = pieces.flatMap(({ from, to }, piece) =>
    Array.from({ length: Math.ceil((to - from) / size) }, (_, at) => [
      from + at * size,
      Math.min(to, from + (at + 1) * size),
      piece,
    ]).flat(),
  );
  const units = sharedCounts(flat.length);
  units.set(flat);
  return units;
}

/** Looks again and again while the work goes on; what a look throws ends it. */
async function withLooks(look: () => void, over: AbortController, work: () => Promise<unknown>): Promise<void> {
  const looking = (async () => {
    for (;;) {
      await systemClock.sleep(LOOK_EVERY_MS, over.signal);
      if (over.signal.aborted) return;
      look();
    }
  })();
  const working = work().finally(() => {
    over.abort();
  });
  await Promise.all([looking, working]);
}

function startWorker(workerData: SweepWorkerData): Promise<unknown> {
  return inThread(new URL("./sweep-worker.js", import.meta.url), workerData, "the sweep");
}
