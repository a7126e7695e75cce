/** A chunk of a sweep as a job: small, since everything else is in the sweep's manifest. */
export interface ChunkJob {
  readonly sweepId: string;
  readonly key: string;
}

export interface ChunkAnswer {
  /** Bytes of the chunk's file. */
  readonly bytes: Uint8Array;
  /** Process that computed it. */
  readonly worker: string;
}

/** The side of a sweep that has chunks computed. All of it may be lost at any time: it is offered again. */
export interface ChunkQueue {
  /** Tells the manifest of a sweep to whoever joins. */
  publish(sweepId: string, manifest: string): Promise<void>;
  /** A job that waits or runs already stays as it is. */
  offer(jobs: readonly ChunkJob[]): Promise<void>;
  /** Answers that lie ready, by key. They stay until they are forgotten. */
  take(keys: readonly string[]): Promise<ReadonlyMap<string, ChunkAnswer>>;
  forget(keys: readonly string[]): Promise<void>;
  /** Jobs that failed for good, with the reason; they may be offered again. */
  failures(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Takes back jobs that nobody has begun. */
  withdraw(keys: readonly string[]): Promise<void>;
  /** Processes that are there to compute. */
  workers(): Promise<number>;
  close(): Promise<void>;
}

/** What becomes of a job: its bytes; "later" puts it back for another try; "refused" leaves it to somebody else. */
export type ChunkOutcome =
  { readonly kind: "bytes"; readonly bytes: Uint8Array } | { readonly kind: "later" | "refused" };

/** The side that computes. */
export interface ChunkServer {
  /** The manifest of a sweep; null where it is not there (yet). */
  manifest(sweepId: string): Promise<string | null>;
  /** Takes jobs until it is closed; what `handle` throws fails the job. */
  serve(handle: (job: ChunkJob) => Promise<ChunkOutcome>): void;
  /** Waits for the jobs that run. */
  close(): Promise<void>;
}
