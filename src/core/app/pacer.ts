import type { Clock } from "../lib/clock.js";

interface PacerOptions {
  /** Market seconds per wall second; null for as fast as possible. */
  readonly speed: number | null;
  /** Market time at which the session begins: history before it only warms up, and nobody waits for that. */
  readonly fromMs: number;
  readonly clock: Clock;
  readonly stop: AbortSignal;
  /** Lets pending I/O and signals in. */
  readonly yieldTurn: () => Promise<void>;
  /** Called at least once a second while the session waits. */
  readonly onIdle: () => void;
  /** Who wants to be heard ends the wait: the next input happens early, and then it is the operator's turn. */
  readonly mail?: Mail;
}

/** Whether an operator waits to be heard, and a way to be told at once. */
export interface Mail {
  readonly hasMail: () => boolean;
  readonly onArrival: (wake: () => void) => void;
}

const YIELD_EVERY_MS = 20;
const IDLE_STEP_MS = 1_000;

/**
 * Waits until wall time has caught up with an instant of market time, or a stop or an operator's word came.
 * At full speed it only lets others have a turn.
 */
export function createPacer({
  speed,
  fromMs,
  clock,
  stop,
  yieldTurn,
  onIdle,
  mail,
}: PacerOptions): (atMs: number) => Promise<void> {
  let lastYieldMs = clock.monotonicMs();
  let nap = new AbortController();
  mail?.onArrival(() => {
    nap.abort();
  });
  const isOver = (): boolean => stop.aborted || mail?.hasMail() === true;
  let origin: { readonly marketMs: number; readonly wallMs: number } | null = null;
  return async (atMs) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - lastYieldMs >= YIELD_EVERY_MS) {
      await yieldTurn();
      lastYieldMs = clock.monotonicMs();
    }
    if (speed === null || atMs < fromMs) return;
    origin ??= { marketMs: atMs, wallMs: nowMs };
    const dueMs = origin.wallMs + (atMs - origin.marketMs) / speed;
    for (let waitMs = dueMs - clock.monotonicMs(); waitMs > 0 && !isOver(); waitMs = dueMs - clock.monotonicMs()) {
      nap = new AbortController();
      await clock.sleep(Math.min(waitMs, IDLE_STEP_MS), AbortSignal.any([stop, nap.signal]));
      onIdle();
    }
  };
}
