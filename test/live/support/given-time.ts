import { systemClock } from "../../../src/core/adapters/system/clock.js";

/** A look every 5 ms; one that comes late counts for 10 ms at most. */
const LOOK_MS = 5;
const MOST_MS = 10;

let givenMs = 0;
let lookedMs: number | null = null;

function look(): void {
  const nowMs = systemClock.monotonicMs();
  givenMs += Math.min(MOST_MS, nowMs - (lookedMs ?? nowMs));
  lookedMs = nowMs;
}

/**
 * Milliseconds since the first call in which this process had its turn. Limits of a test count by it: on a free machine
 * it is the wall's time, and where other processes have the processors it stands still with the session under test.
 */
export function givenTimeMs(): number {
  if (lookedMs === null) {
    look();
    setInterval(look, LOOK_MS).unref();
  }
  return givenMs;
}
