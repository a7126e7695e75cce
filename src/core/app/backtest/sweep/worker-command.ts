import { counted } from "../../../ops/doctor/words.js";
import { nodeFiles } from "../../../adapters/fs/node-files.js";
import { openChunkServer } from "../../../adapters/redis/chunk-server.js";
import { shownUrl } from "../../../adapters/redis/connect.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { processName, processorCount } from "../../../adapters/system/machine.js";
import { listenForStop } from "../../../adapters/system/signals.js";
import { requireConfig } from "../../load-config.js";
import { dataDirectory, openCachedData } from "../../recorded-data.js";
import { ChunkDesk } from "./chunk-desk.js";
import { joinSweep } from "./joined-sweep.js";
import { redisAddress } from "./open-driver.js";

/** Flags of `hedge backtest worker` as they are parsed. */
export interface WorkerFlags {
  readonly config: string;
  readonly redis?: string | undefined;
  readonly workers?: number | undefined;
  /** Ends after so many seconds without a chunk. */
  readonly idle?: number | undefined;
}

/** `hedge.sweep-worker/1`. */
export interface WorkerDocument {
  readonly schema: "hedge.sweep-worker/1";
  readonly mode: null;
  readonly redis: string;
  readonly workers: number;
  readonly sweeps: readonly string[];
  readonly chunks: number;
  readonly combinations: number;
  readonly elapsedMs: number;
}

export interface WorkerAnswer {
  readonly document: WorkerDocument;
  readonly exitCode: number;
}

/**
 * `hedge backtest worker`: computes chunks of sweeps until a signal ends it, or nothing has come for a while. The first
 * signal lets the chunks that run come to their end.
 *
 * Errors: Failure 3 for a sweep of other code or data than those of this machine (its chunk goes back to the others).
 */
export async function sweepWorker(flags: WorkerFlags, notice: (text: string) => void): Promise<WorkerAnswer> {
  const url = redisAddress(flags.redis, process.env);
  const threads = flags.workers ?? processorCount();
  const config = requireConfig({ directory: flags.config, env: process.env, files: nodeFiles });
  const store = await openCachedData(dataDirectory(config));
  const startedMs = systemClock.monotonicMs();
  const stop = listenForStop();
  const server = await openChunkServer({ url, concurrency: threads, worker: processName(), notice });
  const desk = new ChunkDesk(server, (text) => joinSweep(text, store, threads), notice);
  try {
    server.serve((job) => desk.compute(job));
    notice(`waiting for chunks at ${shownUrl(url)} with ${counted(threads, "thread")}`);
    await desk.untilOver(stop.signal, flags.idle === undefined ? Infinity : flags.idle * 1_000);
    if (desk.refusal !== null) throw desk.refusal;
    return {
      document: {
        ...{ schema: "hedge.sweep-worker/1", mode: null, redis: shownUrl(url), workers: threads },
        ...{ sweeps: desk.sweeps, chunks: desk.chunks, combinations: desk.combinations },
        elapsedMs: Math.round(systemClock.monotonicMs() - startedMs),
      },
      exitCode: stop.exitCode() ?? 0,
    };
  } finally {
    await server.close();
    await desk.close();
    stop.dispose();
  }
}
