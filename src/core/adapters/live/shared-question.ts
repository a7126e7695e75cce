import type { Clock } from "../../lib/clock.js";

interface SharedQuestionOptions<T> {
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  readonly ask: () => Promise<T>;
  /** Shortest time from one question to the next. */
  readonly everyMs: number;
  readonly closing: AbortSignal;
}

/**
 * One question for all who wait for its answer: one on its way at a time, and at most one every so often. Nobody gets an
 * answer to what was asked before he came, for what he knows may be newer than that.
 */
export class SharedQuestion<T> {
  #next: Promise<T> | null = null;
  #running: Promise<unknown> = Promise.resolve();
  #askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(readonly options: SharedQuestionOptions<T>) {}

  ask(): Promise<T> {
    this.#next ??= this.#turn(this.#running);
    this.#running = this.#next;
    return this.#next;
  }

  async #turn(before: Promise<unknown>): Promise<T> {
    const { clock, ask, everyMs, closing } = this.options;
    // What it came to is for those who asked it.
    await Promise.allSettled([before]);
    const waitMs = this.#askedAtMs + everyMs - clock.monotonicMs();
    if (waitMs > 0) await clock.sleep(waitMs, closing);
    this.#askedAtMs = clock.monotonicMs();
    this.#next = null;
    return ask();
  }
}
