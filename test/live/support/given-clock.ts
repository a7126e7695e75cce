import { systemClock } from "../../../src/core/adapters/system/clock.js";
import type { Clock } from "../../../src/core/lib/clock.js";

/** A look every 5 ms; one that comes late counts for 10 ms at most. */
const LOOK_MS = 5;
const MOST_MS = 10;

const startedAtMs = systemClock.nowMs();
let lookedMs = systemClock.monotonicMs();
let givenMs = 0;

function look(): number {
  const nowMs = systemClock.monotonicMs();
  givenMs += Math.min(MOST_MS, nowMs - lookedMs);
  lookedMs = nowMs;
  return givenMs;
}

setInterval(look, LOOK_MS).unref();

/**
 * Counts the time in which this process had its turn. On a free machine that is the wall's time; where other processes
 * have the processors, market, venue, session and the limits of the test go slower together, so that nothing passes
 * that the session had no chance to see.
 */
export const givenClock: Clock = {
  nowMs: () => Math.floor(startedAtMs + look()),
  monotonicMs: look,
  sleep: async (durationMs, signal) => {
    const endMs = look() + durationMs;
    let leftMs = durationMs;
    do {
      await systemClock.sleep(leftMs, signal);
      leftMs = endMs - look();
    } while (leftMs > 0 && signal?.aborted !== true);
  },
};
