import { invariant } from "../../lib/invariant.js";
import type { Clock } from "../../lib/clock.js";
import { MINUTE_MS } from "../../lib/time.js";

export interface ConnectLimit {
  readonly connects: number;
  readonly windowMs: number;
}

/** The venue takes 300 attempts in 5 minutes of one address (reported, not documented): all our sockets stay at a third. */
export const CONNECT_LIMIT: ConnectLimit = { connects: 100, windowMs: 5 * MINUTE_MS };

/** Attempts to connect in a sliding window; one for all sockets of a process. */
export class ConnectBudget {
  readonly #takenAtMs: number[] = [];

  constructor(
    readonly clock: Pick<Clock, "monotonicMs" | "sleep">,
    readonly limit: ConnectLimit = CONNECT_LIMIT,
  ) {
    invariant(limit.connects >= 1, "a connect limit allows at least 1 attempt");
  }

  /** Waits until an attempt is free and takes it, or until the signal fires. */
  async take(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const nowMs = this.clock.monotonicMs();
      while (this.#takenAtMs[0] !== undefined && this.#takenAtMs[0] <= nowMs - this.limit.windowMs)
        this.#takenAtMs.shift();
      const oldestMs = this.#takenAtMs[0];
      if (oldestMs === undefined || this.#takenAtMs.length < this.limit.connects) {
        this.#takenAtMs.push(nowMs);
        return;
      }
      await this.clock.sleep(oldestMs + this.limit.windowMs - nowMs, signal);
    }
  }
}
