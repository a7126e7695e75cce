import { systemClock } from "../../../adapters/system/clock.js";
import type { SweepJob } from "../../../research/sweep/evaluate.js";
import type { SweepChunk } from "../../../research/sweep/manifest.js";
import { type ChunkStore, chunkBytes } from "./chunk-store.js";
import { jobOver } from "./ground.js";
import type { SweepStudy } from "./open-study.js";
import { runWorkers } from "./run-workers.js";

/** How chunks are computed on the threads of this process. */
export interface EvaluateOptions {
  readonly workers: number;
  readonly stop: AbortSignal;
  readonly store: ChunkStore;
  /** Trials done so far, of these chunks. */
  readonly onProgress: (done: number) => void;
}

/** A sweep that takes less than this is begun again rather than gone on with: it writes no chunks. */
const KEEP_AFTER_MS = 2_000;
/** Trials in memory at once where only their files count: some 75 MB. */
const WAVE_TRIALS = 65_536;

/**
 * Computes chunks into the arrays of the whole job, and keeps those of a sweep that takes its time. Where it is stopped, all
 * that are whole are kept.
 *
 * Returns the chunks that are in the arrays now.
 */
export async function evaluateInto(
  job: SweepJob,
  chunks: readonly SweepChunk[],
  { workers, stop, store, onProgress }: EvaluateOptions,
): Promise<readonly SweepChunk[]> {
  const startedMs = systemClock.monotonicMs();
  const computed: SweepChunk[] = [];
  const unwritten: SweepChunk[] = [];
  const keep = (): void => {
    for (const chunk of unwritten.splice(0)) store.write(chunk, chunkBytes(job, chunk.from, chunk));
  };
  await runWorkers(job, chunks, {
    ...{ workers, stop, onProgress },
    onPiece: (piece) => {
      const chunk = chunks[piece];
      if (chunk === undefined) return;
      computed.push(chunk);
      unwritten.push(chunk);
      if (systemClock.monotonicMs() - startedMs >= KEEP_AFTER_MS) keep();
    },
  });
  if (stop.aborted) keep();
  return computed;
}

/** Computes chunks into their files alone, a bounded number at a time. */
export async function evaluateToFiles(
  study: SweepStudy,
  chunks: readonly SweepChunk[],
  { workers, stop, store, onProgress }: EvaluateOptions,
): Promise<void> {
  let before = 0;
  for (const wave of wavesOf(chunks)) {
    if (stop.aborted) return;
    const starts = startsOf(wave);
    const job = jobOver(
      study,
      wave.flatMap(({ from, to }) => study.points.slice(from, to)),
      study.bars,
    );
    const pieces = wave.map(({ from, to }, at) => ({ from: starts[at] ?? 0, to: (starts[at] ?? 0) + to - from }));
    before += await runWorkers(job, pieces, {
      ...{ workers, stop },
      onProgress: (done) => {
        onProgress(before + done);
      },
      onPiece: (piece) => {
        const chunk = wave[piece];
        if (chunk !== undefined) store.write(chunk, chunkBytes(job, starts[piece] ?? 0, chunk));
      },
    });
  }
}

function wavesOf(chunks: readonly SweepChunk[]): readonly (readonly SweepChunk[])[] {
  const waves: SweepChunk[][] = [];
  let room = 0;
  for (const chunk of chunks) {
    const trials = chunk.to - chunk.from;
    if (trials > room) {
      waves.push([]);
      room = WAVE_TRIALS;
    }
    waves.at(-1)?.push(chunk);
    room -= trials;
  }
  return waves;
}

/** Row at which each chunk begins where they lie one after the other. */
function startsOf(chunks: readonly SweepChunk[]): readonly number[] {
  let next = 0;
  return chunks.map(({ from, to }) => {
    const start = next;
    next += to - from;
    return start;
  });
}
