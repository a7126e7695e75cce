import type { InputEvent } from "../../domain/event.js";
import { OVER } from "../../lib/abort-reason.js";
import { BoundedQueue } from "../../lib/bounded-queue.js";
import type { Clock } from "../../lib/clock.js";
import { invariant } from "../../lib/invariant.js";

/** A venue that says more than this before the executor has worked it off is not one we can follow. */
const CAPACITY = 200_000;

/** The one ordered queue of a live session: everybody pushes, the executor takes. */
export class InputQueue {
  readonly #events = new BoundedQueue<InputEvent>(CAPACITY);
  #failure: { readonly error: unknown } | null = null;
  #wake: AbortController | null = null;
  /** Rises with every push: whoever compares a snapshot with the books sees whether something came between. */
  pushed = 0;

  push(event: InputEvent): void {
    invariant(this.#events.push(event), `more than ${String(CAPACITY)} events wait for the executor`);
    this.pushed += 1;
    this.wake();
  }

  /** A part beside the session's loop has broken: what waits is worked off, then the loop ends with this. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.wake();
  }

  /** Errors: what `fail` was given, once nothing waits any more. */
  shift(): InputEvent | undefined {
    const event = this.#events.shift();
    if (event === undefined && this.#failure !== null) throw this.#failure.error;
    return event;
  }

  get length(): number {
    return this.#events.length;
  }

  /** Resolves when something was pushed, `wake` was called, or the time is over. */
  async wait(clock: Pick<Clock, "sleep">, mostMs: number): Promise<void> {
    if (this.#events.length > 0 || this.#failure !== null) return;
    this.#wake ??= new AbortController();
    await clock.sleep(mostMs, this.#wake.signal);
  }

  wake(): void {
    this.#wake?.abort(OVER);
    this.#wake = null;
  }
}
