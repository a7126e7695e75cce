import type { InputEvent } from "../../domain/event.js";
import type { Clock } from "../../lib/clock.js";
import type { SessionDriver } from "../../ports/session-driver.js";
import type { VenueClock } from "../../ports/venue-clock.js";
import type { InputQueue } from "./input-queue.js";

interface LiveDriverOptions {
  readonly queue: InputQueue;
  readonly clock: Pick<Clock, "sleep">;
  readonly venueClock: Pick<VenueClock, "nowMs" | "speed">;
  /** Ends the wait once, so that the executor sees the signal; waits that begin later take their time. */
  readonly stop: AbortSignal;
  /** An operator who waits gives the executor a turn, although nothing happened. */
  readonly mail?: { readonly hasMail: () => boolean; readonly onArrival: (wake: () => void) => void };
}

/** Longest wait at once: a venue whose clock jumps must not put a deadline off for ever. */
const LONGEST_WAIT_MS = 1_000;

/** What the world says, in the order in which it arrived; deadlines in between as `clock.advanced`. It has no end. */
export function createLiveDriver({ queue, clock, venueClock, stop, mail }: LiveDriverOptions): SessionDriver {
  let stopSeen = false;
  const wake = (): void => {
    queue.wake();
  };
  stop.addEventListener("abort", wake, { once: true });
  mail?.onArrival(wake);
  const next = async (deadlineMs: number | null): Promise<InputEvent> => {
    for (;;) {
      const event = queue.shift();
      if (event !== undefined) return event;
      const nowMs = venueClock.nowMs();
      const stopped = stop.aborted && !stopSeen;
      stopSeen ||= stopped;
      if (stopped || mail?.hasMail() === true || (deadlineMs !== null && nowMs >= deadlineMs))
        return { type: "clock.advanced", atMs: nowMs };
      const untilMs = deadlineMs === null ? Infinity : (deadlineMs - nowMs) / venueClock.speed;
      await queue.wait(clock, Math.max(1, Math.min(LONGEST_WAIT_MS, untilMs)));
    }
  };
  return { dueMs: () => null, next, restore: async () => undefined, progress: () => null };
}
