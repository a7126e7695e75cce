import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { ChunkAnswer, ChunkJob, ChunkQueue } from "../../ports/chunk-exchange.js";
import { answerKey, jobId, KEEP_SECONDS, manifestKey } from "./chunk-keys.js";
import { connectionOf, connectRedis, loadPackages, PREFIX, QUEUE } from "./connect.js";

/** An error of our own is the same on every machine; the other tries are for a machine that is short of memory. */
const ATTEMPTS = 3;

/** Opens the producer's side. Errors: those of `connectRedis` and `loadPackages`. */
export async function openChunkQueue(url: string, notice: (text: string) => void): Promise<ChunkQueue> {
  const packages = await loadPackages();
  const redis = await connectRedis(packages, url, notice);
  const queue = new packages.bullmq.Queue<ChunkJob>(QUEUE, { connection: connectionOf(url), prefix: PREFIX });
  // Its connection comes back by itself; the one above tells about it.
  queue.on("error", () => undefined);
  return {
    publish: async (sweepId, manifest) => {
      await redis.set(manifestKey(sweepId), manifest, "EX", KEEP_SECONDS);
    },
    offer: async (jobs) => {
      if (jobs.length > 0) await queue.addBulk(jobs.map(bulkJob));
    },
    take: (keys) => take(redis, keys),
    forget: async (keys) => {
      if (keys.length > 0) await redis.unlink(...keys.map(answerKey));
    },
    failures: (keys) => failures(queue, keys),
    withdraw: async (keys) => {
      // One that runs has a lock and stays.
      await Promise.allSettled(keys.map((key) => queue.remove(jobId(key))));
    },
    workers: () => queue.getWorkersCount(),
    close: async () => {
      redis.disconnect();
      await queue.close();
    },
  };
}

function bulkJob(data: ChunkJob): Parameters<Queue<ChunkJob>["addBulk"]>[0][number] {
  const opts = { jobId: jobId(data.key), attempts: ATTEMPTS, removeOnComplete: true, removeOnFail: false };
  return { name: "chunk", data, opts };
}

async function take(redis: Redis, keys: readonly string[]): Promise<ReadonlyMap<string, ChunkAnswer>> {
  const answers = new Map<string, ChunkAnswer>();
  if (keys.length === 0) return answers;
  const pipeline = redis.pipeline();
  for (const key of keys) pipeline.hgetallBuffer(answerKey(key));
  const found = (await pipeline.exec()) ?? [];
  found.forEach(([, value], at) => {
    const { bytes, worker } = (value ?? {}) as { readonly bytes?: Buffer; readonly worker?: Buffer };
    const key = keys[at];
    if (bytes === undefined || worker === undefined || key === undefined) return;
    answers.set(key, { bytes, worker: worker.toString("utf8") });
  });
  return answers;
}

async function failures(queue: Queue<ChunkJob>, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  for (const key of keys) {
    const job = await queue.getJob(jobId(key));
    if (job === undefined || !(await job.isFailed())) continue;
    reasons.set(key, job.failedReason);
    await job.remove();
  }
  return reasons;
}
