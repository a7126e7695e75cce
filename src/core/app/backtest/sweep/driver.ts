import type { SweepJob } from "../../../research/sweep/evaluate.js";
import type { SweepChunk, SweepManifest } from "../../../research/sweep/manifest.js";
import type { ChunkStore } from "./chunk-store.js";
import type { SweepStudy } from "./open-study.js";

/** What is left to do of a sweep, and where it goes. */
export interface DriverWork {
  readonly manifest: SweepManifest;
  readonly study: SweepStudy;
  readonly missing: readonly SweepChunk[];
  readonly store: ChunkStore;
  readonly stop: AbortSignal;
  /** Trials done of those that were missing. */
  readonly onProgress: (done: number, note?: string) => void;
}

export interface DriverEnd {
  /** Chunks that lie in the arrays of this job, which has all trials; the others have to be read from their files. */
  readonly held: { readonly job: SweepJob; readonly chunks: readonly SweepChunk[] } | null;
  /** Chunks that this run had computed. */
  readonly chunks: number;
  /** Threads, or machines' processes, that took part. */
  readonly workers: number;
}

/**
 * Has missing chunks computed: all of them, or the share that falls to this process. It ends early where it is stopped, and
 * leaves in the store whatever is whole.
 */
export interface SweepDriver {
  readonly name: "local" | "bullmq" | "static";
  run(work: DriverWork): Promise<DriverEnd>;
  close(): Promise<void>;
}
