import type { Clock } from "../../lib/clock.js";
import type { VenueClock } from "../../ports/venue-clock.js";

/** Long enough for two layers that react to the same refusal, short enough that a clock can't run away in it. */
const FRESH_MS = 250;

/** One question at a time for everybody who wants the clock set, and none right after another was answered. */
export function createSharedSync(
  venueClock: Pick<VenueClock, "sync">,
  clock: Pick<Clock, "monotonicMs">,
): Pick<VenueClock, "sync"> {
  let running: Promise<number | null> | null = null;
  let last: { readonly atMs: number; readonly skewMs: number } | null = null;
  const ask = async (): Promise<number | null> => {
    try {
      const skewMs = await venueClock.sync();
      last = skewMs === null ? null : { atMs: clock.monotonicMs(), skewMs };
      return skewMs;
    } finally {
      running = null;
    }
  };
  return {
    sync: async () => {
      if (last !== null && clock.monotonicMs() - last.atMs < FRESH_MS) return last.skewMs;
      running ??= ask();
      return running;
    },
  };
}
