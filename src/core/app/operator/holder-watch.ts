import { isSameHolder, lockHolder, type LockHolder, lives } from "../../adapters/system/lock.js";
import type { Clock } from "../../lib/clock.js";

/**
 * How long one holder of a directory's lock has been met. Each has its own patience: the silence of the one before says
 * nothing of it.
 */
export class HolderWatch {
  #holder: LockHolder | null;
  #sinceMs: number;

  constructor(
    readonly directory: string,
    readonly clock: Clock,
  ) {
    this.#holder = lockHolder(directory);
    this.#sinceMs = clock.monotonicMs();
  }

  /** By the lock's record at the last look; null where it can't be read. The process may be gone. */
  get holder(): LockHolder | null {
    return this.#holder;
  }

  get waitedMs(): number {
    return this.clock.monotonicMs() - this.#sinceMs;
  }

  /** Looks who holds it now. Returns whether it is still who it was at the last look; for another the wait begins anew. */
  isSame(): boolean {
    const now = lockHolder(this.directory);
    const same = isSameHolder(now, this.#holder);
    this.#holder = now;
    if (!same) this.restart();
    return same;
  }

  restart(): void {
    this.#sinceMs = this.clock.monotonicMs();
  }

  /** Who closes a dead executor's books there; null for nobody, and for any other holder. */
  get closing(): LockHolder | null {
    return this.#holder?.closing === true && lives(this.#holder) ? this.#holder : null;
  }
}
