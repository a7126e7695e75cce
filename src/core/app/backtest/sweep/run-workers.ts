import { Worker } from "node:worker_threads";
import { systemClock } from "../../../adapters/system/clock.js";
import { type KernelMarket, mapColumns } from "../../../research/kernel/market.js";
import type { SweepJob } from "../../../research/sweep/evaluate.js";
import type { SweepWorkerData } from "./sweep-worker.js";

interface WorkersOptions {
  readonly workers: number;
  readonly stop: AbortSignal;
  /** Combinations done so far. */
  readonly onProgress: (done: number) => void;
}

/** Chunks a worker takes over the whole sweep: the last ones end within a hundredth of each other. */
const CHUNKS_PER_WORKER = 100;
const PROGRESS_EVERY_MS = 200;

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
 * Evaluates a job whose arrays lie in shared memory. Which worker takes which combination is left to chance and changes no
 * byte of the result.
 *
 * Returns how many combinations are done: all of them unless it was stopped.
 * Errors: what a worker throws.
 */
export async function runWorkers(job: SweepJob, { workers, stop, onProgress }: WorkersOptions): Promise<number> {
  const counters = new Int32Array(sharedMemory(3 * Int32Array.BYTES_PER_ELEMENT));
  const chunk = Math.max(1, Math.floor(job.points.length / (workers * CHUNKS_PER_WORKER)));
  const data: SweepWorkerData = { job, counters, chunk };
  const halt = (): void => {
    Atomics.store(counters, 2, 1);
  };
  stop.addEventListener("abort", halt, { once: true });
  const over = new AbortController();
  void tellProgress(() => {
    onProgress(Atomics.load(counters, 1));
  }, over.signal);
  try {
    await Promise.all(Array.from({ length: workers }, () => startWorker(data)));
  } finally {
    over.abort();
    stop.removeEventListener("abort", halt);
    halt();
  }
  return Atomics.load(counters, 1);
}

async function tellProgress(tell: () => void, over: AbortSignal): Promise<void> {
  for (;;) {
    await systemClock.sleep(PROGRESS_EVERY_MS, over);
    if (over.aborted) return;
    tell();
  }
}

function startWorker(workerData: SweepWorkerData): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./sweep-worker.js", import.meta.url), { workerData });
    worker.once("message", () => {
      resolve();
    });
    worker.once("error", reject);
    worker.once("exit", (code) => {
      if (code !== 0) reject(new Error(`a worker of the sweep ended with code ${String(code)}`));
    });
  });
}
