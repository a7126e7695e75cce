import { attemptAsync } from "../../../adapters/system/attempt.js";
import { systemClock } from "../../../adapters/system/clock.js";
import { Failure } from "../../../lib/failure.js";
import type { ChunkJob, ChunkOutcome, ChunkServer } from "../../../ports/chunk-exchange.js";
import type { JoinedSweep } from "./joined-sweep.js";

interface Entry {
  readonly sweep: Promise<JoinedSweep>;
  /** Chunks of it that are being computed. */
  running: number;
}

const LATER: ChunkOutcome = { kind: "later" };
const LOOK_EVERY_MS = 200;
/** Sweeps whose markets and threads are kept ready; more are joined while more are computed at once. */
const MOST_READY = 2;

/** Where the jobs of a worker end up: joins the sweep of each, and counts what was done. */
export class ChunkDesk {
  chunks = 0;
  combinations = 0;
  /** Why this machine can't take part in a sweep that it was asked for. */
  refusal: Failure | null = null;
  #running = 0;
  #lastMs = systemClock.monotonicMs();
  readonly #entries = new Map<string, Entry>();
  readonly #seen = new Set<string>();

  constructor(
    private readonly server: Pick<ChunkServer, "manifest">,
    private readonly join: (manifest: string) => Promise<JoinedSweep>,
    private readonly notice: (text: string) => void,
  ) {}

  /** Ids of the sweeps that it took part in. */
  get sweeps(): readonly string[] {
    return [...this.#seen];
  }

  async compute({ sweepId, key }: ChunkJob): Promise<ChunkOutcome> {
    if (this.refusal !== null) return { kind: "refused" };
    this.#running += 1;
    const outcome = await attemptAsync(async () => {
      const entry = await this.#entry(sweepId);
      return entry === null ? LATER : this.#answer(entry, key);
    }).finally(() => {
      this.#running -= 1;
      this.#lastMs = systemClock.monotonicMs();
    });
    if (outcome.ok) return outcome.value;
    if (!(outcome.error instanceof Failure)) throw outcome.error;
    this.refusal = outcome.error;
    return { kind: "refused" };
  }

  /** Resolves at a stop, a refusal, or after so long without a chunk. */
  async untilOver(stop: AbortSignal, idleMs: number): Promise<void> {
    for (;;) {
      const isIdle = this.#running === 0 && systemClock.monotonicMs() - this.#lastMs >= idleMs;
      if (stop.aborted || isIdle || this.refusal !== null) return;
      await systemClock.sleep(LOOK_EVERY_MS, stop);
    }
  }

  async close(): Promise<void> {
    for (const id of [...this.#entries.keys()]) await this.#drop(id);
  }

  async #answer(entry: Entry, key: string): Promise<ChunkOutcome> {
    entry.running += 1;
    try {
      const { manifest, threads } = await entry.sweep;
      const chunk = manifest.chunks.find((candidate) => candidate.key === key);
      if (chunk === undefined) return LATER;
      const bytes = await threads.compute(chunk);
      this.chunks += 1;
      this.combinations += chunk.to - chunk.from;
      return { kind: "bytes", bytes };
    } finally {
      entry.running -= 1;
    }
  }

  /** null where Redis has lost the manifest: the sweep tells it again. */
  async #entry(sweepId: string): Promise<Entry | null> {
    if (!this.#entries.has(sweepId)) {
      const manifest = await this.server.manifest(sweepId);
      if (manifest === null) return null;
      // Another chunk of the same sweep may have come meanwhile.
      if (!this.#entries.has(sweepId)) await this.#enter(sweepId, manifest);
    }
    return this.#entries.get(sweepId) ?? null;
  }

  async #enter(sweepId: string, manifest: string): Promise<void> {
    this.#seen.add(sweepId);
    this.#entries.set(sweepId, { sweep: this.join(manifest), running: 0 });
    this.notice(`joins ${sweepId}`);
    for (const [id, { running }] of this.#entries) {
      if (this.#entries.size <= MOST_READY) return;
      if (running === 0 && id !== sweepId) await this.#drop(id);
    }
  }

  async #drop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    const [joined] = await Promise.allSettled([entry?.sweep]);
    if (joined.status === "fulfilled") await joined.value?.threads.close();
  }
}
