import type { InputEvent, JournalEvent } from "../domain/event.js";

/**
 * One ordered queue of everything that happens to a session: market, venue, clock.
 * In paper mode it merges recorded data, the simulated venue and timers in virtual time.
 */
export interface SessionDriver {
  /**
   * Market time at which `next` would answer, so that a session can wait for it, or stop, before it happens; null where
   * inputs come by themselves, and at the end of the data.
   */
  dueMs(deadlineMs: number | null): number | null;
  /**
   * The next input, or null at the end of the data.
   *
   * deadlineMs: earliest market time at which the executor wants a `clock.advanced` if nothing else happens before.
   */
  next(deadlineMs: number | null): Promise<InputEvent | null>;
  /**
   * Brings driver and venue to the state after these journaled events. A live driver has nothing to restore.
   *
   * Errors: DivergenceError when the recorded inputs are not what this driver produces.
   */
  restore(events: Iterable<JournalEvent>): Promise<void>;
  /** Share of the session's span that has passed, 0…1, for progress bars; null when it has no end. */
  progress(): number | null;
}
