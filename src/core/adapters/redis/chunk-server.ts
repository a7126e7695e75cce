import type { Worker } from "bullmq";
import type { ChunkJob, ChunkServer } from "../../ports/chunk-exchange.js";
import { answerKey, KEEP_SECONDS, manifestKey } from "./chunk-keys.js";
import { connectionOf, connectRedis, loadPackages, PREFIX, QUEUE } from "./connect.js";
import { systemClock } from "../system/clock.js";

interface ServerOptions {
  readonly url: string;
  /** Jobs at once. */
  readonly concurrency: number;
  /** Name of this process in answers. */
  readonly worker: string;
  readonly notice: (text: string) => void;
}

/**
 * A job whose worker has not renewed its lock for so long is given to another one. The worker's event loop computes nothing
 * itself, so a living one is never late; and were it late, the chunk would be computed twice and kept once.
 */
const LOCK_MS = 6_000;
const STALLED_MS = 3_000;
/** A job is never given up because workers died over it: only Ctrl-C or an error ends a sweep. */
const MOST_DEATHS = 1_000;
const LATER_MS = 1_000;

/** Opens the worker's side. Errors: those of `connectRedis` and `loadPackages`. */
export async function openChunkServer({ url, concurrency, worker, notice }: ServerOptions): Promise<ChunkServer> {
  const packages = await loadPackages();
  const { DelayedError } = packages.bullmq;
  const redis = await connectRedis(packages, url, notice);
  let serving: Worker<ChunkJob> | null = null;
  return {
    manifest: (sweepId) => redis.get(manifestKey(sweepId)),
    serve: (handle) => {
      serving = new packages.bullmq.Worker<ChunkJob>(
        QUEUE,
        async (job, token) => {
          const outcome = await handle(job.data);
          if (outcome.kind !== "bytes") {
            await job.moveToDelayed(systemClock.nowMs() + LATER_MS, token);
            throw new DelayedError();
          }
          const key = answerKey(job.data.key);
          await redis.hset(key, { bytes: Buffer.from(outcome.bytes), worker });
          await redis.expire(key, KEEP_SECONDS);
        },
        {
          ...{ connection: connectionOf(url), prefix: PREFIX, concurrency },
          ...{ lockDuration: LOCK_MS, stalledInterval: STALLED_MS, maxStalledCount: MOST_DEATHS },
        },
      );
      // Connections come back by themselves, and a lock that was lost with Redis costs one more run of a chunk.
      serving.on("error", () => undefined);
    },
    close: async () => {
      await serving?.close();
      redis.disconnect();
    },
  };
}
