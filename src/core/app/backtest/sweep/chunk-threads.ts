import { Worker } from "node:worker_threads";
import type { SweepChunk } from "../../../research/sweep/manifest.js";
import type { ChunkTask, ChunkThreadData } from "./chunk-thread.js";
import type { SweepStudy } from "./open-study.js";

/** Threads that stay for a whole sweep and compute a chunk each at a time, so that this thread is free. */
export interface ChunkThreads {
  /** Bytes of the chunk's file. Waits for a thread. */
  compute(chunk: SweepChunk): Promise<Uint8Array>;
  /** Ends them, whatever they do. */
  close(): Promise<void>;
}

export function startChunkThreads(study: SweepStudy, count: number): ChunkThreads {
  const { markets, terms, rules, vector, alone, bars, points } = study;
  const ground = { markets, terms, bars, ...(rules && { rules }), ...(vector && { vector }), ...(alone && { alone }) };
  let started = 0;
  const all = new Set<Worker>();
  const idle: Worker[] = [];
  const waiting: ((worker: Worker) => void)[] = [];
  const start = (): Worker => {
    // A thread that takes the place of one that threw takes its room as well: nobody else is in it.
    const workerData: ChunkThreadData = { ...ground, worker: started++ % count };
    const worker = new Worker(new URL("./chunk-thread.js", import.meta.url), { workerData });
    all.add(worker);
    return worker;
  };
  const free = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };
  const taken = (): Promise<Worker> => {
    const worker = idle.pop() ?? (all.size < count ? start() : undefined);
    return worker === undefined ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(worker);
  };
  return {
    compute: async (chunk) => {
      const worker = await taken();
      const answer = await ask(worker, { chunk, points: points.slice(chunk.from, chunk.to) });
      if (answer instanceof Uint8Array) {
        free(worker);
        return answer;
      }
      // A thread that threw is over; another takes its place.
      all.delete(worker);
      if (waiting.length > 0) free(start());
      throw answer;
    },
    close: async () => {
      await Promise.all([...all].map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, task: ChunkTask): Promise<Uint8Array | Error> {
  return new Promise((resolve) => {
    const onMessage = (bytes: Uint8Array): void => {
      end(bytes);
    };
    const onError = (error: Error): void => {
      end(error);
    };
    const onExit = (code: number): void => {
      end(new Error(`a thread of the worker ended with code ${String(code)}`));
    };
    function end(answer: Uint8Array | Error): void {
      worker.off("message", onMessage);
      worker.off("error", onError);
      worker.off("exit", onExit);
      resolve(answer);
    }
    worker.on("message", onMessage);
    worker.on("error", onError);
    worker.on("exit", onExit);
    worker.postMessage(task);
  });
}
