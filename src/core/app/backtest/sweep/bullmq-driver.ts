import { openChunkQueue } from "../../../adapters/redis/chunk-queue.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { Failure } from "../../../lib/failure.js";
import type { ChunkAnswer, ChunkQueue } from "../../../ports/chunk-exchange.js";
import type { SweepChunk, SweepManifest } from "../../../research/sweep/manifest.js";
import { readChunk } from "./chunk-store.js";
import type { DriverEnd, DriverWork, SweepDriver } from "./driver.js";
import { jobOver } from "./ground.js";

const LOOK_EVERY_MS = 100;
/** So often everything is offered again: what Redis lost is back after this. */
const OFFER_EVERY_MS = 3_000;
/** Bytes of chunks that may lie in Redis at once, and the jobs that may wait there. */
const MOST_BYTES = 128 * 1_048_576;
const MOST_JOBS = 64;
const FEWEST_JOBS = 8;
/** 15 figures, twice 64 sums, the trial: 8 bytes each. */
const BYTES_PER_TRIAL = 1_152;
/** A Redis that is away must not keep a Ctrl-C waiting. */
const WITHDRAW_MS = 2_000;

/** All that is missing, by workers that join over Redis. Errors: Failure 2 without an address, those of `openChunkQueue`. */
export async function bullmqDriver(url: string, notice: (text: string) => void): Promise<SweepDriver> {
  const queue = await openChunkQueue(url, notice);
  return {
    name: "bullmq",
    run: (work) => distribute(queue, work, notice),
    close: () => queue.close(),
  };
}

/** Offers a bounded number of chunks at a time, and writes what comes back. */
export async function distribute(
  queue: ChunkQueue,
  work: DriverWork,
  notice: (text: string) => void,
): Promise<DriverEnd> {
  const { manifest, missing, stop } = work;
  const waiting = [...missing];
  const offered = new Map<string, SweepChunk>();
  const workers = new Set<string>();
  const most = jobsAtOnce(manifest);
  const tell = teller(queue, notice);
  let [trials, chunks, offeredMs] = [0, 0, -Infinity];
  while (waiting.length + offered.size > 0 && !stop.aborted) {
    const fresh = waiting.splice(0, most - offered.size);
    for (const chunk of fresh) offered.set(chunk.key, chunk);
    const nowMs = systemClock.monotonicMs();
    const isDue = nowMs - offeredMs >= OFFER_EVERY_MS;
    if (isDue) offeredMs = nowMs;
    const step = offerAndTake(queue, manifest, { offered, fresh: isDue ? null : fresh });
    const answers = (await unlessStopped(stop, step)) ?? new Map<string, ChunkAnswer>();
    for (const [key, answer] of answers) {
      const chunk = offered.get(key);
      if (chunk === undefined) continue;
      await keep(work, chunk, answer);
      offered.delete(key);
      workers.add(answer.worker);
      trials += chunk.to - chunk.from;
      chunks += 1;
    }
    await unlessStopped(stop, queue.forget([...answers.keys()]));
    work.onProgress(trials, `${String(workers.size)} workers`);
    if (answers.size > 0) continue;
    if (isDue) await unlessStopped(stop, tell());
    await systemClock.sleep(LOOK_EVERY_MS, stop);
  }
  if (stop.aborted) await Promise.race([queue.withdraw([...offered.keys()]), systemClock.sleep(WITHDRAW_MS)]);
  return { held: null, chunks, workers: workers.size };
}

/** fresh: chunks that are offered for the first time; null offers all again and asks what failed. */
async function offerAndTake(
  queue: ChunkQueue,
  manifest: SweepManifest,
  {
    offered,
    fresh,
  }: { readonly offered: ReadonlyMap<string, SweepChunk>; readonly fresh: readonly SweepChunk[] | null },
): Promise<ReadonlyMap<string, ChunkAnswer>> {
  const keys = [...offered.keys()];
  if (fresh === null) {
    await queue.publish(manifest.id, JSON.stringify(manifest));
    const [failed] = await queue.failures(keys);
    if (failed !== undefined) throw chunkFailed(failed);
  }
  const answers = await queue.take(keys);
  const jobs = (fresh?.map(({ key }) => key) ?? keys).filter((key) => !answers.has(key));
  await queue.offer(jobs.map((key) => ({ sweepId: manifest.id, key })));
  return answers;
}

/** Writes a chunk after proving that the bytes are one. */
async function keep({ study, store }: DriverWork, chunk: SweepChunk, { bytes, worker }: ChunkAnswer): Promise<void> {
  const into = jobOver(study, study.points.slice(chunk.from, chunk.to), study.bars);
  await readChunk(bytes, { chunk, into, at: 0, file: `the answer of ${worker}` });
  store.write(chunk, bytes);
}

function jobsAtOnce({ chunks }: SweepManifest): number {
  const [first] = chunks;
  const bytes = first === undefined ? 1 : (first.to - first.from) * BYTES_PER_TRIAL;
  return Math.min(MOST_JOBS, Math.max(FEWEST_JOBS, Math.floor(MOST_BYTES / bytes)));
}

/** Says once that nobody is there to compute. */
function teller(queue: ChunkQueue, notice: (text: string) => void): () => Promise<void> {
  let told = false;
  return async () => {
    if (told || (await queue.workers()) > 0) return;
    told = true;
    notice("no worker has joined yet; on each machine: hedge backtest worker --redis URL");
  };
}

/** null where the stop came first: what was asked of a Redis that is away is answered when it is back, or never. */
function unlessStopped<T>(stop: AbortSignal, asked: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => {
      resolve(null);
    };
    if (stop.aborted) stopped();
    stop.addEventListener("abort", stopped, { once: true });
    asked.then(resolve, reject).finally(() => {
      stop.removeEventListener("abort", stopped);
    });
  });
}

function chunkFailed([key, reason]: readonly [string, string]): Failure {
  return new Failure("chunk_failed", 3, `a worker could not compute chunk ${key.slice(0, 10)}: ${reason}`, {
    value: key,
    fix: "Mend what it says on the worker's machine, and go on with --resume.",
  });
}
